package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Ends that no hook can hold: Spot, direct termination, a failing host.
final class Losses {
    /// Source: EC2 User Guide, spot-instance-termination-notices.
    private static final Duration SPOT_NOTICE = Duration.ofMinutes(2);

    private final SeededRandom chance;
    private final World world;
    private final History chronicle;
    private final PlannedEvents agenda;

    Losses(SeededRandom chance, World world, History chronicle, PlannedEvents agenda) {
        this.chance = chance;
        this.world = world;
        this.chronicle = chronicle;
        this.agenda = agenda;
    }

    void of(List<Instance> nodes, boolean onSpot) {
        for (Instance node : nodes) {
            if (onSpot && chance.in(30)) {
                agenda.after(chance.minutes(0, 12), () -> recommend(node));
            }
            if (onSpot && chance.in(40)) {
                agenda.after(chance.minutes(1, 16), () -> interrupt(node));
            } else if (chance.in(5)) {
                agenda.after(chance.minutes(0, 16), () -> terminate(node));
            } else if (chance.in(4)) {
                agenda.after(chance.minutes(0, 16), () -> failHost(node));
            }
        }
    }

    private void recommend(Instance node) {
        if (node.ended() == null && node.isRunning()) {
            chronicle.happened(CoverageEvent.REBALANCE_RECOMMENDED, node.id());
            world.mishaps().recommendRebalance(node.id());
        }
    }

    private void interrupt(Instance node) {
        if (node.ended() == null && node.isRunning()) {
            chronicle.happened(CoverageEvent.SPOT_INTERRUPTED, node.id());
            doomed(node, Excuse.LOST_TO_SPOT_WITHOUT_EVENT, world.instant().plus(SPOT_NOTICE));
            world.mishaps().interruptSpot(node.id());
        }
    }

    private void terminate(Instance node) {
        if (node.ended() == null) {
            chronicle.happened(CoverageEvent.TERMINATED_DIRECTLY, node.id());
            doomed(node, Excuse.LOST_TO_DIRECT_TERMINATION, world.instant());
            world.ec2().terminateInstances(List.of(node.id()));
        }
    }

    private void failHost(Instance node) {
        if (node.ended() == null) {
            chronicle.happened(CoverageEvent.HOST_FAILED, node.id());
            doomed(node, Excuse.LOST_TO_HOST_FAILURE, world.instant());
            world.mishaps().failHost(node.id());
        }
    }

    private void doomed(Instance node, Excuse excuse, Instant at) {
        chronicle.doomed(node.id(), excuse, at);
    }
}
