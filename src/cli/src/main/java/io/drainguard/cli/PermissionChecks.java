package io.drainguard.cli;

import static io.drainguard.cli.Finding.ALL;
import static io.drainguard.cli.Finding.about;

import io.drainguard.aws.setup.Permissions.Refused;
import io.drainguard.cli.Setup.Grant;
import io.drainguard.sweep.Fault;
import java.util.List;

/// Checks whether the guard's role may make the guard's calls. Pure.
final class PermissionChecks {
    private PermissionChecks() {}

    /// Returns the findings about the guard's permissions.
    static List<Finding> of(Setup setup) {
        String role = setup.role();
        return role == null
                ? List.of(ALL.skipped(
                        "the guard's permissions: its role is not known",
                        "name it with --role ARN, or the guard's function with --guard"))
                : setup.grants().stream()
                        .flatMap(grant -> grant(grant, role).stream())
                        .toList();
    }

    private static List<Finding> grant(Grant grant, String role) {
        return switch (grant.refused()) {
            case Part.Known(List<Refused> refused) ->
                refused.stream()
                        .map(
                                call -> about(grant.group())
                                        .fault(
                                                "role " + role + " may not " + call.action() + " on " + call.resource(),
                                                "attach the stack's policy (output GuardPolicyArn) to the role; if it is, see its boundary"))
                        .toList();
            case Part.Unreadable(Fault fault) ->
                List.of(ALL.skipped("the guard's permissions", fault, "iam:SimulatePrincipalPolicy"));
        };
    }
}
