package io.drainguard.sim.trial;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Node;
import io.drainguard.sim.world.Activity;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Service;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What must hold in every trial, whatever the seed. It stands beside every call and overhears every answer of a node.
///
/// - No node is released with data in its queues.
/// - A release follows an Empty line that the node itself printed, as its last, after its wait began.
/// - Every action is completed once at most.
/// - No period lapses once the guard has seen the wait: a wait that nobody completed ran to AWS's own limit, in a group
///   that does not retain. (A period shorter than the time to the next sweep can lapse unseen when its event is lost.)
/// - A node that is drained and answers is let go within two sweeps and one look.
/// - Every decision says why.
final class Promise implements Interceptor {
    /// Two sweeps, one look (two times 15 s and a poll), and one sweep under way that waits for a silent neighbour.
    private static final Duration TO_LET_GO =
            Sweep.INTERVAL.multipliedBy(2).plusSeconds(20).plusSeconds(60);

    /// A wait that is younger may not be shown yet.
    private static final Duration SHOWN = Duration.ofSeconds(5);

    private final World world;
    private final MemoryShell shell;
    private final Trace trace;
    private final List<String> broken = new ArrayList<>();
    private final Map<String, Instant> emptyLines = new HashMap<>();
    private final Map<String, Instant> drainedSince = new HashMap<>();
    private final Map<String, Wait> waits = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private final Set<String> completed = new HashSet<>();
    private int released;
    private int retained;
    private int decisions;

    /// The last wait of a node.
    private record Wait(Instant began, List<String> tokens) {}

    Promise(World world, MemoryShell shell, Trace trace) {
        this.world = world;
        this.shell = shell;
        this.trace = trace;
    }

    /// The nodes' shell, overheard.
    Shell overhear() {
        return (command, sink) -> shell.start(command, new Shell.Sink() {
            @Override
            public void partial(String stdout, String stderr) {
                sink.partial(stdout, stderr);
            }

            @Override
            public void finish(int exitCode, String stdout, String stderr) {
                answered(command.instanceId(), command.started(), exitCode, stdout);
                sink.finish(exitCode, stdout, stderr);
            }
        });
    }

    private void answered(String node, Instant started, int exitCode, String stdout) {
        trace.add(() -> world.instant() + " " + node + " prints " + stdout.strip());
        if (exitCode == 0 && stdout.startsWith("{\"drainguard\":1,\"look\":\"empty\"")) {
            emptyLines.put(node, started);
        } else {
            emptyLines.remove(node);
            drainedSince.remove(node);
        }
    }

    @Override
    public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
        trace.add(() -> world.instant() + " " + action + " " + parameters);
        return switch (action) {
            case "CompleteLifecycleAction" -> completing(parameters, effect);
            case "DescribeLifecycleHooks" -> serving(parameters.getOrDefault("AutoScalingGroupName", ""), effect);
            default -> effect.get();
        };
    }

    /// A sweep reads the hook of each group in which it serves nodes.
    private <T> T serving(String group, Supplier<T> effect) {
        Instant shown = world.instant().minus(SHOWN);
        for (Instance node : world.members(group)) {
            Instant began = node.waitBegan();
            if (began != null && !began.isAfter(shown)) {
                seen.addAll(node.openTokens());
            }
        }
        return effect.get();
    }

    private <T> T completing(Map<String, String> parameters, Supplier<T> effect) {
        Instance node = waiting(parameters);
        Instant began = node == null ? null : node.waitBegan();
        List<String> tokens = node == null ? List.of() : node.openTokens();
        T answer = effect.get();
        if (node == null || began == null) {
            fail(parameters.toString(), "a completion was accepted for a node that does not wait");
            return answer;
        }
        tokens.stream().filter(token -> !completed.add(token)).forEach(token -> fail(node.id(), "completed twice"));
        if (parameters.getOrDefault("LifecycleActionResult", "").equals("CONTINUE")) {
            released++;
            released(node.id(), began);
        } else {
            retained++;
        }
        return answer;
    }

    private @Nullable Instance waiting(Map<String, String> parameters) {
        String id = parameters.getOrDefault("InstanceId", "");
        String token = parameters.getOrDefault("LifecycleActionToken", "");
        return world.instances().stream()
                .filter(node -> node.id().equals(id) || node.openTokens().contains(token))
                .findFirst()
                .orElse(null);
    }

    private void released(String node, Instant waitBegan) {
        Disk.Content content = shell.contentNow(node);
        if (!content.isEmpty()) {
            fail(node, "released with " + content);
        }
        Instant empty = emptyLines.get(node);
        if (empty == null) {
            fail(node, "released though its last answer was not Empty");
        } else if (empty.isBefore(waitBegan)) {
            fail(node, "released on an answer from before its wait");
        }
    }

    void decided(Node node, Decision decision) {
        decisions++;
        if (decision.reason().isBlank()) {
            fail(node.id().instance(), "a decision without a reason");
        }
    }

    /// To be called whenever time has passed.
    void check() {
        for (Instance node : world.instances()) {
            Instant began = node.waitBegan();
            if (began == null) {
                drainedSince.remove(node.id());
            } else {
                waits.put(node.id(), new Wait(began, node.openTokens()));
                waits(node);
            }
        }
    }

    private void waits(Instance node) {
        Instant now = world.instant();
        boolean answers = node.agentReachable() && shell.honest(node.id());
        if (!answers || !shell.contentNow(node.id()).isEmpty()) {
            drainedSince.remove(node.id());
            return;
        }
        Instant since = drainedSince.computeIfAbsent(node.id(), id -> now);
        if (Duration.between(since, now).compareTo(TO_LET_GO) > 0) {
            fail(node.id(), "drained since " + since + " and still held");
            drainedSince.put(node.id(), now);
        }
    }

    /// At the end of the trial: no wait that the guard had seen may have ended by itself before AWS's own limit.
    void close(String hookName) {
        for (Instance node : world.instances()) {
            activities(node).stream()
                    .map(Activity::statusMessage)
                    .filter(message -> message != null && message.endsWith("Heartbeat Timeout"))
                    .filter(message -> seen.stream().anyMatch(message::contains))
                    .forEach(message -> fail(node.id(), "its period lapsed with the guard on duty"));
            Wait last = waits.get(node.id());
            Instant ended = node.ended();
            if (last != null && ended != null && !shell.contentNow(node.id()).isEmpty()) {
                endedWithData(node, last, ended, world.hook(node.groupName(), hookName));
            }
        }
    }

    private void endedWithData(Instance node, Wait last, Instant ended, @Nullable Hook hook) {
        Duration waited = Duration.between(last.began, ended);
        boolean atLimit = hook != null && waited.compareTo(hook.globalTimeout()) >= 0;
        if (!atLimit && seen.containsAll(last.tokens)) {
            fail(node.id(), "ended with data after a wait of " + waited);
        }
    }

    private List<Activity> activities(Instance node) {
        return world.autoScaling().describeScalingActivities(node.groupName(), List.of(), 100, null).items().stream()
                .filter(activity -> activity.instanceId().equals(node.id()))
                .toList();
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
