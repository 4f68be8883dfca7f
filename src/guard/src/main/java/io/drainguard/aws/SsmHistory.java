package io.drainguard.aws;

import static io.drainguard.aws.AwsFaults.call;

import io.drainguard.decide.Look;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.CommandFilter;
import software.amazon.awssdk.services.ssm.model.CommandFilterKey;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.CommandPlugin;

/// The looks that were taken at a node, from its own command history at Systems Manager. Sends no command.
public final class SsmHistory {
    /// How long Systems Manager keeps the history of a command (SSM User Guide, monitor-commands: 30 days).
    public static final Duration KEPT = Duration.ofDays(30);

    /// The first stretch of history that is read. A guard looks each minute, so this is two pages at most; each
    /// further stretch is twice as long and is read only where the ones after it hold nothing.
    private static final Duration STRETCH = Duration.ofHours(1);

    private final SsmClient client;

    /// Builds the reader.
    public SsmHistory(SsmClient client) {
        this.client = client;
    }

    /// A look and when it was taken.
    ///
    /// @param at when the node had answered; where it never did, when it was asked
    public record Seen(Instant at, Look look) {}

    /// The newest looks at a node with this document, oldest first: an hour of them, or those of an earlier and
    /// longer stretch where the last hour has none. Commands that have not ended are left out.
    ///
    /// @param since nothing from before is read; what is older than [#KEPT] is gone anyway
    /// @param now the end of the history
    /// @throws io.drainguard.sweep.Fault when the history could not be read
    public List<Seen> newest(String instance, String document, Instant since, Instant now) {
        return call("reading the looks at node " + instance, () -> {
            Instant oldest = later(since, now.minus(KEPT));
            Duration stretch = STRETCH;
            // Filters take whole seconds, so the last one runs to the next.
            Instant end = now.plusSeconds(1);
            while (end.isAfter(oldest)) {
                Instant start = later(oldest, end.minus(stretch));
                List<Seen> found = between(instance, document, start, end);
                if (!found.isEmpty()) {
                    return found;
                }
                end = start;
                stretch = stretch.multipliedBy(2);
            }
            return List.of();
        });
    }

    private List<Seen> between(String instance, String document, Instant start, Instant end) {
        List<Seen> found = new ArrayList<>();
        client
                .listCommandInvocationsPaginator(request -> request.instanceId(instance)
                        .details(true)
                        .maxResults(SsmAsked.PAGE)
                        .filters(
                                filter(CommandFilterKey.DOCUMENT_NAME, document),
                                filter(CommandFilterKey.INVOKED_AFTER, seconds(start)),
                                filter(CommandFilterKey.INVOKED_BEFORE, seconds(end))))
                .commandInvocations()
                .stream()
                .filter(SsmAsked::ended)
                .forEach(invocation -> found.add(new Seen(at(invocation), SsmAsked.look(invocation))));
        found.sort(Comparator.comparing(Seen::at));
        return found;
    }

    private static CommandFilter filter(CommandFilterKey key, String value) {
        return CommandFilter.builder().key(key).value(value).build();
    }

    /// The form that the filters take (SSM API Reference, CommandFilter): whole seconds, in UTC.
    private static String seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static Instant at(CommandInvocation invocation) {
        return invocation.commandPlugins().stream()
                .map(CommandPlugin::responseFinishDateTime)
                .filter(at -> at != null && at.isAfter(Instant.EPOCH))
                .findFirst()
                .orElse(invocation.requestedDateTime());
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
