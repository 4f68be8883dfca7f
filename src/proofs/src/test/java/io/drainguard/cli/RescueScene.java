package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk.Content;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.Volume;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/// One kept volume in an account in memory, an operator with `drainguard rescue`, and a watch over what must never
/// happen: a volume that is deleted with data on it, or detached while it is mounted.
final class RescueScene implements AutoCloseable {
    static final Content DATA = new Content(40, 9_000, Account.START);

    private static final Set<String> CHANGES =
            Set.of("AttachVolume", "DetachVolume", "DeleteVolume", "CreateTags", "DeleteTags", "SetInstanceProtection");

    final Prompt prompt = new Prompt();
    final RescuedWorkers workers = new RescuedWorkers(prompt.world, prompt.account.shell);
    final Watch watch = new Watch();
    final List<Instance> group;
    final Instance node;

    /// The worker that a rescue chooses, and the other one of the same zone.
    final Instance worker;

    final Instance other;
    final String volume;

    RescueScene() {
        group = prompt.group(9);
        node = group.get(0);
        worker = group.get(3);
        other = group.get(6);
        volume = node.volumes().getFirst().id();
        prompt.world
                .ec2()
                .modifyInstanceAttribute(node.id(), node.volumes().getFirst().device(), false);
        prompt.world
                .ec2()
                .createTags(
                        List.of(volume),
                        Map.of(
                                Tags.PROTECTED, volume,
                                Tags.GROUP, Prompt.GROUP,
                                Tags.NODE, node.id(),
                                Tags.PENDING_BYTES, String.valueOf(DATA.bytes()),
                                Tags.PROTECTED_AT, prompt.world.instant().toString()));
        prompt.world.mishaps().failHost(node.id());
        prompt.world.advance(Duration.ofMinutes(10));
        workers.fill(volume, DATA);
        prompt.world.calls().clear();
        prompt.world.intercept(watch);
    }

    /// Runs the command with more options.
    int rescue(String... more) {
        List<String> words = new ArrayList<>(List.of("rescue", "--volume", volume));
        words.addAll(List.of(more));
        return prompt.run(words.toArray(String[]::new));
    }

    String said() {
        return prompt.out() + prompt.err();
    }

    Volume shown() {
        return prompt.world.instances().stream()
                .flatMap(instance -> instance.volumes().stream())
                .filter(one -> one.id().equals(volume))
                .findFirst()
                .orElseThrow();
    }

    boolean isDeleted() {
        return shown().fate() == Volume.Fate.DELETED;
    }

    boolean isProtected(Instance one) {
        return prompt.world.autoScaling().describeAutoScalingInstances(List.of(one.id()), null, null).items().stream()
                .anyMatch(member -> member.protectedFromScaleIn());
    }

    List<String> changes() {
        return prompt.world.calls().all().stream()
                .map(call -> call.action())
                .filter(CHANGES::contains)
                .toList();
    }

    /// Sees to it that the rescue has come to its good end, and left nothing behind.
    void assertDelivered() {
        assertThat(watch.crimes).isEmpty();
        assertThat(workers.content(volume).files()).isZero();
        assertThat(workers.isMounted(volume)).isFalse();
        assertThat(isDeleted()).as(said()).isTrue();
        assertThat(group.stream().filter(one -> one != node && isProtected(one)).map(Instance::id))
                .isEmpty();
    }

    @Override
    public void close() {
        prompt.close();
    }

    /// Sees every call, cuts the operator off at one of them, and notes crimes.
    final class Watch implements Interceptor {
        final List<String> crimes = new ArrayList<>();
        private final List<String> seen = new ArrayList<>();
        private int cutAt = Integer.MAX_VALUE;

        /// From the call with this number on, nothing reaches AWS, as if the process had been killed there.
        void cut(int number) {
            cutAt = number;
        }

        /// The operator comes back.
        void repair() {
            cutAt = Integer.MAX_VALUE;
            seen.clear();
            prompt.stopsAfter(Integer.MAX_VALUE);
        }

        boolean isCut() {
            return seen.size() >= cutAt;
        }

        String last() {
            return seen.isEmpty() ? "" : seen.getLast();
        }

        @Override
        public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
            if (!isCut()) {
                seen.add(action);
            }
            if (isCut()) {
                prompt.stopsAfter(0);
                throw new AwsError("UnauthorizedOperation", 403, "cut off");
            }
            judge(action);
            return prompt.account.trouble.around(service, action, parameters, effect);
        }

        private void judge(String action) {
            if (action.equals("DeleteVolume") && !workers.content(volume).isEmpty()) {
                crimes.add("deleted with data");
            }
            if (Set.of("DeleteVolume", "DetachVolume").contains(action) && workers.isMounted(volume)) {
                crimes.add(action + " while it is mounted");
            }
        }
    }
}
