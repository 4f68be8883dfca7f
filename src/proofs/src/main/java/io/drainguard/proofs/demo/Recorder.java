package io.drainguard.proofs.demo;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.proofs.demo.report.DecisionMade;
import io.drainguard.proofs.demo.report.Held;
import io.drainguard.proofs.demo.report.LookSeen;
import io.drainguard.proofs.demo.report.LookSeen.Answer;
import io.drainguard.proofs.demo.report.NodeStory;
import io.drainguard.proofs.demo.report.Recording;
import io.drainguard.proofs.demo.report.Stay;
import io.drainguard.proofs.demo.report.Words;
import io.drainguard.sim.world.CommandTruth;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes down what the simulated account recorded of the nodes since the scale-in.
final class Recorder {
    private static final JsonMapper JSON = new JsonMapper();

    private final World world;
    private final Witness witness;
    private final Instant start;
    private final Duration ceiling;

    private Recorder(World world, Witness witness, Instant start, Duration ceiling) {
        this.world = world;
        this.witness = witness;
        this.start = start;
        this.ceiling = ceiling;
    }

    /// The whole recording; to be called by somebody who is alone with the world.
    static Recording record(
            Story story,
            Recording.Scene scene,
            World world,
            Witness witness,
            Instant start,
            List<TerminatingNode> nodes,
            JournalListener ears,
            Notes notes) {
        Recorder recorder = new Recorder(world, witness, start, scene.ceiling());
        Recording recording = new Recording(
                scene,
                start,
                world.instant(),
                nodes.stream().map(recorder::node).toList(),
                sorted(ears),
                notes.all(),
                world.calls().matching(call -> !call.at().isBefore(start)),
                witness.eventsDelivered(),
                List.of());
        return recording.breaking(Promises.broken(story, recording));
    }

    /// What is known of a node that had to go.
    ///
    /// @param held what lay on its disk, oldest first, at least one
    /// @param ceiling its group's longest hold
    record Way(String node, List<Held> held, Duration ceiling, String outcome, boolean good) {}

    /// The recording of nodes whose ways somebody else has followed.
    static Recording record(
            Recording.Scene scene,
            World world,
            Witness witness,
            Instant start,
            List<Way> ways,
            JournalListener ears,
            Notes notes,
            List<String> broken) {
        return new Recording(
                scene,
                start,
                world.instant(),
                ways.stream()
                        .map(way -> new Recorder(world, witness, start, way.ceiling()).node(way))
                        .toList(),
                sorted(ears),
                notes.all(),
                world.calls().matching(call -> !call.at().isBefore(start)),
                witness.eventsDelivered(),
                broken);
    }

    private static List<DecisionMade> sorted(JournalListener ears) {
        return ears.decisions().stream()
                .sorted(Comparator.comparing(DecisionMade::at))
                .toList();
    }

    private NodeStory node(TerminatingNode node) {
        return node(new Way(
                node.node(), fromStart(node.held()), ceiling, node.outcome(), node.endedAsExpected() && !node.lost()));
    }

    private NodeStory node(Way way) {
        Witness.Parting parting = witness.parting(way.node());
        Instance instance = world.instance(way.node());
        return new NodeStory(
                way.node(),
                stays(instance),
                way.held(),
                world.commandsInTruth().stream()
                        .filter(command -> command.instanceId().equals(way.node()))
                        .map(Recorder::look)
                        .toList(),
                witness.heartbeats(way.node()),
                parting == null
                        ? null
                        : new NodeStory.Completed(parting.at(), parting.released() ? "CONTINUE" : "ABANDON"),
                instance.changes().stream()
                        .filter(change -> change.state().isWait())
                        .map(change -> change.at().plus(ceiling))
                        .findFirst()
                        .orElse(null),
                way.outcome(),
                way.good());
    }

    /// It is first weighed some milliseconds after the scale-in, and on a slow machine that is seconds.
    private List<Held> fromStart(List<Held> held) {
        List<Held> all = new ArrayList<>(held);
        all.set(0, new Held(start, all.getFirst().files(), all.getFirst().bytes()));
        return all;
    }

    private List<Stay> stays(Instance node) {
        List<Stay> stays = new ArrayList<>();
        List<Instance.StateChange> changes = node.changes();
        for (int i = 0; i < changes.size(); i++) {
            Instant from = later(changes.get(i).at(), start);
            Instant to = i + 1 < changes.size() ? changes.get(i + 1).at() : world.instant();
            if (to.isAfter(from)) {
                stays.add(new Stay(changes.get(i).state(), from, to));
            }
        }
        return stays;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static LookSeen look(CommandTruth command) {
        Instant ended = command.ended();
        if (ended == null) {
            return new LookSeen(command.requested(), null, Answer.UNDER_WAY, "");
        }
        JsonNode line = line(command.stdout());
        if (line == null) {
            return new LookSeen(command.requested(), ended, Answer.UNKNOWN, command.details());
        }
        return switch (line.path("look").asText()) {
            case "empty" -> new LookSeen(command.requested(), ended, Answer.EMPTY, "");
            case "pending" ->
                new LookSeen(
                        command.requested(),
                        ended,
                        Answer.PENDING,
                        line.path("files").asLong() + " files, "
                                + Words.size(line.path("bytes").asLong()));
            default ->
                new LookSeen(
                        command.requested(),
                        ended,
                        Answer.UNKNOWN,
                        line.path("reason").asText());
        };
    }

    private static @Nullable JsonNode line(String printed) {
        try {
            return printed.startsWith("{") ? JSON.readTree(printed) : null;
        } catch (JacksonException notJson) {
            return null;
        }
    }
}
