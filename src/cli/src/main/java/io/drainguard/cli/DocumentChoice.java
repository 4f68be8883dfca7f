package io.drainguard.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.aws.GivenDocuments;
import io.drainguard.aws.setup.DocumentChanges;
import io.drainguard.aws.setup.FoundGroup;
import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.aws.setup.GroupSetupReader;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Finds the drain document of a group that is to be adopted, and what is to be done so that the guard runs it. Changes
/// nothing.
final class DocumentChoice {
    private static final ObjectMapper JSON = new ObjectMapper();

    /// What a document may be called (Systems Manager API Reference, CreateDocument).
    private static final Pattern NAME = Pattern.compile("drainguard-[A-Za-z0-9_.-]{1,117}");

    private final GroupSetupReader reader;
    private final DocumentChanges changes;
    private final Function<Settings, Predicate<String>> mayRun;

    DocumentChoice(AwsOptions options) {
        this.reader = options.groupSetups();
        this.changes = options.documentChanges();
        this.mayRun = options::documents;
    }

    /// A drain document.
    ///
    /// @param exists whether there is one of this name
    /// @param content the content that it is to have, `null` where it stays as it is
    /// @param told what it is and what becomes of it, for people
    /// @param lists the values that the guards' lists of documents are to have, by the name of the parameter
    /// @param notes what the operator should know of it
    record Chosen(
            String name,
            boolean exists,
            @Nullable String content,
            String told,
            Map<String, String> lists,
            List<String> notes) {
        Chosen {
            lists = new TreeMap<>(lists);
            notes = List.copyOf(notes);
        }
    }

    /// Chooses the document that the operator names, or that of the group's tag, or the guard's own.
    ///
    /// @param document the name that the operator gives, `null` for none
    /// @throws UsageError if there is no such document, or if the guard may not run it
    Chosen named(FoundGroup group, GuardChoice guard, @Nullable String document) {
        String subject = "group " + group.setup().name() + ": ";
        String name = document != null ? document : standard(group, guard);
        if (!NAME.matcher(name).matches()) {
            throw UsageError.unusable(subject + "drain document '" + name
                    + "' cannot be: the guard may run documents named 'drainguard-...' only, up to 128 letters, digits,"
                    + " _, - and .; nothing was changed; next: name another --document");
        }
        usable(subject, name, reader.document(name));
        List<String> notes = new ArrayList<>();
        for (GuardSettings.Of each : guard.guards()) {
            boolean first = each.equals(guard.guards().getFirst());
            if (!given(each, name) && first) {
                throw notGiven(subject, name, each);
            }
            if (!first && !given(each, name)) {
                notes.add("guard " + each.guard() + " was not given document " + name
                        + ", so it reports a failure in each sweep: list it in parameter "
                        + each.settings().documentsParameter());
            }
        }
        return new Chosen(name, true, null, "document " + name + ", which the guard may run", Map.of(), notes);
    }

    /// Makes the content of a document of the group's own: the guard's own document, with these paths.
    ///
    /// @throws UsageError if the paths cannot be, or if the guard has no document or no list
    Chosen looking(FoundGroup group, GuardChoice guard, String queues) {
        String subject = "group " + group.setup().name() + ": ";
        String own = guard.settings().drainDocument();
        if (own.isEmpty()) {
            throw UsageError.unusable(subject + "the guard " + guard.names()
                    + " has no drain document of its own to copy; nothing was changed; next: make one, and name it with"
                    + " --document");
        }
        JsonNode pattern = read(own);
        ObjectNode wanted = with(subject, own, pattern, queues);
        String name = DocumentName.of(group.setup().name());
        Document found = reader.document(name);
        if (found != null) {
            usable(subject, name, found);
        }
        JsonNode old = found == null ? null : read(name);
        String copied =
                " as " + own + " does; an update of the stack does not change it: run this command again after one";
        String told = "document " + name + " looks at " + queues + copied;
        boolean same = wanted.equals(old);
        return new Chosen(
                name,
                found != null,
                same ? null : wanted.toString(),
                found == null || same || found.paths().equals(List.of(queues.split(",")))
                        ? told
                        : told + "; until now at " + String.join(",", found.paths()),
                lists(subject, name, guard),
                List.of());
    }

