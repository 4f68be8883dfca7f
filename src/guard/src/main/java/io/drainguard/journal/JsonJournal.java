package io.drainguard.journal;

import static io.drainguard.journal.Failures.shortened;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Outlook;
import io.drainguard.decide.Phase;
import io.drainguard.decide.Progress;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Measure;
import io.drainguard.sweep.Numbers;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes the journal as JSON lines. The line of a sweep carries its numbers in CloudWatch's embedded metric format,
/// and so does a line for each group that has nodes.
public final class JsonJournal implements Journal {
    /// The namespace of all metrics.
    public static final String NAMESPACE = "Drainguard";

    /// The version of the lines' fields. It changes with a field that goes or means something else.
    public static final int SCHEMA = 1;

    /// The longest text in a line, in characters: one message of AWS can be longer than the line that CloudWatch takes,
    /// and the same message can stand in a thousand lines of one sweep.
    private static final int LONGEST_TEXT = 1_000;

    private static final JsonMapper JSON = new JsonMapper();

    private final Writer writer;
    private final int groupMetrics;
    private final InstantSource clock;
    private final Consumer<String> lines;

    private volatile String request = "";

    /// Who writes.
    ///
    /// @param guard name of the guard; it is a dimension of its metrics, so what is no printable ASCII becomes `_`
    /// @param version version of the guard
    public record Writer(String guard, String version) {
        /// Makes the name one that CloudWatch takes (CloudWatch API Reference, Dimension).
        public Writer {
            guard = guard.replaceAll("[^!-9;-~]", "_");
        }
    }

    /// Builds a journal.
    ///
    /// @param groupMetrics so many groups have metrics of their own
    /// @param lines receives each line, without a line end
    public JsonJournal(Writer writer, int groupMetrics, InstantSource clock, Consumer<String> lines) {
        this.writer = writer;
        this.groupMetrics = groupMetrics;
        this.clock = clock;
        this.lines = lines;
    }

    /// From now on the lines belong to this request of Lambda, or to none if its id is empty.
    public void during(String id) {
        request = id;
    }

    @Override
    public void decided(Settled settled) {
        Node node = settled.node();
        Decision decision = settled.decision();
        ObjectNode line = line("decision")
                .put("group", node.id().group())
                .put("node", node.id().instance())
                .put("state", node.state())
                .put("operator", node.operator().word())
                .put("heldForSeconds", node.heldFor().toSeconds());
        outlook(line, node, settled.outlook());
        look(line, settled.look());
        line.put("row", settled.row().code()).put("decision", decision.word()).put("reason", decision.reason());
        volumes(line, settled.volumes());
        line.put("outcome", settled.outcome().text())
                .put("outcomeCode", settled.outcome().code())
                .put("alarm", decision.alarms());
        unmarked(line, settled.unmarked());
        write(line);
    }

    private static void outlook(ObjectNode line, Node node, Outlook outlook) {
        if (node.phase() != Phase.RETAINED) {
            line.put("ceilingSeconds", outlook.policy().ceiling().toSeconds())
                    .put("secondsLeft", outlook.left(node.heldFor()).toSeconds());
        }
        Progress progress = outlook.progress();
        if (progress.bytesPerSecond() != null) {
            line.put("drainBytesPerSecond", progress.bytesPerSecond());
        }
        putTime(line, "unknownSince", progress.unknownSince());
        putTime(line, "steadySince", progress.steadySince());
        if (outlook.acknowledged()) {
            line.put("acknowledged", true);
        }
    }

    private static void putTime(ObjectNode line, String name, @Nullable Instant at) {
        if (at != null) {
            line.put(name, at.toString());
        }
    }

    private static void unmarked(ObjectNode line, List<Fault> faults) {
        if (!faults.isEmpty()) {
            ArrayNode unmarked = line.putArray("unmarked");
            faults.forEach(fault -> unmarked.add(shortened(String.valueOf(fault.getMessage()), LONGEST_TEXT)));
        }
    }

    private static void look(ObjectNode line, Look look) {
        line.put("look", look.word());
        if (look instanceof Look.Pending(var what, long files, long bytes, var oldest, String floor, var sources)) {
            if (what != Look.What.FILES) {
                line.put("what", what.word());
            }
            line.put("files", files).put("bytes", bytes).put("oldest", oldest.toString());
            if (!floor.isEmpty()) {
                line.put("atLeast", floor);
            }
            if (!sources.isEmpty()) {
                sources.forEach(line.putArray("sources")::add);
            }
        }
    }

    private static void volumes(ObjectNode line, VolumeOutcome volumes) {
        line.put("volumes", volumes.text()).put("volumesCode", volumes.code());
    }

    @Override
    public void reclaimed(NodeId node, String reason, VolumeOutcome volumes, @Nullable Fault unmarked) {
        ObjectNode line = line("reclaimed")
                .put("group", node.group())
                .put("node", node.instance())
                .put("reason", reason);
        volumes(line, volumes);
        unmarked(line, unmarked == null ? List.of() : List.of(unmarked));
        boolean lost = volumes.isLoss() || volumes instanceof VolumeOutcome.Failed;
        if (unmarked != null || lost) {
            Numbers numbers = lost ? new Numbers(Map.of(Measure.PROTECTION_FAILURES, 1L)) : Numbers.NONE;
            Metrics.ofGuard(writer.guard, numbers, 1).addTo(line, clock.instant());
        }
        write(line);
    }

    @Override
    public void ignored(String subject, String reason) {
        write(line("ignored").put("subject", subject).put("reason", reason));
    }

    @Override
    public void swept(Report report) {
        write("sweep", report);
        report.each().entrySet().stream()
                .filter(group -> hasNodes(group.getValue()))
                .limit(groupMetrics)
                .forEach(group -> Metrics.ofGroup(writer.guard, group.getKey(), group.getValue())
                        .ifPresent(metrics -> write(line("group").put("group", group.getKey()), metrics)));
    }

    private static boolean hasNodes(Numbers numbers) {
        return numbers.of(Measure.NODES_WAITING) > 0 || numbers.of(Measure.NODES_RETAINED) > 0;
    }

    @Override
    public void collected(Report report) {
        write("collected", report);
    }

    /// Writes a line for a sweep that did not finish, and counts it as one failure. The guard does not know the
    /// other numbers of this sweep, so the line has none of them.
    public void failed(String message) {
        write(line("failure").put("message", message), Metrics.ofGuard(writer.guard, Numbers.NONE, 1));
    }

    private ObjectNode line(String event) {
        ObjectNode line = JSON.createObjectNode()
                .put("time", clock.instant().toString())
                .put("event", event)
                .put("schema", SCHEMA)
                .put("guard", writer.guard)
                .put("version", writer.version);
        return request.isEmpty() ? line : line.put("requestId", request);
    }

    private void write(ObjectNode line, Metrics metrics) {
        metrics.addTo(line, clock.instant());
        write(line);
    }

    private void write(String event, Report report) {
        ObjectNode line = line(event);
        Failures failures = new Failures(report.failures());
        failures.addTo(line);
        write(
                line,
                Metrics.ofGuard(writer.guard, report.total(), report.failures().size()));
        failures.details(() -> line("failure-detail")).forEach(detail -> lines.accept(detail.toString()));
    }

    private void write(ObjectNode line) {
        for (Map.Entry<String, JsonNode> field : line.properties()) {
            if (field.getValue().isTextual()) {
                field.setValue(TextNode.valueOf(shortened(field.getValue().textValue(), LONGEST_TEXT)));
            }
        }
        lines.accept(line.toString());
    }
}
