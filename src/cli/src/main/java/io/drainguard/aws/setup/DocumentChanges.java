package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.DocumentFormat;
import software.amazon.awssdk.services.ssm.model.DocumentType;

/// The calls that make a drain document of another one, and list it for the guard. Every method throws
/// [io.drainguard.sweep.Fault] when a call failed.
public final class DocumentChanges {
    private static final String INSTANCES = "/AWS::EC2::Instance";

    private final SsmClient ssm;

    /// Builds the writer with the operator's own credentials.
    public DocumentChanges(SsmClient ssm) {
        this.ssm = ssm;
    }

    /// Returns the content of a document's default version as JSON.
    public String content(String name) {
        return call(
                        "reading document " + name,
                        () -> ssm.getDocument(request -> request.name(name).documentFormat(DocumentFormat.JSON)))
                .content();
    }

    /// Makes a Command document. Systems Manager creates it for some moments.
    public void create(String name, String content) {
        call(
                "making document " + name,
                () -> ssm.createDocument(request -> request.name(name)
                        .documentType(DocumentType.COMMAND)
                        .documentFormat(DocumentFormat.JSON)
                        .targetType(INSTANCES)
                        .content(content)));
    }

    /// Gives a document another content, which commands run from then on. Only the latest version can be followed by a
    /// new one (Systems Manager API Reference, UpdateDocument).
    public void update(String name, String content) {
        String version = call(
                        "changing document " + name,
                        () -> ssm.updateDocument(request -> request.name(name)
                                .documentVersion("$LATEST")
                                .documentFormat(DocumentFormat.JSON)
                                .content(content)))
                .documentDescription()
                .documentVersion();
        call(
                "making version " + version + " the default one of document " + name,
                () -> ssm.updateDocumentDefaultVersion(
                        request -> request.name(name).documentVersion(version)));
    }

    /// Returns the guard's list of documents, names separated by commas.
    public String list(String parameter) {
        return call(
                        "reading the guard's list of documents, parameter " + parameter,
                        () -> ssm.getParameter(request -> request.name(parameter))
                                .parameter())
                .value();
    }

    /// Writes the guard's list of documents.
    public void list(String parameter, String documents) {
        call(
                "writing the guard's list of documents, parameter " + parameter,
                () -> ssm.putParameter(
                        request -> request.name(parameter).value(documents).overwrite(true)));
    }
}
