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

/// Looks at nodes through Systems Manager Run Command. The guard runs a document by its name, without parameters and
/// without any text of its own.
public final class SsmLooks implements Looks {
    /// The delivery timeout, in seconds. This is the smallest that Systems Manager allows (SSM API Reference,
    /// SendCommand, TimeoutSeconds), because a node that was offline must not receive a heap of old commands
    /// when it returns.
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
        send(
                document,
                instances.stream().filter(instance -> !away.contains(instance)).toList(),
                asked);
        return asked;
    }

    /// Returns the instances whose SSM agent is online; the others are answered Unknown.
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
            var wanted = InstanceInformationStringFilter.builder()
                    .key("InstanceIds")
                    .values(instances)
                    .build();
            client.describeInstanceInformationPaginator(
                            request -> request.maxResults(BATCH).filters(wanted))
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

    /// Sends one command to all nodes. A single node that is offline makes Systems Manager refuse the command
    /// for all nodes, with an error that does not name the node. The guard then asks which nodes are online. If
    /// all nodes seem to be online, the guard halves the batch until only the refused node is left.
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

    /// Sends the command and returns its id. A command without an id is a fault: without the id, Systems
    /// Manager would list the answers of the whole account, and the guard could take the Empty of an earlier
    /// look.
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
