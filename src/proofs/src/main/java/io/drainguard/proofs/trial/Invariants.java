package io.drainguard.proofs.trial;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.Cause;
import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Node;
import io.drainguard.decide.Phase;
import io.drainguard.decide.Protection;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.Service;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.VolumeOutcome;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What must hold in every trial, whatever the seed. It stands beside every effect of a guard's call and hears every
/// decision; the parts are [CompletionInvariant] (how waits end by our hand), [ProtectionInvariant] (the volumes'
/// flags), [NoDataLossInvariant] (whose
/// data is lost) and [LivenessInvariant] (that nothing is forgotten).
final class Invariants implements Interceptor {
    private final World world;
    private final History chronicle;
    private final CompletionInvariant completions;
    private final ProtectionInvariant shields;
    private final NoDataLossInvariant ends;
    private final LivenessInvariant vigil;
    private int decisions;

    Invariants(
            World world,
            History chronicle,
            CompletionInvariant completions,
            ProtectionInvariant shields,
            NoDataLossInvariant ends,
            LivenessInvariant vigil) {
        this.world = world;
        this.chronicle = chronicle;
        this.completions = completions;
        this.shields = shields;
        this.ends = ends;
        this.vigil = vigil;
        world.onLapse(lapse -> ends.lapsed(lapse, vigil.lapsed(lapse)));
    }

    @Override
    public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
        return switch (action) {
            case "CompleteLifecycleAction" -> completions.completing(parameters, effect);
            case "DeleteTags" -> completions.untagging(parameters, effect);
            case "ModifyInstanceAttribute" -> shields.changing(parameters, effect);
            case "DescribeAutoScalingGroups" -> {
                T answer = effect.get();
                vigil.reads();
                yield answer;
            }
            case "DescribeLifecycleHooks" -> {
                T answer = effect.get();
                vigil.serves(parameters.getOrDefault("AutoScalingGroupName", ""));
                yield answer;
            }
            default -> effect.get();
        };
    }

    /// To be called whenever time has passed.
    void check() {
        for (Instance node : world.instances()) {
            shields.meet(node);
            ends.check(node);
            vigil.check(node);
        }
    }

    void sweepBegins(GuardOnDuty guard) {
        vigil.sweepBegins(guard);
    }

    void sweepEnded(GuardOnDuty guard, boolean clean) {
        vigil.sweepEnded(guard, clean);
    }

    void reclaimServed(String instance) {
        shields.reclaimServed(world.instance(instance));
    }

    void decided(GuardOnDuty guard, Settled settled) {
        Node node = settled.node();
        Decision decision = settled.decision();
        decisions++;
        everyDecisionHasAReason(node, decision);
        onlyEmptyOrTheOperatorLetsGo(node, settled.look(), decision);
        retainedNodesAlarmOrEnd(node, decision);
        vigil.decided(guard, node.id().instance(), settled.volumes() instanceof VolumeOutcome.Unread);
        if (decision.protection() == Protection.PROTECT) {
            shields.decided(world.instance(node.id().instance()), settled.volumes());
        }
    }

    /// Every decision says why.
    private void everyDecisionHasAReason(Node node, Decision decision) {
        if (decision.reason().isBlank()) {
            chronicle.broken(node.id().instance(), "a decision without a reason");
        }
    }

    /// Pending and Unknown never let a node go, but the operator may.
    private void onlyEmptyOrTheOperatorLetsGo(Node node, Look look, Decision decision) {
        String id = node.id().instance();
        switch (letsGo(decision)) {
            case OPERATOR -> {
                if (!chronicle.operatorReleased(id)) {
                    chronicle.broken(id, "let go in the name of an operator who did not ask for it");
                }
            }
            case EMPTY -> {
                if (!(look instanceof Empty)) {
                    chronicle.broken(id, "let go on " + look);
                }
            }
            case null -> {}
        }
    }

    /// In whose name the guard lets a node go, `null` where it does not.
    private static @Nullable Cause letsGo(Decision decision) {
        return switch (decision) {
            case Release release -> release.cause();
            case Terminate terminate -> terminate.cause();
            case Hold _, GiveUp _, Leave _ -> null;
        };
    }

    /// A retained node costs money: it is ended, or somebody hears of it in every sweep.
    private void retainedNodesAlarmOrEnd(Node node, Decision decision) {
        if (node.phase() == Phase.RETAINED) {
            if (decision instanceof Terminate) {
                chronicle.happened(CoverageEvent.RETAINED_ENDED, node.id().instance());
            } else if (!decision.alarms()) {
                chronicle.broken(node.id().instance(), "retained, and nobody hears of it");
            }
        }
    }

    int decisions() {
        return decisions;
    }
}
