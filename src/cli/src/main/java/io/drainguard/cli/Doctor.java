package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.cli.Guards.Guard;
import io.drainguard.cli.Setup.GroupState;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/// Checks a set-up that was read, so that the operator finds its faults before the first scale-in does. Pure.
final class Doctor {
    /// The checks of each group, in the order in which doctor prints their findings.
    private static final List<BiFunction<Setup, GroupState, List<Finding>>> GROUP_CHECKS = List.of(
            GroupChecks::of,
            DlcChecks::of,
            DsiemChecks::of,
            LossChecks::of,
            NodeChecks::of,
            LiveLookCheck::of,
            GroupChecks::unread);

    private Doctor() {}

    /// The result of the checks.
    ///
    /// @param groups names of the groups that doctor examined
    /// @param settings where doctor read the settings
    /// @param notes what the looks at live nodes have read, and whom the alarms tell
    record Diagnosis(List<String> groups, String settings, List<Finding> findings, List<String> notes) {
        boolean wrong() {
            return exitCode() == ExitCodes.WRONG;
        }

        /// Whether nothing is wrong in what was judged, and something could not be judged: that may be wrong.
        boolean unjudged() {
            return exitCode() == ExitCodes.UNJUDGED;
        }

        /// Returns the exit code.
        int exitCode() {
            return Finding.exitCode(findings);
        }
    }

    /// Runs all checks.
    static Diagnosis examine(Setup setup) {
        Guard guard = setup.guards().best();
        return new Diagnosis(
                setup.groups().stream()
                        .map(GroupState::setup)
                        .map(GroupSetup::name)
                        .toList(),
                guard == null || guard.function() == null ? "this environment" : "function " + guard.name(),
                Stream.of(
                                GroupChecks.any(setup),
                                GuardChecks.of(setup),
                                setup.groups().stream()
                                        .flatMap(group -> GROUP_CHECKS.stream().map(check -> check.apply(setup, group)))
                                        .flatMap(List::stream)
                                        .toList(),
                                PermissionChecks.of(setup),
                                WatchChecks.of(setup))
                        .flatMap(List::stream)
                        .toList(),
                Stream.concat(
                                setup.groups().stream().flatMap(group -> LookNotes.of(group).stream()),
                                WatchChecks.notes(setup).stream())
                        .toList());
    }
}
