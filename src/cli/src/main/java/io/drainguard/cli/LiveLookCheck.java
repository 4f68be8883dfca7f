package io.drainguard.cli;

import static io.drainguard.cli.Finding.about;

import io.drainguard.aws.GivenDocuments;
import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.cli.Finding.Subject;
import io.drainguard.cli.Part.Known;
import io.drainguard.cli.Part.Unreadable;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.cli.Setup.LiveLook;
import io.drainguard.cli.Setup.LiveLook.Answered;
import io.drainguard.cli.Setup.LiveLook.NotAsked;
import io.drainguard.decide.Look;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Tags;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks whether a group's drain document can run, and its answer on a live node. Pure.
final class LiveLookCheck {
    /// How Cribl's directories for persistent queues and for staged files end.
    private static final String QUEUES = "/state/queues";

    private static final String STAGING = "/state/outputs/staging";

    private LiveLookCheck() {}

    /// Returns the findings about the drain document and its answer.
    static List<Finding> of(Setup setup, GroupState state) {
        GroupSetup group = state.setup();
        if (!group.namesADocument() || !(state.document() instanceof Known(var found))) {
            return List.of();
        }
        List<Finding> all = new ArrayList<>(document(group, found));
        boolean exists = all.isEmpty();
        all.addAll(given(setup, group));
        if (exists && found != null) {
            all.addAll(staging(group, found));
        }
        if (exists && state.look() instanceof Known(LiveLook look)) {
            all.addAll(look(group, look));
        }
        return all;
    }

    /// Cribl's file destinations keep data in a staging directory until they have moved it, and have no persistent
    /// queue (docs.cribl.io, destinations-s3 and destinations-fs).
    private static List<Finding> staging(GroupSetup group, Document document) {
        return document.paths().stream()
                .filter(path ->
                        path.endsWith(QUEUES) && document.paths().stream().noneMatch(other -> other.contains(STAGING)))
                .map(path -> path.substring(0, path.length() - QUEUES.length()) + STAGING + "?")
                .map(missing -> about(group)
                        .risk(
                                "its drain document looks at " + String.join(",", document.paths())
                                        + " only: what Cribl's file destinations stage for upload is not seen, and goes"
                                        + " with the node",
                                "add " + missing + " to the document's paths, the stack's parameter Queues"))
                .toList();
    }

    /// Anybody who may tag a group must not run a script of their own through the guard, so it runs what it was
    /// given only.
    private static List<Finding> given(Setup setup, GroupSetup group) {
        String document = group.document();
        String list = setup.settings().documentsParameter();
        return switch (setup.given().get(document)) {
            case null -> List.of();
            case Known(Boolean given) ->
                given
                        ? List.of()
                        : List.of(about(group)
                                .fault(
                                        "the guard was not given its drain document '" + document
                                                + "', so it runs it on no node of the group",
                                        list.isEmpty()
                                                ? "set " + Settings.DOCUMENTS_PARAMETER
                                                        + " to the name of a Systems Manager parameter that lists the"
                                                        + " document, or fix the group's tag '" + Tags.GUARDED + "'"
                                                : "add its name to parameter '" + list + "', or fix the group's tag '"
                                                        + Tags.GUARDED + "'"));
            case Unreadable(Fault fault)
            when GivenDocuments.isMissing(fault) ->
                List.of(about(group)
                        .fault(
                                "the guard's list of documents, parameter '" + list
                                        + "', does not exist, so the guard does not run the group's drain document '"
                                        + document + "'",
                                "make the parameter with the name of the document in it, or fix the group's tag '"
                                        + Tags.GUARDED + "'"));
            case Unreadable(Fault fault) ->
                List.of(about(group)
                        .skipped("whether the guard was given its drain document", fault, "ssm:GetParameter"));
        };
    }

    private static List<Finding> look(GroupSetup group, LiveLook look) {
        Subject subject = about(group);
        return switch (look) {
            case Answered(String node, Look.Unknown(String reason)) ->
                List.of(
                        about(group, node)
                                .fault(
                                        "its drain document '" + group.document()
                                                + "' cannot tell what the node holds: " + reason,
                                        "fix this, or the node is held until the ceiling; docs/runbook.md#trouble has the usual reasons"));
            case Answered answered -> List.of();
            case NotAsked.NO_DOCUMENT -> List.of();
            case NotAsked.NOT_GIVEN ->
                List.of(subject.skipped(
                        "whether the drain document answers: doctor runs no document that the guard may not run",
                        "see that the guard is given the document, then run doctor again"));
            case NotAsked.NOT_WANTED ->
                List.of(subject.skipped(
                        "whether the drain document answers: --no-look", "run doctor without --no-look"));
            case NotAsked.NO_FIT_NODE ->
                List.of(subject.skipped(
                        "whether the drain document answers: no node in service is fit to be asked",
                        "run doctor again when the group has such a node"));
        };
    }

    /// Returns the findings about the document itself.
    ///
    /// @param document the document as Systems Manager describes it, `null` if it does not exist
    static List<Finding> document(GroupSetup group, @Nullable Document document) {
        Subject subject = about(group);
        if (document == null) {
            return List.of(subject.fault(
                    "its drain document '" + group.document() + "' does not exist, so no node of it can be looked at",
                    "create the document, or fix the group's tag '" + Tags.GUARDED + "'"));
        }
        if (!document.type().equals("Command")) {
            return List.of(subject.fault(
                    "its drain document '" + group.document() + "' is of type " + document.type() + ", not Command",
                    "make it anew as a Command document"));
        }
        if (!document.status().equals("Active")) {
            return List.of(subject.fault(
                    "its drain document '" + group.document() + "' is " + document.status() + ", not Active",
                    "see why at Systems Manager, Documents"));
        }
        return List.of();
    }
}
