package io.drainguard.sim.world;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The Command documents of the account, with their versions.
final class Documents {
    private final Map<String, CommandDocument> defaults = new HashMap<>();
    private final Map<String, Map<String, CommandDocument>> versions = new HashMap<>();
    private final Map<String, DocumentState> states = new HashMap<>();

    void put(CommandDocument document) {
        defaults.put(document.name(), document);
    }

    void putVersion(String version, CommandDocument document) {
        versions.computeIfAbsent(document.name(), name -> new HashMap<>()).put(version, document);
    }

    void remove(String name) {
        defaults.remove(name);
    }

    void state(String name, DocumentState state) {
        states.put(name, state);
    }

    DocumentState state(String name) {
        return states.getOrDefault(name, DocumentState.ACTIVE_COMMAND);
    }

    /// The default version of a document, or `null`.
    @Nullable
    CommandDocument find(String name) {
        return defaults.get(name);
    }

    /// What a command names; refused is a document or a version that there is not. `$LATEST` is the default version
    /// unless another was stored.
    CommandDocument named(SendCommand asked) {
        CommandDocument standard = defaults.get(asked.documentName());
        if (standard == null) {
            throw new AwsError("InvalidDocument", 400, "");
        }
        String version = asked.askedVersion();
        boolean isStandard = version.equals(SendCommand.DEFAULT_VERSION) || version.equals("$LATEST");
        CommandDocument found = versions.getOrDefault(asked.documentName(), Map.of())
                .getOrDefault(version, isStandard ? standard : null);
        if (found == null) {
            // recorded: ssm/managed_execution_current.json (an empty message)
            throw new AwsError("InvalidDocumentVersion", 400, "");
        }
        return found;
    }
}
