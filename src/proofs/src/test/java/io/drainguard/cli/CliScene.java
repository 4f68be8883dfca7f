package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.wire.SharedWorld;
import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A simulated account on a socket, for processes that live on the machine's clock.
///
/// The account's clock starts with the machine's, since the server dates its answers by that one, and moves on only
/// when somebody asks for looks or for answers, so that a look has ended when somebody asks for the second time.
final class CliScene implements AutoCloseable {
    static final String GROUP = "workers";
    static final String HOOK = "Cribl-Scaledown-Hook";
    static final String DOCUMENT = "drainguard-workers";

    /// For so long the nodes go to their wait.
    private static final Duration DEPARTURE = Duration.ofSeconds(2);

    private static final List<String> ACTS = List.of(
            "RecordLifecycleActionHeartbeat",
            "CompleteLifecycleAction",
            "TerminateInstanceInAutoScalingGroup",
            "ModifyInstanceAttribute",
            "CreateTags",
            "CreateOrUpdateTags",
            "DeleteTags");

    private static final List<String> ASKS = List.of("ListCommands", "ListCommandInvocations");

    final World world = new World(1, Instant.now().minus(DEPARTURE));
    final MemoryShell shell = new MemoryShell(world);
    final SharedWorld shared = new SharedWorld(world);
    private final SimulatorServer server = SimulatorServer.start(shared);
    private final Moment moment = new Moment();

    CliScene() {
        world.shell(shell);
        world.intercept(moment);
        world.putDocument(new CommandDocument(DOCUMENT, "look", "true", Map.of(), Duration.ofSeconds(60)));
    }

    /// The usual group, all of whose nodes have come to their wait.
    List<String> waiting(int nodes) {
        return shared.ask(w -> {
            List<Instance> members = w.createGroup(GroupSpec.of(GROUP, 0, nodes, nodes)
                    .tag("drainguard", DOCUMENT)
                    .hook(Hook.terminating(HOOK, Duration.ofHours(2)))
                    .retaining());
            members.forEach(node -> w.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), false));
            w.advance(DEPARTURE);
            w.calls().clear();
            return members.stream().map(Instance::id).toList();
        });
    }

    /// Puts data on a node's disk, which stays there.
    void fill(String node) {
        shared.change(w -> shell.disk(node, Disk.holding(211, 3_712_000, w.instant())));
    }

    /// Takes everything off a node's disk.
    void empty(String node) {
        shared.change(w -> shell.disk(node, Disk.empty()));
    }

    LifecycleState state(String node) {
        return shared.ask(w -> w.instance(node).state());
    }

    /// Waits until a node does not wait any more.
    void awaitGone(String node) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (state(node) == LifecycleState.TERMINATING_WAIT) {
            assertThat(System.nanoTime())
                    .as("time at which " + node + " still waits")
                    .isLessThan(end);
            Thread.sleep(50);
        }
    }

    /// The calls so far that changed something, or tried to.
    List<Call> acts() {
        return shared.ask(
                w -> ACTS.stream().flatMap(act -> w.calls().of(act).stream()).toList());
    }

    /// The calls of one operation so far.
    List<Call> calls(String action) {
        return shared.ask(w -> w.calls().of(action));
    }

    /// Runs something once, right before the next call of an operation takes effect; that call waits for it.
    void onceBefore(String action, Runnable what) {
        shared.change(w -> moment.plan(action, what));
    }

    /// Refuses every call of an operation from now on.
    void refuse(String action, AwsError error) {
        shared.change(w -> moment.refused.put(action, error));
    }

    /// The address, for `--endpoint-url`.
    String endpoint() {
        return server.endpoint().toString();
    }

    @Override
    public void close() {
        server.close();
    }

    /// Moves the account's clock, and interferes once.
    private final class Moment implements Interceptor {
        private String action = "";
        private Runnable what = () -> {};
        private final Map<String, AwsError> refused = new HashMap<>();

        void plan(String plannedAction, Runnable planned) {
            action = plannedAction;
            what = planned;
        }

        @Override
        public <T> T around(Service service, String called, Map<String, String> parameters, Supplier<T> effect) {
            if (called.equals(action)) {
                action = "";
                what.run();
            }
            if (refused.containsKey(called)) {
                throw refused.get(called);
            }
            if (ASKS.contains(called)) {
                world.advance(Duration.ofSeconds(20));
            }
            return effect.get();
        }
    }
}
