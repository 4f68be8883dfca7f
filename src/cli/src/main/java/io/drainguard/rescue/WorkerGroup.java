package io.drainguard.rescue;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The group whose worker is to deliver.
///
/// @param name its name
/// @param drainDocument the value of its tag `drainguard`, empty if it has none
/// @param workers its members
public record WorkerGroup(String name, String drainDocument, List<Worker> workers) {
    private static final String IN_SERVICE = "InService";

    /// A worker in one of these states runs its service.
    private static final Set<String> SERVES = Set.of(IN_SERVICE, "Standby");

    /// Copies the list.
    public WorkerGroup {
        workers = List.copyOf(workers);
    }

    /// A member of the group.
    ///
    /// @param isProtected whether Auto Scaling may not choose it for a scale-in
    public record Worker(String id, String state, String zone, boolean healthy, boolean isProtected) {
        boolean serves() {
            return SERVES.contains(state);
        }

        private boolean isFresh(String wanted) {
            return state.equals(IN_SERVICE) && healthy && zone.equals(wanted);
        }
    }

    /// Returns the member with this id, `null` if there is none.
    @Nullable
    Worker worker(String id) {
        return workers.stream()
                .filter(worker -> worker.id().equals(id))
                .findFirst()
                .orElse(null);
    }

    /// Returns the healthy workers in service in this zone.
    ///
    /// @param earlier the worker of an earlier run, which comes first
    List<Worker> fresh(String zone, String earlier) {
        return workers.stream()
                .filter(worker -> worker.isFresh(zone))
                .sorted(Comparator.comparing(worker -> !worker.id().equals(earlier)))
                .toList();
    }
}
