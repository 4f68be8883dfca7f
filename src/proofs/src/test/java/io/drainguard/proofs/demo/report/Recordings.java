package io.drainguard.proofs.demo.report;

import io.drainguard.proofs.demo.report.LookSeen.Answer;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.Service;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// A story that has everything a report can show: a node that drains, one that is retained at the ceiling, one that
/// nobody can look at, and an agent that goes.
public final class Recordings {
    static final Instant START = Instant.parse("2026-01-05T10:00:00Z");
    static final List<String> NODES = List.of("i-0e6984080bab12a02", "i-073d33b666a1e21da", "i-077cbc4a133c2d0f6");

    private static final String RUDE = "<script>document.title='rude'</script>\"'&\u202e\u0007";

    private Recordings() {}

    /// The whole of it.
    public static Recording full() {
        return new Recording(
                new Recording.Scene(
                        "rude",
                        "everything happens, and " + RUDE,
                        "guard on Lambda",
                        10,
                        "a group with a long name that breaks nowhere_____________________________________ " + RUDE,
                        Duration.ofSeconds(150),
                        "mvn -q -Pdemo package -Dstory=rude"),
                START,
                at(200),
                List.of(drained(), retained(), unknown()),
                decisions(),
                List.of(
                        new Happening(START, Happening.Kind.SCALE_IN, "scale-in: desired capacity 4 -> 1"),
                        new Happening(at(45), Happening.Kind.AGENT_GONE, "the agent of " + NODES.get(2) + " is gone"),
                        new Happening(at(120), Happening.Kind.GUARD_KILLED, "the guard was killed; processes: 3")),
                calls(),
                12,
                List.of());
    }

    /// Only a node that had no data.
    static Recording dull() {
        NodeStory node = new NodeStory(
                NODES.getFirst(),
                List.of(stay(LifecycleState.TERMINATING_WAIT, 5, 30), stay(LifecycleState.TERMINATED, 30, 40)),
                List.of(new Held(START, 0, 0)),
                List.of(),
                List.of(),
                null,
                at(5 + 172_800),
                "released when empty, ended",
                true);
        Recording.Scene scene = new Recording.Scene(
                "dull", "nothing happens", "guard on EC2", 10, "workers", Duration.ofHours(48), "mvn");
        return new Recording(scene, START, at(40), List.of(node), List.of(), List.of(), List.of(), 0, List.of());
    }

    private static NodeStory drained() {
        return new NodeStory(
                NODES.get(0),
                List.of(
                        stay(LifecycleState.IN_SERVICE, 0, 1),
                        stay(LifecycleState.TERMINATING, 1, 6),
                        stay(LifecycleState.TERMINATING_WAIT, 6, 94),
                        stay(LifecycleState.TERMINATING_PROCEED, 94, 100),
                        stay(LifecycleState.TERMINATED, 100, 200)),
                IntStream.rangeClosed(0, 90)
                        .mapToObj(i -> new Held(at(i * 7 / 9), 90 - i, 17_600L * (90 - i)))
                        .toList(),
                List.of(
                        look(9, 12, Answer.PENDING, "80 files"),
                        look(12, 62, Answer.PENDING, ""),
                        look(63, 92, Answer.EMPTY, "")),
                List.of(at(50)),
                new NodeStory.Completed(at(94), "CONTINUE"),
                at(156),
                "released when empty, ended",
                true);
    }

    private static NodeStory retained() {
        return new NodeStory(
                NODES.get(1),
                List.of(
                        stay(LifecycleState.TERMINATING, 1, 6),
                        stay(LifecycleState.TERMINATING_WAIT, 6, 158),
                        stay(LifecycleState.TERMINATING_RETAINED, 158, 200)),
                List.of(new Held(START, 240, 4_224_000)),
                List.of(look(9, 12, Answer.PENDING, "240 files"), new LookSeen(at(160), null, Answer.UNDER_WAY, "")),
                List.of(),
                new NodeStory.Completed(at(158), "ABANDON"),
                at(156),
                "retained: runs on with its 240 files",
                true);
    }

    private static NodeStory unknown() {
        return new NodeStory(
                NODES.get(2),
                List.of(stay(LifecycleState.TERMINATING_WAIT, 6, 200)),
                List.of(new Held(START, 1, 10)),
                List.of(look(9, 110, Answer.UNKNOWN, "DeliveryTimedOut " + RUDE)),
                List.of(),
                null,
                at(156),
                "still waits " + RUDE,
                false);
    }

    private static List<DecisionMade> decisions() {
        return List.of(
                decision(12, 0, "hold", "80 files " + RUDE),
                decision(93, 0, "release", "queues are empty"),
                decision(12, 1, "hold", "240 files, 4224000 bytes queued, oldest of 2026-01-05T09:56:18Z"),
                decision(158, 1, "give up", "240 files; at the ceiling"),
                decision(170, 1, "leave", "240 files"),
                decision(110, 2, "hold", "cannot know"));
    }

    private static List<Call> calls() {
        List<Call> calls = new ArrayList<>();
        calls.add(new Call(START, Service.AUTO_SCALING, "SetDesiredCapacity", Map.of(), Call.OK));
        for (int i = 6; i < 200; i += 20) {
            calls.add(new Call(at(i), Service.SSM, "ListCommandInvocations", Map.of(), Call.OK));
        }
        calls.add(new Call(at(94), Service.AUTO_SCALING, "CompleteLifecycleAction", Map.of(), RUDE));
        return calls;
    }

    private static DecisionMade decision(int second, int node, String decision, String reason) {
        return new DecisionMade(
                at(second), NODES.get(node), "schedule", "pending", "80 files", decision, reason, "done");
    }

    private static LookSeen look(int sent, int ended, Answer answer, String detail) {
        return new LookSeen(at(sent), at(ended), answer, detail);
    }

    private static Stay stay(LifecycleState state, int from, int to) {
        return new Stay(state, at(from), at(to));
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
