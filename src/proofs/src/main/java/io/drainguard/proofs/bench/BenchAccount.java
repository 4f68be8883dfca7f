package io.drainguard.proofs.bench;

import io.drainguard.decide.LookCommand;
import io.drainguard.sim.bus.Batch;
import io.drainguard.sim.bus.QueueMessage;
import io.drainguard.sim.bus.SqsEvent;
import io.drainguard.sim.wire.ServerCertificate;
import io.drainguard.sim.wire.SharedWorld;
import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.CommandView;
import io.drainguard.sim.world.Event;
import io.drainguard.sim.world.EventJson;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.SendCommand;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
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

    /// A node settles for 15 s; delivery, answer and event take some more.
    private static final Duration LOOK = Duration.ofSeconds(20);

    private final World world = new World(1, Instant.now().minus(BEHIND));
    private final Queue<Event.CommandEnded> ended = new ArrayDeque<>();
    private String deciding = "";
    final SimulatorServer server;

    BenchAccount(ServerCertificate certificate) throws Exception {
        world.shell(new MemoryShell(world));
        world.intercept(new AnswersAtOnce());
        world.putDocument(new CommandDocument(DOCUMENT, "look", "true", Map.of(), Duration.ofSeconds(110))
                .withParameter(LookCommand.WAIT, "0", "[0-9]{1,3}"));
        world.createGroup(GroupSpec.of(GROUP, 0, NODES + 2, NODES)
                .tag(Tags.GUARDED, DOCUMENT)
                .hook(Hook.terminating(HOOK, Duration.ofHours(1)))
                .retaining());
        server = SimulatorServer.start(new SharedWorld(world), certificate.identity());
    }

    /// Lets a node of the group begin to wait; its event.
    String waiting() {
        return server.shared().ask(account -> {
            Instance node = terminated(account);
            deciding = node.id();
            return """
                    {"source": "aws.autoscaling", "detail-type": "EC2 Instance-terminate Lifecycle Action",
                     "time": "%s", "detail": {"AutoScalingGroupName": "%s", "EC2InstanceId": "%s",
                     "LifecycleHookName": "%s", "LifecycleActionToken": "%s",
                     "LifecycleTransition": "autoscaling:EC2_INSTANCE_TERMINATING"}}""".formatted(
                    account.instant(), GROUP, node.id(), HOOK, node.openTokens().getFirst());
        });
    }

    /// The event of the end of a look at the next node, as the queue hands it over. The first call lets all nodes wait
    /// and be looked at, so that the answers are as fresh on the machine's clock as after a real look.
    String lookEnded() {
        return server.shared().ask(account -> {
            if (ended.isEmpty()) {
                look(account);
            }
            Event.CommandEnded next = ended.remove();
            deciding = next.instanceId();
            QueueMessage<String> message = new QueueMessage<>(
                    UUID.randomUUID().toString(),
                    "receipt",
                    EventJson.render(next, account.site()),
                    account.instant(),
                    account.instant(),
                    1);
            return SqsEvent.render(new Batch<>(0, List.of(message)), "arn:aws:sqs:us-east-1:123456789012:looks");
        });
    }

    private void look(World account) {
        account.advanceTo(Instant.now().minus(LOOK));
        List<Instance> nodes = List.copyOf(account.members(GROUP));
        nodes.forEach(node -> account.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), true));
        account.advance(Duration.ofSeconds(2));
        for (Instance node : nodes) {
            CommandView look = account.ssm()
                    .sendCommand(SendCommand.of(DOCUMENT, List.of(node.id()))
                            .parameters(Map.of(LookCommand.WAIT, "50"))
                            .comment(LookCommand.COMMENT)
                            .rates("100%", "100%"));
            ended.add(new Event.CommandEnded(
                    UUID.randomUUID().toString(),
                    account.instant().plus(LOOK),
                    node.id(),
                    look.commandId(),
                    DOCUMENT,
                    look.requested(),
                    "Success"));
        }
        account.advanceTo(Instant.now());
    }

    private static Instance terminated(World account) {
        Instance node = account.members(GROUP).stream()
                .filter(member -> member.state() == LifecycleState.IN_SERVICE)
                .findFirst()
                .orElseThrow();
        account.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), false);
        account.advance(Duration.ofSeconds(2));
        return node;
    }

    /// The calls since the last time, in their order.
    List<String> calls() {
        return server.shared().ask(account -> {
            List<String> calls =
                    account.calls().all().stream().map(Call::action).toList();
            account.calls().clear();
            return calls;
        });
    }

    /// Whether the node that was decided upon waits no more.
    boolean settled() {
        return server.shared()
                .ask(account -> !account.instance(deciding).state().isWait());
    }

    @Override
    public void close() {
        server.close();
    }

    private final class AnswersAtOnce implements Interceptor {
        @Override
        public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
            if (action.equals("GetCommandInvocation")) {
                world.advance(Duration.ofSeconds(20));
            }
            return effect.get();
        }
    }
}
