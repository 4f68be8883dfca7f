package io.drainguard.decide;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/// A command that asked nodes for a look, as Systems Manager lists it. All times are AWS's.
///
/// @param id command id
/// @param document name of the document that the command ran
/// @param version the document version that the caller asked for, as Systems Manager spells it
/// @param parameters the parameters that the caller gave, with their values
/// @param comment the comment that the caller gave; a guard gives [#COMMENT]
/// @param requested when Systems Manager had the request
/// @param instances ids of the instances that the command asked
/// @param ended how many of its instances will give no further answer, as far as Systems Manager has counted
/// @param refused whether Systems Manager refused to run it, since the account has too many commands pending
public record LookCommand(
        String id,
        String document,
        String version,
        Map<String, String> parameters,
        String comment,
        Instant requested,
        Set<String> instances,
        int ended,
        boolean refused) {
    /// The comment of a guard's commands. A guard asks only nodes that it has seen waiting or retained, so an answer
    /// to such a command was not given while the node's intake was still open.
    public static final String COMMENT = "Drainguard looks for queued data";

    /// The one parameter that a guard gives: for how many seconds a look may wait on the node.
    public static final String WAIT = "wait";

    /// The version of a document that runs where the caller names none.
    public static final String DEFAULT_VERSION = "$DEFAULT";

    /// From the end of the wait on, a look that answers does so within this time: 30 s for a node that settles at the
    /// end of its wait, and 30 s for a delivery that takes as long as it may.
    private static final Duration LATEST = Duration.ofSeconds(60);

    /// Copies the parameters and the instances.
    public LookCommand {
        parameters = Map.copyOf(parameters);
        instances = Set.copyOf(instances);
    }

    /// Tells whether an answer to the command may decide about a node: a guard sent it, and it ran the group's own
    /// document as that stands, after the node's wait had begun. A person may run the same document with other
    /// paths, in an older version, or before the wait, while the node still takes data in: such an answer proves
    /// nothing.
    public boolean mayDecide(String groupsDocument, Instant waitBegan) {
        return document.equals(groupsDocument)
                && comment.equals(COMMENT)
                && version.equals(DEFAULT_VERSION)
                && Set.of(WAIT).containsAll(parameters.keySet())
                && requested.isAfter(waitBegan);
    }

    /// Returns how long a look of this command stays on a node that has data.
    public Duration stay() {
        String text = parameters.getOrDefault(WAIT, "");
        boolean isNumber = !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Duration.ofSeconds(Integer.parseInt(text)) : Duration.ZERO;
    }

    /// Tells whether no further answer to the command will come.
    public boolean isOver() {
        return refused || ended >= instances.size();
    }

    /// Tells whether a node that has not answered by `now` should have done so.
    public boolean isOverdue(Instant now) {
        return now.isAfter(requested.plus(stay()).plus(LATEST));
    }

    /// Tells whether Systems Manager does not hand commands out as fast as waiting looks need it: it refused the
    /// command, or it gives it to the next nodes only when the ones before have ended (Systems Manager User Guide
    /// of 2017, send-commands-velocity), so that most have not answered when all should have. Fewer than four nodes
    /// say nothing about that.
    public boolean isSlow(Instant now) {
        return refused || (isOverdue(now) && ended > 0 && ended < instances.size() / 2);
    }
}
