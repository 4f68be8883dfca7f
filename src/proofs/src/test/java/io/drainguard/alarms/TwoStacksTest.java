package io.drainguard.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.journal.JsonJournal;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.proofs.ports.WorldTime;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Event;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.Volume;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.LookEnded;
import io.drainguard.sweep.Ports;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.SideBySide;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Two stacks in one Region, each with a guard, a document, a list that names only this document, a group and
/// alarms. Each guard serves the groups of both.
class TwoStacksTest {
    private static final Duration FUNCTION_TIMEOUT = Duration.ofMinutes(5);

    private static final int ONE_AT = 43;
    private static final int TWO_AT = 20;

    private final Account account = new Account();
    private Stack one = new Stack("one", Settings.DEFAULTS.maxHold());
    private Stack two = new Stack("two", Settings.DEFAULTS.maxHold());

    /// A stack as the template makes it.
    private final class Stack {
        final String document;
        final String group;
        final Watches alarms;
        final List<String> lines = new ArrayList<>();
        final List<String> failures = new ArrayList<>();
        private final String name;
        private final Guard guard;
        private final Set<LookEnded> ended = new HashSet<>();
        boolean sweeps = true;

        Stack(String stack, Duration maxHold) {
            Template template = Replay.deployed()
                    .with("MaxHold", String.valueOf(maxHold.toSeconds()))
                    .in(stack, "eu-central-1");
            Settings settings = Settings.of(template.functionEnvironment());
            this.document = template.drainDocument().name();
            this.group = template.only("AWS::AutoScaling::AutoScalingGroup")
                    .path("AutoScalingGroupName")
                    .asText();
            this.name = stack + "-Guard";
            this.alarms = new Watches(template, account.world);
            account.world.putDocument(Account.document(document));
            account.world.parameters().put(settings.documentsParameter(), document);
            this.guard = new Guard(
                    new Ports(
                            account.groups(),
                            account.looks(settings.drainDocument(), settings.documentsParameter()),
                            account.volumes(),
                            SideBySide.IN_TURN,
                            new JsonJournal(new JsonJournal.Writer(name, "1"), 10, account.world, this::write),
                            new WorldTime(account.world)),
                    settings);
            account.world.onEvent(event -> {
                if (event instanceof Event.CommandEnded look) {
                    ended.add(new LookEnded(look.commandId(), look.instanceId()));
                }
            });
        }

        private void write(String line) {
            lines.add(line);
            alarms.log(line);
        }

        List<Instance> workers(int size) {
            return account.world.createGroup(GroupSpec.of(group, 0, 10, size)
                    .tag(Tags.GUARDED, document)
                    .hook(Hook.terminating(Account.HOOK, Duration.ofHours(1)))
                    .retaining());
        }

        void sweep() {
            if (sweeps) {
                Report report = guard.sweep(until());
                failures.addAll(report.failures());
                alarms.put(
                        "AWS/Lambda",
                        "Errors",
                        "FunctionName",
                        name,
                        report.failures().isEmpty() ? 0 : 1);
            }
        }

        void collect() {
            if (sweeps && !ended.isEmpty()) {
                Set<LookEnded> batch = Set.copyOf(ended);
                ended.clear();
                failures.addAll(guard.collect(batch, until()).failures());
            }
        }

        private Instant until() {
            return account.world.instant().plus(FUNCTION_TIMEOUT);
        }
    }

    /// Lets so many minutes pass: the two schedules start their sweeps at different seconds.
    private void minutes(int number, int oneAt, int twoAt) {
        for (int minute = 0; minute < number; minute++) {
            Instant begun = account.world.instant().truncatedTo(ChronoUnit.MINUTES);
            for (int second = 1; second < 60; second++) {
                to(begun.plusSeconds(second));
                if (second == oneAt) {
                    one.sweep();
                }
                if (second == twoAt) {
                    two.sweep();
                }
                if (second % 4 == 0) {
                    one.collect();
                    two.collect();
                }
            }
            one.alarms.evaluate();
            two.alarms.evaluate();
            to(begun.plusSeconds(60));
        }
    }

    private void to(Instant time) {
        if (time.isAfter(account.world.instant())) {
            account.world.advanceTo(time);
        }
    }

