package io.drainguard.aws;

import static io.drainguard.aws.AwsFaults.call;

import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.sweep.Looks;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.CommandPlugin;

/// Holds the commands that the guard sent, and the answers that nodes have given so far.
final class SsmAsked implements Looks.Asked {
    /// The largest number of invocations in one answer (SSM API Reference, ListCommandInvocations, MaxResults).
    static final int PAGE = 50;

    /// The statuses that Systems Manager does not change any more (SSM User Guide, monitor-commands). While a
    /// node has any other status, the guard waits for it; when the time is up, the look is Unknown.
    private static final Set<String> FINAL = Set.of("Success", "Failed", "TimedOut", "Cancelled");

    private final SsmClient client;
    private final Map<String, Look> answers = new LinkedHashMap<>();
    private final List<Sent> commands = new ArrayList<>();

    SsmAsked(SsmClient client) {
        this.client = client;
    }

    /// A command and the nodes that have not answered it yet.
    private record Sent(String command, Set<String> open) {}

    void sent(String command, List<String> instances) {
        commands.add(new Sent(command, new HashSet<>(instances)));
    }

    void refused(String instance, String reason) {
        answers.put(instance, new Unknown(reason));
    }

    @Override
    public Map<String, Look> answers() {
        commands.forEach(this::read);
        commands.removeIf(sent -> sent.open().isEmpty());
        return Collections.unmodifiableMap(answers);
    }

    private void read(Sent sent) {
        for (CommandInvocation invocation : invocations(sent.command())) {
            if (ended(invocation) && sent.open().remove(invocation.instanceId())) {
                answers.put(invocation.instanceId(), look(invocation));
            }
        }
    }

    /// Returns the invocations of a command. Systems Manager may not list them immediately after the command
    /// was sent; the guard then has no answer yet. The guard ignores the answer to another command, too.
    private List<CommandInvocation> invocations(String command) {
        return call(
                "reading the answers to command " + command,
                () -> client
                        .listCommandInvocationsPaginator(request ->
                                request.commandId(command).details(true).maxResults(PAGE))
                        .commandInvocations()
                        .stream()
                        .filter(invocation -> command.equals(invocation.commandId()))
                        .toList());
    }

    /// Tells whether the node will give no further answer.
    static boolean ended(CommandInvocation invocation) {
        return FINAL.contains(String.valueOf(invocation.statusAsString()));
    }

    /// Returns the look that an ended invocation contains.
    static Look look(CommandInvocation invocation) {
        if (!"Success".equals(invocation.statusAsString())) {
            return new Unknown("the look ended as " + invocation.statusDetails() + output(invocation));
        }
        List<CommandPlugin> steps = invocation.commandPlugins();
        return steps.size() == 1
                ? LookLine.parse(text(steps.getFirst()))
                : new Unknown("the drain document has " + steps.size() + " steps, 1 step is expected");
    }

    private static String output(CommandInvocation invocation) {
        String said = invocation.commandPlugins().stream().map(SsmAsked::text).reduce("", String::concat);
        return said.isBlank() ? "" : ": " + LookLine.quoted(said);
    }

    private static String text(CommandPlugin step) {
        return step.output() == null ? "" : step.output();
    }
}
