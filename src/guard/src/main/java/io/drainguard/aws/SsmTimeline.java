package io.drainguard.aws;

import static io.drainguard.aws.AwsFaults.call;

import io.drainguard.decide.Look;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.CommandFilterKey;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;

/// Reads every command that Systems Manager was asked to run on a node, whatever its document. It sends no command.
public final class SsmTimeline {
    private final SsmClient client;

    /// Builds the reader.
    public SsmTimeline(SsmClient client) {
        this.client = client;
    }

    /// A command at one node.
    ///
    /// @param asked when it was asked for
    /// @param at when the node answered, or `asked` where it did not
    /// @param document the document that it runs
    /// @param comment what its sender wrote beside it, empty for nothing
    /// @param status what Systems Manager says of it
    /// @param look what it saw, as far as its document is a drain document; `null` while it is under way
    public record Ran(
            Instant asked,
            Instant at,
            String document,
            String comment,
            String status,
            @Nullable Look look) {}

    /// Returns the commands since this time, oldest first.
    ///
    /// @throws io.drainguard.sweep.Fault if they could not be read
    public List<Ran> since(String instance, Instant since) {
        return call(
                "reading the looks at node " + instance,
                () -> client
                        .listCommandInvocationsPaginator(request -> request.instanceId(instance)
                                .details(true)
                                .maxResults(SsmAnswers.PAGE)
                                .filters(SsmHistory.filter(CommandFilterKey.INVOKED_AFTER, SsmHistory.seconds(since))))
                        .commandInvocations()
                        .stream()
                        .map(SsmTimeline::ran)
                        .sorted(Comparator.comparing(Ran::at))
                        .toList());
    }

    private static Ran ran(CommandInvocation invocation) {
        boolean ended = SsmAnswers.hasEnded(invocation);
        return new Ran(
                invocation.requestedDateTime(),
                ended ? SsmHistory.at(invocation) : invocation.requestedDateTime(),
                Objects.requireNonNullElse(invocation.documentName(), ""),
                Objects.requireNonNullElse(invocation.comment(), ""),
                String.valueOf(invocation.statusDetails()),
                ended ? SsmAnswers.look(invocation) : null);
    }
}
