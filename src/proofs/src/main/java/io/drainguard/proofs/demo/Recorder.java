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
                ears.decisions().stream()
                        .sorted(Comparator.comparing(DecisionMade::at))
                        .toList(),
                notes.all(),
                world.calls().matching(call -> !call.at().isBefore(start)),
                witness.eventsDelivered(),
                List.of());
        return recording.breaking(Promises.broken(story, recording));
    }

    private NodeStory node(TerminatingNode node) {
        Instant waitBegan = node.waitBegan();
        Witness.Parting parting = witness.parting(node.node());
        return new NodeStory(
                node.node(),
                stays(world.instance(node.node())),
                fromStart(node.held()),
                world.commandsInTruth().stream()
                        .filter(command -> command.instanceId().equals(node.node()))
                        .map(Recorder::look)
                        .toList(),
                witness.heartbeats(node.node()),
                parting == null
                        ? null
                        : new NodeStory.Completed(parting.at(), parting.released() ? "CONTINUE" : "ABANDON"),
                waitBegan == null ? null : waitBegan.plus(ceiling),
                node.outcome(),
                node.endedAsExpected() && !node.lost());
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
