package io.drainguard.proofs.trial;

import io.drainguard.sim.world.GroupSettings.LoadBalancer;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.MemoryShell.Manner;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.List;

/// What stands round groups and nodes: load balancers, launches that fail, noise, full disks, killed looks, and how
/// soon EC2 forgets an instance.
final class Surroundings {
    private static final List<Manner> NOISY = List.of(Manner.NOISE, Manner.NOISE_BESIDE);
    private static final List<Manner> FAILING =
            List.of(Manner.HUGE, Manner.TWO_LINES, Manner.KILLED, Manner.FULL_DISK, Manner.FULL_DISK_OUTPUT);

    private final SeededRandom chance;
    private final World world;
    private final MemoryShell shell;
    private final History chronicle;
    private final PlannedEvents agenda;

    Surroundings(SeededRandom chance, World world, MemoryShell shell, History chronicle, PlannedEvents agenda) {
        this.chance = chance;
        this.world = world;
        this.shell = shell;
        this.chronicle = chronicle;
        this.agenda = agenda;
    }

    void ofWorld() {
        if (chance.in(30)) {
            chronicle.happened(CoverageEvent.FORGOTTEN_SOON, "ended instances");
            world.mishaps().forgetAfter(chance.seconds(0, 240));
        }
        world.groupSettings().keepsEndedRetained(chance.in(50));
        world.groupSettings().terminatesTwice(chance.in(50));
        world.groupSettings().heartbeatsKeepPeriod(chance.in(25));
    }

    void of(String group, List<Instance> nodes) {
        if (chance.in(8)) {
            chronicle.happened(CoverageEvent.LOAD_BALANCER, group);
            chronicle.facts().drains(group);
            world.groupSettings().balancer(group, new LoadBalancer(chance.seconds(10, 600), chance.in(50)));
        }
        if (chance.in(3)) {
            launchesFail(group);
        }
        nodes.forEach(node -> of(node.id()));
    }

    private void launchesFail(String group) {
        Duration from = chance.minutes(0, 8);
        Duration each = chance.minutes(2, 5);
        agenda.after(from, () -> {
            chronicle.happened(CoverageEvent.LAUNCHES_FAIL, group);
            world.groupSettings().failLaunches(group, each);
        });
        agenda.after(
                from.plus(chance.minutes(3, 9)), () -> world.groupSettings().fixLaunches(group));
    }

    private void of(String id) {
        if (chance.in(4)) {
            Manner manner = chance.oneOf(NOISY);
            chronicle.happened(CoverageEvent.NOISE, id);
            shell.manner(id, manner);
        } else if (chance.in(6)) {
            Manner manner = chance.oneOf(FAILING);
            agenda.after(chance.minutes(0, 10), () -> {
                chronicle.happened(CoverageEvent.FAILING_LOOKS, id);
                if (manner == Manner.KILLED) {
                    // The agent calls exit code 137 a timeout.
                    chronicle.facts().hangs(id);
                }
                shell.manner(id, manner);
            });
            agenda.after(chance.minutes(11, 20), () -> shell.manner(id, Manner.HONEST));
        }
    }
}