    private static String standard(FoundGroup group, GuardChoice guard) {
        if (group.setup().namesADocument()) {
            return group.setup().document();
        }
        String subject = "group " + group.setup().name() + ": ";
        if (guard.settings().drainDocument().isEmpty()) {
            throw UsageError.unusable(subject + "the guard " + guard.names()
                    + " has no drain document of its own; nothing was changed; next: name one with --document");
        }
        if (guard.documents().size() > 1) {
            throw UsageError.unusable(subject + "the guards " + guard.names() + " have different drain documents, "
                    + String.join(", ", guard.documents())
                    + "; nothing was changed; next: name the guard with --guard, or the document with --document");
        }
        return guard.settings().drainDocument();
    }

    private static void usable(String subject, String name, @Nullable Document found) {
        String what = found == null
                ? "does not exist"
                : !found.type().equals("Command")
                        ? "is of type " + found.type() + ", not Command"
                        : !found.status().equals("Active") ? "is " + found.status() + ", not Active" : null;
        if (what != null) {
            throw UsageError.unusable(subject + "drain document '" + name + "' " + what
                    + "; nothing was changed; next: see the stack's output DrainDocumentName, or give --queues for one of"
                    + " the group's own");
        }
    }

    private boolean given(GuardSettings.Of guard, String document) {
        try {
            return mayRun.apply(guard.settings()).test(document);
        } catch (Fault fault) {
            if (GivenDocuments.isMissing(fault)) {
                return false;
            }
            throw fault;
        }
    }

    private static UsageError notGiven(String subject, String name, GuardSettings.Of guard) {
        String parameter = guard.settings().documentsParameter();
        return UsageError.unusable(subject + "guard " + guard.guard() + " was not given document '" + name
                + "', so it would run it on no node; nothing was changed; next: read its script, and "
                + (parameter.isEmpty()
                        ? "set " + Settings.DOCUMENTS_PARAMETER + " to a parameter that lists it"
                        : "add its name to parameter " + parameter
                                + ": docs/operate.md#documents-of-your-own has the command"));
    }

    private JsonNode read(String name) {
        try {
            return JSON.readTree(changes.content(name));
        } catch (JsonProcessingException unreadable) {
            throw UsageError.wrong("document " + name + ": its content is no JSON: " + unreadable.getOriginalMessage()
                    + "; nothing was changed; next: see it at Systems Manager, Documents");
        }
    }

    private static ObjectNode with(String subject, String own, JsonNode content, String queues) {
        ObjectNode copy = content.deepCopy();
        if (!(copy.path("parameters").path("queues") instanceof ObjectNode parameter)) {
            throw UsageError.unusable(subject + "document " + own
                    + " has no parameter 'queues', so no paths can be given to a copy of it; nothing was changed; next:"
                    + " make a document, and name it with --document");
        }
        String allowed = parameter.path("allowedPattern").asText(".*");
        if (!Pattern.compile(allowed).matcher(queues).find()) {
            throw UsageError.unusable(subject + "--queues cannot be '" + queues
                    + "': absolute paths separated by commas, without blanks round the commas; a path that ends in ? may"
                    + " be absent; nothing was changed; next: correct it");
        }
        parameter.put("default", queues);
        return copy;
    }

    private Map<String, String> lists(String subject, String name, GuardChoice guard) {
        Map<String, String> lists = new TreeMap<>();
        for (GuardSettings.Of each : guard.guards()) {
            if (given(each, name)) {
                continue;
            }
            String parameter = each.settings().documentsParameter();
            if (parameter.isEmpty()) {
                throw UsageError.unusable(subject + "guard " + each.guard()
                        + " has no list of documents, so it would not run a new one; nothing was changed; next: set "
                        + Settings.DOCUMENTS_PARAMETER + " to the name of a parameter that lists them");
            }
            lists.put(parameter, changes.list(parameter) + "," + name);
        }
        return lists;
    }
}
