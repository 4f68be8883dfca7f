package io.drainguard.cli;

import io.drainguard.aws.GivenDocuments;
import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.cli.Guards.Guard;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.sweep.Fault;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Checks a set-up that was read, so that the operator finds its faults before the first scale-in does. Pure.
final class Doctor {
    /// The checks of each group, in the order in which doctor prints their findings.
    private static final List<BiFunction<Setup, GroupState, List<Finding>>> GROUP_CHECKS =
            List.of(GroupChecks::of, LossChecks::of, NodeChecks::of, LiveLookCheck::of, GroupChecks::unread);

    private Doctor() {}

    /// The result of the checks.
    ///
    /// @param groups names of the groups that doctor examined
    /// @param settings where doctor read the settings
    /// @param notes what the looks at live nodes have read
    /// @param unasked whether a call failed without which nothing may be concluded
    record Diagnosis(
            List<String> groups, String settings, List<Finding> findings, List<String> notes, boolean unasked) {
        boolean wrong() {
            return findings.stream().anyMatch(finding -> finding.severity().wrong());
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
                                PermissionChecks.of(setup))
                        .flatMap(List::stream)
                        .toList(),
                setup.groups().stream()
                        .flatMap(group -> LookNotes.of(group).stream())
                        .toList(),
                unasked(setup));
    }

    /// Without its groups' nodes, and without knowing whether a guard sweeps, no set-up may be called sound; nor where
    /// AWS refused a call for another reason than a permission, or did not answer at all.
    private static boolean unasked(Setup setup) {
        return setup.guards().fault() != null
                || setup.groups().stream().anyMatch(group -> group.fault() != null)
                || Stream.of(
                                setup.guards().found().stream().map(Guard::read),
                                setup.groups().stream().map(GroupState::ownHook),
                                setup.grants().stream().map(Setup.Grant::refused),
                                setup.given().values().stream())
                        .flatMap(parts -> parts)
                        .anyMatch(part -> isUnasked(part.fault()));
    }

    /// A missing list of documents is a fault of the set-up, and a missing permission is told with the check.
    private static boolean isUnasked(@Nullable Fault fault) {
        return fault != null && fault.kind() != Fault.Kind.DENIED && !GivenDocuments.isMissing(fault);
    }
}
