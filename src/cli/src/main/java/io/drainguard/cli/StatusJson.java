package io.drainguard.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Writes a situation as one line of JSON for machines. Pure. Every field is always present, `null` if it is not known.
final class StatusJson {
    private static final JsonMapper JSON = new JsonMapper();

    private StatusJson() {}

    static String line(Situation situation) {
        ObjectNode root = JSON.createObjectNode();
        GuardSettings guard = situation.guard();
        root.put("at", situation.at().toString());
        root.put("settingsOf", guard == null ? null : guard.names());
        root.put("settingsFallback", guard == null ? null : guard.fallsBack());
        root.put("settingsFallbackBecause", guard == null || !guard.fallsBack() ? null : guard.whose());
        situation.groups().forEach(root.putArray("groups")::add);
        totals(root.putObject("totals"), Totals.of(situation.rows(), situation.at()));
        var nodes = root.putArray("nodes");
        situation.rows().forEach(row -> node(nodes.addObject(), row, situation.at()));
        var notes = root.putArray("notes");
        if (guard != null) {
            guard.notes().forEach(notes::add);
        }
        situation.problems().forEach(root.putArray("problems")::add);
        return root.toString();
    }

    private static void totals(ObjectNode node, Totals totals) {
        node.put("nodes", totals.nodes())
                .put("bytes", totals.unknown() == totals.nodes() && totals.nodes() > 0 ? null : totals.bytes())
                .put("unknown", totals.unknown())
                .put("stalled", totals.stalled())
                .put("retained", totals.retained())
                .put("acknowledged", totals.acknowledged())
                .put("secondsToEarliestCeiling", seconds(totals.earliest()));
    }

    private static void node(ObjectNode node, NodeRow row, Instant now) {
        NodeRow.Held held = row.held();
        node.put("group", row.id().group())
                .put("node", row.id().instance())
                .put("state", row.state())
                .put("operator", row.operator().word())
                .put("waitingSince", text(held.since()))
                .put("heldSeconds", seconds(held.age()))
                .put("retainedSince", text(held.retainedSince()))
                .put("secondsToCeiling", seconds(held.toCeiling()));
        look(node, row.last(), now);
        drain(node, row.drain());
        Decision decision = row.decision();
        node.put("stalled", row.stalled())
                .put("decision", decision == null ? null : Format.decision(decision))
                .put("reason", row.reason())
                .put("alarm", decision == null || decision.alarms());
        notes(node, row.notes());
        var next = node.putArray("next");
        row.next()
                .forEach(step -> next.addObject()
                        .put("why", step.why().word())
                        .put("text", step.text())
                        .put("see", step.see()));
    }

    private static void notes(ObjectNode node, NodeNotes notes) {
        NodeNotes.Trouble trouble = notes.trouble();
        node.put("overrideBy", notes.by())
                .put("overrideAt", text(notes.byAt()))
                .put("overrideBecause", notes.because())
                .put("quietUntil", text(notes.quietUntil()))
                .put("trouble", trouble == null ? null : trouble.name().toLowerCase(Locale.ROOT))
                .put("troubleSince", text(notes.troubleSince()));
    }

    private static void look(ObjectNode node, @Nullable Seen last, Instant now) {
        node.put("look", last == null ? null : word(last.look()))
                .put("lookAt", last == null ? null : text(last.at()))
                .put("lookAgeSeconds", last == null ? null : seconds(Duration.between(last.at(), now)))
                .put("files", last == null ? null : files(last.look()))
                .put("bytes", last == null ? null : bytes(last.look()))
                .put("connections", last == null ? null : connections(last.look()))
                .put("oldest", last != null && last.look() instanceof Pending pending ? text(pending.oldest()) : null);
    }

    private static void drain(ObjectNode node, Drain drain) {
        Double rate = switch (drain) {
            case Drain.Over() -> null;
            case Drain.Falling(double perSecond, Instant end) -> perSecond;
            case Drain.Steady() -> 0.0;
            case Drain.Rising(double perSecond) -> -perSecond;
            case Drain.Unclear(String reason) -> null;
        };
        node.put("drainBytesPerSecond", rate)
                .put("expectedEnd", drain instanceof Drain.Falling(double perSecond, Instant end) ? text(end) : null);
    }

    private static String word(Look look) {
        return switch (look) {
            case Empty _ -> "empty";
            case Pending pending -> "pending";
            case Unknown unknown -> "unknown";
        };
    }

    private static @Nullable Long files(Look look) {
        return switch (look) {
            case Empty _ -> 0L;
            case Pending pending -> pending.ofConnections() ? null : pending.files();
            case Unknown unknown -> null;
        };
    }

    private static @Nullable Long bytes(Look look) {
        return switch (look) {
            case Empty _ -> 0L;
            case Pending pending -> pending.ofConnections() ? null : pending.bytes();
            case Unknown unknown -> null;
        };
    }

    private static @Nullable Long connections(Look look) {
        return look instanceof Pending pending && pending.ofConnections() ? pending.files() : null;
    }

    private static @Nullable Long seconds(@Nullable Duration span) {
        return span == null ? null : span.toSeconds();
    }

    private static @Nullable String text(@Nullable Instant at) {
        return at == null ? null : at.toString();
    }
}
