package io.drainguard.aws;

import static io.drainguard.aws.AwsFaults.call;

import io.drainguard.decide.LookCommand;
import io.drainguard.sweep.Fault;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import software.amazon.awssdk.services.ssm.SsmClient;

/// Knows which drain documents take the parameter `wait`. A document of a user's own, written before there was that
/// parameter, does not, and Systems Manager refuses a command that gives it all the same.
final class DrainDocuments {
    private final SsmClient client;
    private final Map<String, Boolean> takesWait = new ConcurrentHashMap<>();

    DrainDocuments(SsmClient client) {
        this.client = client;
    }

    /// Tells whether the document takes the parameter `wait`. It is read once. Where it cannot be read, the document is
    /// run without the parameter, which every document understands.
    boolean takesWait(String document) {
        Boolean known = takesWait.get(document);
        if (known != null) {
            return known;
        }
        try {
            boolean takes = read(document);
            takesWait.put(document, takes);
            return takes;
        } catch (Fault unread) {
            return false;
        }
    }

    /// Reads the document again next time: somebody may have changed it.
    void forget(String document) {
        takesWait.remove(document);
    }

    private boolean read(String document) {
        return call(
                "reading the parameters of document " + document,
                () -> client.describeDocument(request -> request.name(document)).document().parameters().stream()
                        .anyMatch(parameter -> LookCommand.WAIT.equals(parameter.name())));
    }
}
