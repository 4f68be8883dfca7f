package io.drainguard.sim.world;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The calls of Systems Manager that read and change documents as texts: each method is the API operation of that name.
/// Reading a text as a document is the caller's part.
public final class DocumentWrites {
    /// A document that was made is `Creating` for so long (*assumption*; API Reference, DocumentDescription, Status).
    private static final Duration CREATING = Duration.ofSeconds(1);

    private static final DocumentState IN_CREATION = new DocumentState("Command", "Creating");

    private final World world;
    private final Gate gate;
    private final Documents documents;

    DocumentWrites(World world, Gate gate, Documents documents) {
        this.world = world;
        this.gate = gate;
        this.documents = documents;
    }

    /// A document as GetDocument returns it.
    ///
    /// @param content its text, `null` where it was stored without one
    public record Text(
            CommandDocument document,
            String version,
            @Nullable String content) {}

    /// The default version of a document with its text; an unknown one is refused.
    public Text getDocument(String name) {
        return call(
                "GetDocument",
                name,
                () -> new Text(known(name), documents.standardVersion(name), documents.content(name)));
    }

    /// Makes a document; one of the same name is refused (API Reference, CreateDocument, DocumentAlreadyExists).
    public void createDocument(CommandDocument document, String content) {
        call("CreateDocument", document.name(), () -> {
            if (documents.find(document.name()) != null) {
                throw new AwsError(
                        "DocumentAlreadyExists", 400, "Document with same name " + document.name() + " already exists");
            }
            documents.add(document, content);
            documents.state(document.name(), IN_CREATION);
            world.after(CREATING, () -> documents.state(document.name(), DocumentState.ACTIVE_COMMAND));
            return Boolean.TRUE;
        });
    }

    /// Stores a further version, which commands run once it is the default one, and returns its number; a text that a
    /// version has already is refused (API Reference, UpdateDocument, DuplicateDocumentContent).
    public String updateDocument(CommandDocument document, String content) {
        return call("UpdateDocument", document.name(), () -> {
            known(document.name());
            if (documents.has(document.name(), content)) {
                throw new AwsError("DuplicateDocumentContent", 400, "");
            }
            return documents.add(document, content);
        });
    }

    /// Makes a version the default one (API Reference, UpdateDocumentDefaultVersion).
    public void updateDocumentDefaultVersion(String name, String version) {
        call("UpdateDocumentDefaultVersion", name, () -> {
            known(name);
            documents.makeDefault(name, version);
            return Boolean.TRUE;
        });
    }

    private CommandDocument known(String name) {
        CommandDocument found = documents.find(name);
        if (found == null) {
            throw new AwsError("InvalidDocument", 400, "Document with name " + name + " does not exist.");
        }
        return found;
    }

    private <T> T call(String action, String name, Supplier<T> effect) {
        return gate.call(Service.SSM, action, Map.of("Name", name), effect);
    }
}
