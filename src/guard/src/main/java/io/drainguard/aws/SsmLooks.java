package io.drainguard.aws;

import static io.drainguard.aws.AwsFaults.call;

import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Looks;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;

/// Looks through Systems Manager Run Command. A document is run by its name, with no parameters and no text of ours.
public final class SsmLooks implements Looks {
    /// Least delivery timeout (SSM API Reference, SendCommand, TimeoutSeconds): a node that is away must not find a
    /// heap of old commands when it is back.
    private static final int DELIVERY_SECONDS = 30;

    private final SsmClient client;

    /// Builds the port.
    public SsmLooks(SsmClient client) {
        this.client = client;
    }

    @Override
    public Asked start(String document, List<String> instances, Set<String> doubtful) {
        SsmAsked asked = new SsmAsked(client);
        List<String> doubted = instances.stream().filter(doubtful::contains).toList();
        Set<String> away = new HashSet<>(doubted);
        online(doubted, asked).forEach(away::remove);
        send(document, instances.stream().filter(one -> !away.contains(one)).toList(), asked);
        return asked;
    }

    /// Those of these whose agent is there.
    private List<String> online(List<String> instances, SsmAsked asked) {
        if (instances.isEmpty()) {
            return List.of();
        }
        Map<String, String> ping = ping(instances);
        return instances.stream()
                .filter(instance -> online(instance, ping, asked))
                .toList();
    }

    private Map<String, String> ping(List<String> instances) {
        return call("asking which of " + instances + " Systems Manager knows", () -> {
            Map<String, String> ping = new HashMap<>();
            var these = InstanceInformationStringFilter.builder()
                    .key("InstanceIds")
                    .values(instances)
                    .build();
            client.describeInstanceInformationPaginator(
                            request -> request.maxResults(BATCH).filters(these))
                    .instanceInformationList()
                    .forEach(known -> ping.put(known.instanceId(), status(known)));
            return ping;
        });
    }

    private static String status(InstanceInformation known) {
        return known.pingStatusAsString() == null ? "" : known.pingStatusAsString();
    }

    private static boolean online(String instance, Map<String, String> ping, SsmAsked asked) {
        String status = ping.get(instance);
        if ("Online".equals(status)) {
            return true;
        }
        asked.refused(
                instance,
                status == null
                        ? "Systems Manager does not know the node: is its agent running, with a role and a way out?"
                        : "its Systems Manager agent is " + status);
        return false;
    }

    /// Sends one command to all. One node that is not there fails the command of everybody, with an error that
    /// names none: then it is found out who is there. Where all seem to be, the batch is halved until only that
    /// node is left.
    private void send(String document, List<String> instances, SsmAsked asked) {
        if (instances.isEmpty()) {
            return;
        }
        try {
            asked.sent(command(document, instances), instances);
        } catch (Fault fault) {
            if (!(fault.getCause() instanceof InvalidInstanceIdException)) {
                throw fault;
            }
            List<String> online = online(instances, asked);
            if (online.size() < instances.size()) {
                send(document, online, asked);
            } else if (instances.size() == 1) {
                asked.refused(instances.getFirst(), "Systems Manager refused the node: " + fault.getMessage());
            } else {
                int half = instances.size() / 2;
                send(document, instances.subList(0, half), asked);
                send(document, instances.subList(half, instances.size()), asked);
            }
        }
    }

    /// Sends the command and tells its id. Without one the answers of the whole account would be listed, and an Empty
    /// of
    /// an earlier look among them.
    private String command(String document, List<String> instances) {
        return call(
                "sending document " + document + " to " + instances,
                () -> Objects.requireNonNull(
                        client.sendCommand(request -> request.documentName(document)
                                        .instanceIds(instances)
                                        .timeoutSeconds(DELIVERY_SECONDS)
                                        .comment("Drainguard looks for queued data"))
                                .command()
                                .commandId(),
                        "a command without an id"));
    }
}
