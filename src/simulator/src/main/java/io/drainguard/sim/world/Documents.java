package io.drainguard.sim.world;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The Command documents of the account, with their versions.
final class Documents {
    private final Map<String, CommandDocument> defaults = new HashMap<>();
    private final Map<String, Map<String, CommandDocument>> versions = new HashMap<>();
    private final Map<String, Map<String, String>> contents = new HashMap<>();
    private final Map<String, String> standard = new HashMap<>();
    private final Map<String, DocumentState> states = new HashMap<>();

    void put(CommandDocument document) {
        defaults.put(document.name(), document);
    }

    void putVersion(String version, CommandDocument document) {
        versions.computeIfAbsent(document.name(), name -> new HashMap<>()).put(version, document);
    }

    /// Stores the next version with its text, and returns its number. The first one is the default version.
    String add(CommandDocument document, String content) {
        Map<String, String> texts = contents.computeIfAbsent(document.name(), name -> new LinkedHashMap<>());
        String version = String.valueOf(texts.size() + 1);
        texts.put(version, content);
        putVersion(version, document);
        putVersion("$LATEST", document);
        if (texts.size() == 1) {
            makeDefault(document.name(), version);
        }
        return version;
    }

    /// Makes a version the default version; refused is one that there is not.
    void makeDefault(String name, String version) {
        CommandDocument found = versions.getOrDefault(name, Map.of()).get(version);
        if (found == null) {
            throw new AwsError("InvalidDocumentVersion", 400, "");
        }
        defaults.put(name, found);
        standard.put(name, version);
    }

    /// The text of the default version, `null` where the document was stored without one.
    @Nullable
    String content(String name) {
        return contents.getOrDefault(name, Map.of()).get(standardVersion(name));
    }

    /// The number of the default version.
    String standardVersion(String name) {
        return standard.getOrDefault(name, "1");
    }

    /// Whether a version has this text.
    boolean has(String name, String content) {
        return contents.getOrDefault(name, Map.of()).containsValue(content);
    }

    void remove(String name) {
        defaults.remove(name);
        versions.remove(name);
        contents.remove(name);
        standard.remove(name);
        states.remove(name);
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
