package io.drainguard.proofs.trial;

import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Phase;
import java.util.Set;

/// What must hold of each decision by itself.
final class DecisionInvariant implements Invariant {
    private static final String OPERATOR = "operator";

    private final History chronicle;

    DecisionInvariant(History chronicle) {
        this.chronicle = chronicle;
    }

    @Override
    public Set<Promise> promises() {
        return Set.of(
                Promise.DECISION_HAS_A_REASON, Promise.ONLY_EMPTY_OR_OPERATOR_LETS_GO, Promise.RETAINED_ALARMS_OR_ENDS);
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
        boolean letsGo = what.decision() instanceof Release || what.decision() instanceof Terminate;
        String id = what.instance();
        if (letsGo && what.decision().reason().equals(OPERATOR)) {
            if (!chronicle.operatorReleased(id)) {
                chronicle.broken(
                        Promise.ONLY_EMPTY_OR_OPERATOR_LETS_GO,
                        id,
                        "let go in the name of an operator who did not ask for it");
            }
        } else if (letsGo && !(what.look() instanceof Empty)) {
            chronicle.broken(Promise.ONLY_EMPTY_OR_OPERATOR_LETS_GO, id, "let go on " + what.look());
        }
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
