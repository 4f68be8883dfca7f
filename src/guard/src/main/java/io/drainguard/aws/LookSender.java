package io.drainguard.aws;

import static io.drainguard.aws.AwsFaults.call;
import static io.drainguard.sweep.Looks.BATCH;

import io.drainguard.decide.LookCommand;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Looks.Started;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.InstanceInformation;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;
import software.amazon.awssdk.services.ssm.model.InvalidInstanceIdException;
import software.amazon.awssdk.services.ssm.model.UnsupportedPlatformTypeException;

/// Sends one document to many nodes. One node that Systems Manager does not take makes it refuse the command for all,
/// so a command that was refused is halved until that node is alone.
final class LookSender {
    /// The delivery timeout, in seconds. This is the smallest that Systems Manager allows (SSM API Reference,
    /// SendCommand, TimeoutSeconds), because a node that was offline must not receive a heap of old commands
    /// when it returns.
    private static final int DELIVERY_SECONDS = 30;

    /// One node's failure must not keep the command from the others: the default, 0, "stops sending" after one (SSM
    /// API Reference, SendCommand, MaxErrors).
    private static final String EVERYBODY = "100%";

    /// After so many refusals, and no command taken, the reason is not a single node: that is when a full batch has
    /// been cut into sixteen pieces. A role that may run nothing would else cost twice as many calls as there are
    /// nodes.
    private static final int REFUSALS = 31;

    private final SsmClient client;
    private final DrainDocuments documents;
    private final String comment;
    private final String document;
    private final Duration stay;
    private final Started started;
    private int refusals;

    /// @param started takes the commands that were taken, and the nodes that were refused
    LookSender(SsmClient client, DrainDocuments documents, String comment, Look look, Started started) {
        this.client = client;
        this.documents = documents;
        this.comment = comment;
        this.document = look.document();
        this.stay = look.stay();
        this.started = started;
    }

    /// What is sent: a document, and how long its look may stay on a node that has data.
    record Look(String document, Duration stay) {}

    /// Sends a look to these nodes. Whole pieces come before small ones, so that a piece that is taken is found soon.
    ///
    /// @throws Fault if the reason for which none was taken is no single node
    void send(List<String> instances) {
        Deque<List<String>> pieces = new ArrayDeque<>(List.of(instances));
        while (!pieces.isEmpty()) {
            List<String> piece = pieces.removeFirst();
            if (!piece.isEmpty()) {
                pieces.addAll(rest(piece));
            }
        }
    }

    /// Sends a look to these nodes, and returns those to which it is still to be sent.
    private List<List<String>> rest(List<String> instances) {
        try {
            started.commands().add(command(instances));
            return List.of();
        } catch (Fault fault) {
            return refused(instances, fault);
        }
    }

    private List<List<String>> refused(List<String> instances, Fault fault) {
        refusals++;
        if (!isOfOneNode(fault) || (refusals > REFUSALS && started.commands().isEmpty())) {
            documents.forget(document);
            throw fault;
        }
        boolean isUnknown = fault.getCause() instanceof InvalidInstanceIdException;
        List<String> fit = isUnknown ? online(instances) : unnamed(instances, fault);
        if (fit.size() < instances.size()) {
            return List.of(fit);
        }
        if (instances.size() == 1) {
            if (!isUnknown) {
                started.denied().add(instances.getFirst());
            }
            started.refused().put(instances.getFirst(), "Systems Manager refused the node: " + fault.getMessage());
            return List.of();
        }
        int half = instances.size() / 2;
        return List.of(instances.subList(0, half), instances.subList(half, instances.size()));
    }

    /// Tells whether one node alone can be the reason (SSM API Reference, SendCommand, Errors; IAM authorizes each
    /// instance that a command names).
    private static boolean isOfOneNode(Fault fault) {
        return fault.kind() == Fault.Kind.DENIED
                || fault.getCause() instanceof InvalidInstanceIdException
                || fault.getCause() instanceof UnsupportedPlatformTypeException;
    }

    /// The nodes that the refusal does not name; those that it names are refused. An answer of IAM names the first
    /// resource that it denies (IAM User Guide, troubleshoot_access-denied).
    private List<String> unnamed(List<String> instances, Fault fault) {
        String message = String.valueOf(fault.getMessage());
        String said = fault.getCause() == null
                ? message
                : String.valueOf(fault.getCause().getMessage());
        return instances.stream()
                .filter(instance -> {
                    boolean named = said.contains("instance/" + instance);
                    if (named) {
                        started.denied().add(instance);
                        started.refused()
                                .put(
                                        instance,
                                        "Systems Manager may not run the document on this node; does its tag"
                                                + " 'drainguard' name a drain document? " + message);
                    }
                    return !named;
                })
                .toList();
    }

    /// Sends the command and returns it. A command without an id is a fault: without the id, Systems Manager would list
    /// the answers of the whole account.
    private LookCommand command(List<String> instances) {
        Map<String, List<String>> parameters = documents.takesWait(document)
                ? Map.of(LookCommand.WAIT, List.of(String.valueOf(stay.toSeconds())))
                : Map.of();
        return call(
                "sending document " + document + " to " + instances,
                () -> SsmLooks.look(client.sendCommand(request -> request.documentName(document)
                                .instanceIds(instances)
                                .parameters(parameters)
                                .timeoutSeconds(DELIVERY_SECONDS)
                                .maxConcurrency(EVERYBODY)
                                .maxErrors(EVERYBODY)
                                .comment(comment))
                        .command()));
    }

    /// Returns the instances whose SSM agent is online; the others are refused.
    private List<String> online(List<String> instances) {
        Map<String, String> ping = ping(instances);
        return instances.stream()
                .filter(instance -> {
                    String status = ping.get(instance);
                    if (!"Online".equals(status)) {
                        started.refused()
                                .put(
                                        instance,
                                        status == null
                                                ? "Systems Manager does not know the node: is its agent running, with"
                                                        + " a role and a way out?"
                                                : "its Systems Manager agent is " + status);
                    }
                    return "Online".equals(status);
                })
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
}
