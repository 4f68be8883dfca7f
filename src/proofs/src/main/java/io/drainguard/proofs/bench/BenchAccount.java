package io.drainguard.proofs.bench;

import io.drainguard.sim.wire.ServerCertificate;
import io.drainguard.sim.wire.SharedWorld;
import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/// A simulated account behind TLS, with one guarded group whose nodes are empty. Answers to commands are there at once:
/// what is measured is the function, not the wait for a node.
final class BenchAccount implements AutoCloseable {
    /// One for each decision of a run.
    static final int NODES = 11;

    private static final String GROUP = "workers";
    private static final String HOOK = "Cribl-Scaledown-Hook";
    private static final String DOCUMENT = "drainguard-look";

    /// The account's clock runs ahead by what answers take, and must not overtake the machine's; so short that no
    /// heartbeat is due yet, as when an event comes in.
    private static final Duration BEHIND = Duration.ofMinutes(15);

    private final World world = new World(1, Instant.now().minus(BEHIND));
    final SimulatorServer server;

    BenchAccount(ServerCertificate certificate) throws Exception {
        world.shell(new MemoryShell(world));
        world.intercept(new AnswersAtOnce());
        world.putDocument(new CommandDocument(DOCUMENT, "look", "true", Map.of(), Duration.ofSeconds(60)));
        world.createGroup(GroupSpec.of(GROUP, 0, NODES + 2, NODES)
                .tag(Tags.GUARDED, DOCUMENT)
                .hook(Hook.terminating(HOOK, Duration.ofHours(1)))
                .retaining());
        server = SimulatorServer.start(new SharedWorld(world), certificate.identity());
    }

    /// Lets a node of the group begin to wait; its event.
    String waiting() {
        return server.shared().ask(account -> {
            Instance node = account.members(GROUP).stream()
                    .filter(member -> member.state() == LifecycleState.IN_SERVICE)
                    .findFirst()
                    .orElseThrow();
            account.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), false);
            account.advance(Duration.ofSeconds(2));
            return """
                    {"source": "aws.autoscaling", "detail-type": "EC2 Instance-terminate Lifecycle Action",
                     "time": "%s", "detail": {"AutoScalingGroupName": "%s", "EC2InstanceId": "%s",
                     "LifecycleHookName": "%s", "LifecycleActionToken": "%s",
                     "LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING"}}""".formatted(
                    account.instant(), GROUP, node.id(), HOOK, node.openTokens().getFirst());
        });
    }

    /// Whether nobody waits any more.
    boolean settled() {
        return server.shared()
                .ask(account -> account.instances().stream()
                        .noneMatch(node -> node.state().isWait()));
    }

    @Override
    public void close() {
        server.close();
    }

    private final class AnswersAtOnce implements Interceptor {
        @Override
        public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
            if (action.equals("ListCommandInvocations") || action.equals("GetCommandInvocation")) {
                world.advance(Duration.ofSeconds(20));
            }
            return effect.get();
        }
    }
}
