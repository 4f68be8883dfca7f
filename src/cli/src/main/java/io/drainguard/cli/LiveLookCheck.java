package io.drainguard.cli;

import static io.drainguard.cli.Finding.about;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.cli.Finding.Subject;
import io.drainguard.cli.Part.Known;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.cli.Setup.LiveLook;
import io.drainguard.cli.Setup.LiveLook.Answered;
import io.drainguard.cli.Setup.LiveLook.NotAsked;
import io.drainguard.decide.Look;
import io.drainguard.sweep.Tags;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks whether a group's drain document can run, and its answer on a live node. Pure.
final class LiveLookCheck {
    private LiveLookCheck() {}

    /// Returns the findings about the drain document and its answer.
    static List<Finding> of(Setup setup, GroupState state) {
        GroupSetup group = state.setup();
        if (!group.namesADocument() || !(state.document() instanceof Known(var found))) {
            return List.of();
        }
        List<Finding> wrong = document(group, found);
        return wrong.isEmpty() && state.look() instanceof Known(LiveLook look) ? look(group, look) : wrong;
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
