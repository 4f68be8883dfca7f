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
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.VolumeOutcome;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes the journal as JSON lines. The line of a sweep carries its numbers in CloudWatch's embedded metric format
/// (Amazon CloudWatch User Guide, CloudWatch_Embedded_Metric_Format_Specification), namespace [#NAMESPACE].
public final class JsonJournal implements Journal {
    /// The namespace of all metrics.
    public static final String NAMESPACE = "Drainguard";

    /// The longest text in a line, in characters: one message of AWS can be longer than the line that CloudWatch takes,
    /// and the same message can stand in a thousand lines of one sweep.
    private static final int LONGEST_TEXT = 1_000;

    private static final JsonMapper JSON = new JsonMapper();

    private final String guard;
    private final InstantSource clock;
    private final Consumer<String> lines;

    /// Builds a journal.
    ///
    /// @param guard name of the guard that writes; it is the only dimension of its metrics
    /// @param lines receives each line, without a line end
    public JsonJournal(String guard, InstantSource clock, Consumer<String> lines) {
        this.guard = guard;
        this.clock = clock;
        this.lines = lines;
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
        look(line, settled.look());
        line.put("decision", decision.word()).put("reason", decision.reason());
        volumes(line, settled.volumes());
        line.put("outcome", settled.outcome().text())
                .put("outcomeCode", settled.outcome().code())
                .put("alarm", decision.alarms());
        unmarked(line, settled.unmarked());
        write(line);
    }

    private static void unmarked(ObjectNode line, List<Fault> faults) {
        if (!faults.isEmpty()) {
            ArrayNode unmarked = line.putArray("unmarked");
            faults.forEach(fault -> unmarked.add(shortened(String.valueOf(fault.getMessage()), LONGEST_TEXT)));
        }
    }

    private static void look(ObjectNode line, Look look) {
        line.put("look", look.word());
        if (look instanceof Look.Pending(long files, long bytes, var oldest, String floor, var sources)) {
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
        if (unmarked != null || volumes.isLoss()) {
            line.put("Guard", guard);
            Metrics.ofFailure().addTo(line, NAMESPACE, clock.instant());
        }
        write(line);
    }

    @Override
    public void ignored(String subject, String reason) {
        write(line("ignored").put("subject", subject).put("reason", reason));
    }

    @Override
    public void swept(Report report) {
        write("sweep", report, Metrics.of(report));
    }

    @Override
    public void collected(Report report) {
        write("collected", report, Metrics.ofSome(report));
    }

    /// Writes a line for a sweep that did not finish, and counts it as one failure. The guard does not know the
    /// other numbers of this sweep, so the line has none of them.
    public void failed(String message) {
        ObjectNode line = line("failure").put("Guard", guard).put("message", message);
        Metrics.ofFailure().addTo(line, NAMESPACE, clock.instant());
        write(line);
    }

    private ObjectNode line(String event) {
        return JSON.createObjectNode().put("time", clock.instant().toString()).put("event", event);
    }

    private void write(String event, Report report, Metrics metrics) {
        ObjectNode line = line(event).put("Guard", guard);
        Failures failures = new Failures(report.failures());
        failures.addTo(line);
        metrics.addTo(line, NAMESPACE, clock.instant());
        write(line);
        failures.details(() -> line("failure-detail").put("Guard", guard))
                .forEach(detail -> lines.accept(detail.toString()));
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
