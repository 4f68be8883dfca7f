package io.drainguard.proofs.trial;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.Cause;
import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Phase;
import io.drainguard.sim.world.World;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What must hold of each decision by itself.
final class DecisionInvariant implements Invariant {
    private final World world;
    private final History chronicle;

    DecisionInvariant(World world, History chronicle) {
        this.world = world;
        this.chronicle = chronicle;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of(
                Promise.DECISION_HAS_A_REASON,
                Promise.ONLY_EMPTY_OR_OPERATOR_LETS_GO,
                Promise.ENDED_HAS_ENDED,
                Promise.UNSTARTED_HAS_NOT_STARTED,
                Promise.RETAINED_ALARMS_OR_ENDS);
    }

    @Override
    public void decided(Decided what) {
        everyDecisionHasAReason(what);
        onlyEmptyOrTheOperatorLetsGo(what);
        retainedNodesAlarmOrEnd(what);
    }

    private void everyDecisionHasAReason(Decided what) {
        if (what.decision().reason().isBlank()) {
            chronicle.broken(Promise.DECISION_HAS_A_REASON, what.instance(), "a decision without a reason");
        }
    }

    private void onlyEmptyOrTheOperatorLetsGo(Decided what) {
        String id = what.instance();
        switch (letsGo(what.decision())) {
            case OPERATOR -> {
                if (!chronicle.operatorReleased(id)) {
                    chronicle.broken(
                            Promise.ONLY_EMPTY_OR_OPERATOR_LETS_GO,
                            id,
                            "let go in the name of an operator who did not ask for it");
                }
            }
            case EMPTY -> {
                if (!(what.look() instanceof Empty)) {
                    chronicle.broken(Promise.ONLY_EMPTY_OR_OPERATOR_LETS_GO, id, "let go on " + what.look());
                }
            }
            case ENDED -> {
                if (world.instance(id).ended() == null) {
                    chronicle.broken(Promise.ENDED_HAS_ENDED, id, "called ended, and its instance is there");
                }
            }
            case UNSTARTED -> {
                if (!chronicle.facts().isUnstarted(id)) {
                    chronicle.broken(
                            Promise.UNSTARTED_HAS_NOT_STARTED, id, "called never started, and its product has started");
                }
            }
            case YIELDS -> {}
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

    private void retainedNodesAlarmOrEnd(Decided what) {
        if (what.node().phase() == Phase.RETAINED) {
            if (what.decision() instanceof Terminate) {
                chronicle.happened(CoverageEvent.RETAINED_ENDED, what.instance());
            } else if (!what.decision().alarms()) {
                chronicle.broken(
                        Promise.RETAINED_ALARMS_OR_ENDS, what.instance(), "retained, and the decision does not alarm");
            }
        }
    }
}
