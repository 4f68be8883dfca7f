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

/// Reads the earlier looks at a node from the command history of Systems Manager. It sends no command.
public final class SsmHistory {
    /// The time for which Systems Manager keeps the history of a command (SSM User Guide, monitor-commands: 30
    /// days).
    public static final Duration KEPT = Duration.ofDays(30);

    /// The first stretch of history that is read. A guard looks each minute, so an hour takes at most two
    /// pages. Each earlier stretch is twice as long, and is read only if the later stretches hold no look.
    private static final Duration STRETCH = Duration.ofHours(1);

    private final SsmClient client;

    /// Builds the reader.
    public SsmHistory(SsmClient client) {
        this.client = client;
    }

    /// A look and its time.
    ///
    /// @param at when the node answered; if the node never answered, when the guard asked
    public record Seen(Instant at, Look look) {}

    /// Returns the newest looks at a node with this document, oldest first: the looks of the last hour or, if
    /// that hour has none, the looks of an earlier and longer stretch. Commands that have not ended are left
    /// out.
    ///
    /// @param since the start of the history to read; Systems Manager keeps nothing older than [#KEPT]
    /// @param now the end of the history
    /// @throws io.drainguard.sweep.Fault if the history could not be read
    public List<Seen> newest(String instance, String document, Instant since, Instant now) {
        return call("reading the looks at node " + instance, () -> {
            Instant oldest = later(since, now.minus(KEPT));
            Duration stretch = STRETCH;
            // Filters take whole seconds, so the newest stretch ends at the next full second.
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
                        .maxResults(SsmAnswers.PAGE)
                        .filters(
                                filter(CommandFilterKey.DOCUMENT_NAME, document),
                                filter(CommandFilterKey.INVOKED_AFTER, seconds(start)),
                                filter(CommandFilterKey.INVOKED_BEFORE, seconds(end))))
                .commandInvocations()
                .stream()
                .filter(SsmAnswers::hasEnded)
                .forEach(invocation -> found.add(new Seen(at(invocation), SsmAnswers.look(invocation))));
        found.sort(Comparator.comparing(Seen::at));
        return found;
    }

    static CommandFilter filter(CommandFilterKey key, String value) {
        return CommandFilter.builder().key(key).value(value).build();
    }

    /// Writes a time in the form that the filters take: whole seconds, in UTC (SSM API Reference, CommandFilter).
    static String seconds(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /// When the node answered; if it never answered, when the guard asked.
    static Instant at(CommandInvocation invocation) {
        return invocation.commandPlugins().stream()
                .map(CommandPlugin::responseFinishDateTime)
                .filter(at -> at != null && at.isAfter(Instant.EPOCH))
                .findFirst()
                .orElse(invocation.requestedDateTime());
    }

    private static Instant later(Instant first, Instant second) {
        return first.isAfter(second) ? first : second;
    }
}
