package io.drainguard.journal;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.decide.Look;
import io.drainguard.decide.Units;
import io.drainguard.sweep.Notice;
import java.time.Duration;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Writes a notice as the detail of an event, for programs and for people. A field that a message to people uses is
/// always there: EventBridge sends no message with a field that is missing (EventBridge User Guide,
/// eb-transform-target-input).
public final class NoticeJson {
    /// The version of the fields. It changes with a field that goes or means something else.
    public static final int SCHEMA = 1;

    /// Where the runbook is, without the part behind `#`.
    public static final String RUNBOOK = "https://github.com/drainguard/drainguard/blob/main/docs/runbook.md";

    /// The longest reason in a notice, in characters. An event may have 256 KB (EventBridge API Reference, PutEvents),
    /// and a mail should be short.
    private static final int LONGEST = 400;

    private static final JsonMapper JSON = new JsonMapper();

    private NoticeJson() {}

    /// Returns the event's detail.
    ///
    /// @param guard name of the guard that tells
    public static String detail(String guard, Notice notice) {
        ObjectNode detail = JSON.createObjectNode()
                .put("version", SCHEMA)
                .put("guard", guard)
                .put("at", notice.at().toString())
                .put("group", notice.node().group())
                .put("node", notice.node().instance())
                .put("what", notice.what().code())
                .put("reason", notice.what().cause());
        if (notice.look() instanceof Look.Pending pending) {
            detail.put("files", pending.files()).put("bytes", pending.bytes());
        }
        return detail.put("size", size(notice.look()))
                .put("heldFor", Units.span(notice.time().held()))
                .put("left", left(notice.time().left()))
                .put("volumes", String.join(",", new TreeSet<>(notice.volumes())))
                .put("text", sentence(notice) + ": " + Failures.shortened(notice.reason(), LONGEST))
                .put("next", next(notice))
                .put("runbook", RUNBOOK + "#" + section(notice.what()))
                .toString();
    }

    private static String size(Look look) {
        return switch (look) {
            case Look.Empty _ -> "no data";
            case Look.Pending pending when pending.what() != Look.What.FILES -> pending.size();
            case Look.Pending pending -> (pending.floor().isEmpty() ? "" : "at least ") + Units.bytes(pending.bytes());
            case Look.Unknown _ -> "unknown";
        };
    }

    private static String left(@Nullable Duration left) {
        return left == null ? "" : Units.span(left);
    }

    private static String sentence(Notice notice) {
        return switch (notice.what()) {
            case HELD -> "The guard holds the node";
            case UNKNOWN -> "For half an hour nobody could look into the node";
            case STALLED -> "For half an hour the node's data has not become less";
            case RETAINED -> "The group keeps the node, running and out of service";
            case RELEASED_EMPTY, RELEASED_BY_OPERATOR, RELEASED_UNSTARTED, RELEASED_YIELDING ->
                "The guard has released the node";
            case ENDED -> "The guard has let go of the node";
            case VOLUME_KEPT -> "Volumes of the node are kept";
        };
    }

    private static String next(Notice notice) {
        String node = notice.node().instance();
        return switch (notice.what()) {
            case HELD -> "nothing; the guard releases the node once it is empty";
            case UNKNOWN -> "drainguard status; fix the agent, the path or the mount that it names";
            case STALLED -> "drainguard status; see whether the destination takes data";
            case RETAINED -> "drainguard status; fix the destination, or decide: drainguard release " + node;
            case RELEASED_EMPTY, RELEASED_BY_OPERATOR, ENDED -> "nothing";
            case RELEASED_UNSTARTED ->
                "see why its first boot failed: the end of its console output, or its tag drainguard:boot";
            case RELEASED_YIELDING -> "see that its successor has taken over what it held";
            case VOLUME_KEPT -> "drainguard rescue --list";
        };
    }

    private static String section(Notice.What what) {
        return switch (what) {
            case UNKNOWN -> "cannotlook";
            case STALLED -> "stalled";
            case RETAINED -> "nodesretained";
            case RELEASED_YIELDING -> "nodesyielded";
            case HELD, RELEASED_EMPTY, RELEASED_BY_OPERATOR, RELEASED_UNSTARTED, ENDED, VOLUME_KEPT -> "notices";
        };
    }
}
