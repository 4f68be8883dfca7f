package io.drainguard.aws.rescue;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.rescue.RescuePorts.Earlier;
import io.drainguard.rescue.RescuePorts.Tasks;
import io.drainguard.rescue.TaskReport;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.Command;
import software.amazon.awssdk.services.ssm.model.CommandFilter;
import software.amazon.awssdk.services.ssm.model.CommandFilterKey;
import software.amazon.awssdk.services.ssm.model.GetCommandInvocationResponse;
import software.amazon.awssdk.services.ssm.model.InvalidDocumentException;

/// The rescue document's tasks in Systems Manager. Every method throws [io.drainguard.sweep.Fault] when a call failed.
public final class RescueTasks implements Tasks {
    /// For so long a worker that is offline gets the task after all.
    private static final int DELIVERY_SECONDS = 60;

    private static final int PAGE = 50;

    private final SsmClient ssm;

    /// Builds the adapter.
    public RescueTasks(SsmClient ssm) {
        this.ssm = ssm;
    }

    @Override
    public boolean canRun(String document) {
        return call("reading document " + document, () -> {
            try {
                return "Active"
                        .equals(ssm.describeDocument(request -> request.name(document))
                                .document()
                                .statusAsString());
            } catch (InvalidDocumentException missing) {
                return false;
            }
        });
    }

    @Override
    public String start(String document, String worker, Map<String, String> parameters) {
        return call(
                "sending document " + document + " to worker " + worker,
                () -> Objects.requireNonNull(ssm.sendCommand(request -> request.documentName(document)
                                .instanceIds(worker)
                                .timeoutSeconds(DELIVERY_SECONDS)
                                .comment("drainguard rescue " + parameters.get("volume"))
                                .parameters(lists(parameters)))
                        .command()
                        .commandId()));
    }

    private static Map<String, List<String>> lists(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> List.of(entry.getValue())));
    }

    @Override
    public TaskReport report(String command, String worker) {
        GetCommandInvocationResponse found = call(
                "reading the answer of worker " + worker + " to command " + command,
                () -> ssm.getCommandInvocation(
                        request -> request.commandId(command).instanceId(worker)));
        return new TaskReport(
                String.valueOf(found.statusAsString()),
                Objects.requireNonNullElse(found.responseCode(), -1),
                Objects.requireNonNullElse(found.standardOutputContent(), ""));
    }

    @Override
    public List<Earlier> earlier(String document, String worker, String volume, Instant since) {
        List<CommandFilter> filters = List.of(
                filter(CommandFilterKey.DOCUMENT_NAME, document),
                filter(
                        CommandFilterKey.INVOKED_AFTER,
                        since.truncatedTo(ChronoUnit.SECONDS).toString()));
        return call(
                        "reading the earlier tasks of worker " + worker,
                        () -> ssm
                                .listCommandsPaginator(request -> request.instanceId(worker)
                                        .maxResults(PAGE)
                                        .filters(filters))
                                .commands()
                                .stream()
                                .toList())
                .stream()
                .filter(command -> volume.equals(parameter(command, "volume")))
                .map(command -> new Earlier(
                        String.valueOf(command.commandId()),
                        parameter(command, "task"),
                        TaskReport.isUnderWay(String.valueOf(command.statusAsString()))))
                .toList();
    }

    private static CommandFilter filter(CommandFilterKey key, String value) {
        return CommandFilter.builder().key(key).value(value).build();
    }

    private static String parameter(Command command, String name) {
        List<String> values = command.parameters().getOrDefault(name, List.of());
        return values.isEmpty() ? "" : values.getFirst();
    }
}
