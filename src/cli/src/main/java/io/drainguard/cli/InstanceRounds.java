package io.drainguard.cli;

import io.drainguard.aws.setup.GroupChanges;
import io.drainguard.sweep.Fault;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Changes the instances of a group, of which launches and terminations make others meanwhile.
final class InstanceRounds {
    /// So often the instances are read again.
    private static final int ROUNDS = 5;

    private InstanceRounds() {}

    /// Changes the instances that are left, until a reading finds none. One that has gone in between spoils the call
    /// for all of its round, and not for the next one.
    ///
    /// @return how many were changed
    /// @throws Fault if a call failed for another reason, or in the last round
    static int change(Supplier<List<String>> left, Consumer<List<String>> change) {
        int changed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            List<String> instances = left.get();
            if (instances.isEmpty()) {
                return changed;
            }
            try {
                change.accept(instances);
                changed += instances.size();
            } catch (Fault fault) {
                if (!GroupChanges.isGone(fault) || round == ROUNDS - 1) {
                    throw fault;
                }
            }
        }
        return changed;
    }
}
