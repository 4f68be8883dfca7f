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

/// Commands that were sent, and the answers to them so far.
final class SsmAsked implements Looks.Asked {
    /// Most invocations in one answer (SSM API Reference, ListCommandInvocations, MaxResults).
    static final int PAGE = 50;

    /// Statuses after which nothing more comes (SSM User Guide, monitor-commands). A status that is not listed
    /// here is waited for, and Unknown when the time is up.
    private static final Set<String> FINAL = Set.of("Success", "Failed", "TimedOut", "Cancelled");

    private final SsmClient client;
    private final Map<String, Look> answers = new LinkedHashMap<>();
    private final List<Sent> commands = new ArrayList<>();

    SsmAsked(SsmClient client) {
        this.client = client;
    }

    /// A command and the nodes that have not answered it.
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

    /// Right after a command was sent its invocations may not be listed yet: that is no answer yet. Nor is an answer to
    /// another command.
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

    /// Whether nothing more comes.
    static boolean ended(CommandInvocation invocation) {
        return FINAL.contains(String.valueOf(invocation.statusAsString()));
    }

    /// The look that an ended invocation stands for.
    static Look look(CommandInvocation invocation) {
        if (!"Success".equals(invocation.statusAsString())) {
            return new Unknown("the look ended as " + invocation.statusDetails() + output(invocation));
        }
        List<CommandPlugin> steps = invocation.commandPlugins();
        return steps.size() == 1
                ? LookLine.parse(text(steps.getFirst()))
                : new Unknown("the drain document has " + steps.size() + " steps, one is expected");
    }

    private static String output(CommandInvocation invocation) {
        String said = invocation.commandPlugins().stream().map(SsmAsked::text).reduce("", String::concat);
        return said.isBlank() ? "" : ": " + LookLine.quoted(said);
    }

    private static String text(CommandPlugin step) {
        return step.output() == null ? "" : step.output();
    }
}
