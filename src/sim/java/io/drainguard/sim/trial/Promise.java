package io.drainguard.sim.trial;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Node;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Shell;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Sweep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What must hold in every trial, whatever the seed.
///
/// - No node leaves its wait with data in its queues, unless its group does not retain and AWS's own limit ended the wait.
/// - CONTINUE follows an Empty line that the node itself printed after its wait began.
/// - Every action is completed once at most.
/// - No period lapses while the guard is on duty.
/// - A node that is drained and answers is let go within two sweeps and one look.
/// - Every decision says why.
final class Promise {
    /// Two sweeps, one look of two times 15 s and a poll, and what the schedule and a slow neighbour add.
    private static final Duration TO_LET_GO = Sweep.INTERVAL.multipliedBy(2).plusSeconds(75);

    private final World world;
    private final MemoryShell shell;
    private final Trace trace;
    private final List<String> broken = new ArrayList<>();
    private final Map<String, Instant> emptyLines = new HashMap<>();
    private final Map<String, Instant> drainedSince = new HashMap<>();
    private final Map<String, Instant> waitingSince = new HashMap<>();
    private final Set<String> completed = new HashSet<>();
    private int released;
    private int retained;
    private int decisions;

    Promise(World world, MemoryShell shell, Trace trace) {
        this.world = world;
        this.shell = shell;
        this.trace = trace;
    }

    /// The node's shell, overheard.
    Shell overhear() {
        return (command, sink) -> shell.start(command, new Shell.Sink() {
            @Override
            public void partial(String stdout, String stderr) {
                sink.partial(stdout, stderr);
            }

            @Override
            public void finish(int exitCode, String stdout, String stderr) {
                if (exitCode == 0 && stdout.startsWith("{\"drainguard\":1,\"look\":\"empty\"")) {
                    emptyLines.put(command.instanceId(), command.started());
                } else {
                    emptyLines.remove(command.instanceId());
                }
                sink.finish(exitCode, stdout, stderr);
            }
        });
    }

    void decided(Node node, Decision decision) {
        decisions++;
        if (decision.reason().isBlank()) {
            fail(node.id().instance(), "a decision without a reason");
        }
    }

    /// A lifecycle action was completed by the guard, and AWS said yes.
    void completing(String instanceId, String result) {
        Instance node = world.instance(instanceId);
        for (String token : node.openTokens()) {
            if (!completed.add(token)) {
                fail(instanceId, "its action was completed twice");
            }
        }
        if (result.equals("ABANDON")) {
            retained++;
            return;
        }
        released++;
        Disk.Content content = shell.contentNow(instanceId);
        if (!content.isEmpty()) {
            fail(instanceId, "released with " + content);
        }
        Instant empty = emptyLines.get(instanceId);
        Instant waiting = waitingSince.get(instanceId);
        if (empty == null) {
            fail(instanceId, "released though its last answer was not Empty");
        } else if (waiting == null || empty.isBefore(waiting)) {
            fail(instanceId, "released on an answer from before its wait");
        }
    }

    /// To be called whenever time has passed.
    void check() {
        for (Instance node : world.instances()) {
            if (node.state().isWait()) {
                waits(node);
            } else {
                waitingSince.remove(node.id());
                drainedSince.remove(node.id());
            }
        }
    }

    private void waits(Instance node) {
        Instant now = world.instant();
        waitingSince.putIfAbsent(node.id(), now);
        if (!shell.contentNow(node.id()).isEmpty() || !node.agentReachable() || !shell.honest(node.id())) {
            drainedSince.remove(node.id());
            return;
        }
        Instant since = drainedSince.computeIfAbsent(node.id(), id -> now);
        if (Duration.between(since, now).compareTo(TO_LET_GO) > 0) {
            fail(node.id(), "drained since " + since + " and still held");
            drainedSince.put(node.id(), now);
        }
    }

    /// At the end of the trial: what the activities tell of waits that nobody ended.
    void close(boolean retainLimitReached) {
        for (Instance node : world.instances()) {
            world.autoScaling().describeScalingActivities(node.groupName(), List.of(), 100, null).items().stream()
                    .filter(activity -> activity.instanceId().equals(node.id()))
                    .filter(activity -> activity.statusMessage() != null
                            && activity.statusMessage().contains("Heartbeat Timeout"))
                    .forEach(activity -> fail(node.id(), "its period lapsed with the guard on duty"));
        }
    }

    private void fail(String node, String what) {
        String sentence = world.instant() + " " + node + ": " + what;
        trace.add(() -> "BROKEN " + sentence);
        broken.add(sentence);
    }

    List<String> broken() {
        return List.copyOf(broken);
    }

    int released() {
        return released;
    }

    int retained() {
        return retained;
    }

    int decisions() {
        return decisions;
    }
}
