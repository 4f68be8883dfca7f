package io.drainguard.upgrade;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toList;

import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.InvocationView;
import io.drainguard.sim.world.SendCommand;
import io.drainguard.sim.world.Volume;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a guard of version 0.1.0 reads, decides and leaves behind at the nodes of one group, written down from its
/// source: the tags, the flags and the commands of that version. `-Dearlier.guard` compares it with the guard itself.
final class EarlierGuardAsRead implements EarlierGuard {
    private static final Duration INTERVAL = Duration.ofMinutes(1);

    /// A short look answers within this time, however it ends.
    private static final Duration ANSWERED = Duration.ofSeconds(20);

    private static final int DELIVERY_SECONDS = 30;
    private static final String COMMENT = "Drainguard looks for queued data";
    private static final String PREFIX = "drainguard:";
    private static final String OVERRIDE = "drainguard:override";
    private static final String OVERRIDE_BY = "drainguard:override-by";
    private static final String PROTECTED = "drainguard:protected";
    private static final List<String> MARKS =
            List.of(PROTECTED, PREFIX + "group", PREFIX + "node", PREFIX + "pending-bytes", PREFIX + "protected-at");

    /// The one line that it understands. It takes no other version, no other key and no line beside it.
    private static final Pattern LINE = Pattern.compile("\\{\"drainguard\":1,\"look\":\"(empty|pending|unknown)\","
            + "\"paths\":\\d+,\"files\":\\d+,\"bytes\":(\\d+),\"oldest\":\\d+,\"reason\":\"[^\"]*\","
            + "\"end\":\"drainguard\"\\}\\s*");

    private final Account account;
    private final World world;
    private final Duration maxHold;
    private final Map<String, Instant> heartbeats = new HashMap<>();

    EarlierGuardAsRead(Account account, Duration maxHold) {
        this.account = account;
        this.world = account.world;
        this.maxHold = maxHold;
    }

    @Override
    public void guardFor(Duration length) {
        Instant end = world.instant().plus(length);
        while (world.instant().isBefore(end)) {
            Instant next = world.instant().plus(INTERVAL);
            sweep();
            world.advanceTo(next);
        }
    }

    private void sweep() {
        List<Instance> nodes = world.members(Account.GROUP).stream()
                .filter(node -> node.state().isWait() || node.state().isRetained())
                .toList();
        nodes.stream().filter(node -> node.state().isWait()).forEach(this::renew);
        if (nodes.isEmpty()) {
            return;
        }
        List<String> ids = nodes.stream().map(Instance::id).toList();
        String command = world.ssm()
                .sendCommand(SendCommand.of(Account.DOCUMENT, ids)
                        .timeout(DELIVERY_SECONDS)
                        .comment(COMMENT))
                .commandId();
        world.advance(ANSWERED);
        for (InvocationView answer :
                world.ssm().listCommandInvocations(command, null, null, null).items()) {
            settle(world.instance(answer.instanceId()), answer);
        }
    }

    /// It holds a node that it does not know at once, and then after a third of the period.
    private void renew(Instance node) {
        Duration period = Objects.requireNonNull(world.hook(node.groupName(), Account.HOOK))
                .heartbeatTimeout();
        Instant last = heartbeats.getOrDefault(node.id(), Instant.MIN);
        if (last.isBefore(world.instant().minus(period.dividedBy(3)))) {
            orGone(() -> account.heartbeat(node));
            heartbeats.put(node.id(), world.instant());
        }
    }

    /// A wait of its hook that has ended is no failure to it.
    private static void orGone(Runnable call) {
        try {
            call.run();
        } catch (AwsError error) {
            if (!String.valueOf(error.getMessage()).startsWith("No active Lifecycle Action found")) {
                throw error;
            }
        }
    }

    /// What a node has said, `null` for an answer that is not understood.
    private record Look(boolean isEmpty, @Nullable String bytes) {}

    private static Look look(InvocationView answer) {
        Matcher line = LINE.matcher(answer.output());
        if (!answer.status().equals("Success")
                || !line.matches()
                || line.group(1).equals("unknown")) {
            return new Look(false, null);
        }
        return new Look(line.group(1).equals("empty"), line.group(2));
    }

    /// The rule of that version.
    private void settle(Instance node, InvocationView answer) {
        Look look = look(answer);
        // Any other value of the tag was silence.
        String operator = node.tags().getOrDefault(OVERRIDE, "");
        if (operator.equals("release") || (!operator.equals("hold") && look.isEmpty())) {
            letGo(node, operator);
            return;
        }
        if (!look.isEmpty()) {
            protect(node, look.bytes() == null ? "unknown" : look.bytes());
        }
        if (node.state().isWait() && !age(node).minus(maxHold).isNegative()) {
            account.giveUp(node);
        }
    }

    private Duration age(Instance node) {
        Instant began = node.waitBegan();
        return began == null ? Duration.ZERO : Duration.between(began, world.instant());
    }

    private void letGo(Instance node, String operator) {
        if (node.state().isRetained()) {
            world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), false);
            return;
        }
        if (operator.isEmpty()) {
            setBack(node);
        }
        orGone(() -> world.autoScaling()
                .completeLifecycleAction(node.groupName(), Account.HOOK, ActionRef.instance(node.id()), "CONTINUE"));
        heartbeats.remove(node.id());
    }

    /// First the marks, on the node and on the volumes whose flag changes; then the flags.
    private void protect(Instance node, String bytes) {
        List<Volume> going = attached(node).filter(Volume::deleteOnTermination).collect(toList());
        if (going.isEmpty()) {
            return;
        }
        Set<String> changed = new TreeSet<>(changed(node));
        going.forEach(volume -> changed.add(volume.id()));
        world.ec2()
                .createTags(
                        Stream.concat(Stream.of(node.id()), going.stream().map(Volume::id))
                                .toList(),
                        Map.of(
                                PROTECTED,
                                changed.stream().collect(joining(",")),
                                PREFIX + "group",
                                node.groupName(),
                                PREFIX + "node",
                                node.id(),
                                PREFIX + "pending-bytes",
                                bytes,
                                PREFIX + "protected-at",
                                world.instant().toString()));
        going.forEach(volume -> world.ec2().modifyInstanceAttribute(node.id(), volume.device(), false));
    }

    /// First the flags, then the marks. It reads the node's own mark only.
    private void setBack(Instance node) {
        List<Volume> ours = attached(node)
                .filter(volume -> changed(node).contains(volume.id()))
                .toList();
        if (!changed(node).isEmpty()) {
            ours.forEach(volume -> world.ec2().modifyInstanceAttribute(node.id(), volume.device(), true));
            world.ec2()
                    .deleteTags(
                            Stream.concat(Stream.of(node.id()), ours.stream().map(Volume::id))
                                    .toList(),
                            MARKS);
        }
    }

    private static Stream<Volume> attached(Instance node) {
        return node.volumes().stream().filter(volume -> volume.fate() == Volume.Fate.ATTACHED);
    }

    private static Set<String> changed(Instance node) {
        return Stream.of(node.tags().getOrDefault(PROTECTED, "").split(","))
                .filter(id -> !id.isBlank())
                .collect(toCollection(HashSet::new));
    }
}