    private void minutes(int number) {
        minutes(number, ONE_AT, TWO_AT);
    }

    private void scaleIn(List<Instance> nodes) {
        nodes.forEach(node -> account.world.autoScaling().setInstanceHealth(node.id(), "Unhealthy"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 23, 43})
    void groupsOfBoth_drainAndNoAlarmRings(int oneAt) {
        List<Instance> nodes = new ArrayList<>(one.workers(3));
        nodes.addAll(two.workers(3));
        minutes(10, oneAt, 20);
        for (int index = 0; index < nodes.size(); index++) {
            account.shell.disk(
                    nodes.get(index).id(),
                    Disk.holding(200, 1 << 20, account.world.instant())
                            .drain(account.world.instant(), Duration.ofMinutes(10 * (index + 1))));
        }
        scaleIn(nodes);

        minutes(90, oneAt, 20);

        assertThat(one.failures).isEmpty();
        assertThat(two.failures).isEmpty();
        assertThat(one.alarms.rang()).isEmpty();
        assertThat(two.alarms.rang()).isEmpty();
        assertThat(nodes).allMatch(node -> node.state() == LifecycleState.TERMINATED);
        assertThat(nodes)
                .flatExtracting(Instance::volumes)
                .extracting(Volume::fate)
                .containsOnly(Volume.Fate.DELETED);
    }

    /// It takes the other guard for gone once it has seen no look of it for some minutes, and says whose list
    /// lacks what.
    @Test
    void nodeWhoseGuardStops_isHeldByTheOtherWhichTellsIt() {
        Instance node = two.workers(1).getFirst();
        one.workers(1);
        minutes(10);
        account.shell.disk(node.id(), Disk.holding(200, 1 << 20, account.world.instant()));
        scaleIn(List.of(node));
        minutes(10);
        assertThat(one.alarms.rang()).isEmpty();
        two.sweeps = false;

        minutes(120);

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(one.failures).isNotEmpty().allMatch(failure -> failure.contains(two.document));
        assertThat(one.alarms.rang()).contains("GuardFails");
        assertThat(two.alarms.rang()).contains("NoSweep");
        account.shell.disk(node.id(), Disk.empty());
        minutes(10);
        assertThat(node.state()).as("nobody looked").isEqualTo(LifecycleState.TERMINATING_WAIT);
        two.sweeps = true;
        minutes(10);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
    }

    /// A retained node is asked every quarter of an hour, and the guard that does not ask knows it.
    @Test
    void retainedNode_isNoFailureOfTheGuardThatWasNotGivenItsDocument() {
        one = new Stack("one", Duration.ofHours(1));
        two = new Stack("two", Duration.ofHours(1));
        Instance node = two.workers(1).getFirst();
        minutes(10);
        account.shell.disk(node.id(), Disk.holding(200, 1 << 20, account.world.instant()));
        scaleIn(List.of(node));

        minutes(300);

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
        assertThat(one.failures).isEmpty();
        assertThat(one.alarms.rang()).isEqualTo(two.alarms.rang()).doesNotContain("GuardFails", "CannotLook");
        account.shell.disk(node.id(), Disk.empty());
        minutes(30);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATED);
    }

    /// Both guards serve all groups, so the stacks' settings ought to be alike.
    @Test
    void smallerCeilingOfTheTwo_counts() {
        one = new Stack("one", Duration.ofHours(1));
        Instance node = two.workers(1).getFirst();
        minutes(10);
        account.shell.disk(node.id(), Disk.holding(200, 1 << 20, account.world.instant()));
        scaleIn(List.of(node));

        minutes(70);

        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_RETAINED);
    }

    /// No guard has it: the one that there is says so within minutes, and holds.
    @Test
    void nodeWhoseDocumentNobodyWasGiven_isHeldAndTold() {
        Instance node = two.workers(1).getFirst();
        two.sweeps = false;
        minutes(10);
        scaleIn(List.of(node));

        minutes(4);

        assertThat(one.failures).isNotEmpty().allMatch(failure -> failure.contains(two.document));
        minutes(60);
        assertThat(node.state()).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(one.alarms.rang()).contains("GuardFails", "CannotLook");
    }
}
