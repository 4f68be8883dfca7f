package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Agent;
import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.aws.setup.Permissions.Refused;
import io.drainguard.cli.Guards.Configuration;
import io.drainguard.cli.Guards.Guard;
import io.drainguard.decide.Look;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.InstanceDetails;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A set-up as it was read, for checks that make no call.
///
/// @param groups the tagged groups
/// @param own the settings in the operator's environment, for a guard that is no function
/// @param role ARN of the guard's role, `null` where it is not known
/// @param grants what the role may do with the groups; reading ends with the first that could not be read
record Setup(
        Guards guards,
        Settings own,
        List<GroupState> groups,
        @Nullable String role,
        List<Grant> grants) {
    Setup {
        groups = List.copyOf(groups);
        grants = List.copyOf(grants);
    }

    /// A group with what hangs on it. The parts from `nodes` on are read one after the other: where one could not be
    /// read, neither could the next.
    ///
    /// @param ownHook whether its stack has its hook as a resource of its own
    /// @param spotUnheard whether it has Spot nodes, and no guard receives the warning before EC2 takes one
    /// @param document its drain document, `null` where there is none
    record GroupState(
            GroupSetup setup,
            Part<Boolean> ownHook,
            Part<Nodes> nodes,
            Part<Boolean> spotUnheard,
            Part<@Nullable Document> document,
            Part<LiveLook> look) {
        /// Why not all of nodes, document and look could be read, `null` where they were.
        @Nullable
        Fault fault() {
            return look.fault();
        }
    }

    /// The nodes in service of a group.
    ///
    /// @param agents what Systems Manager knows
    /// @param machines what EC2 says
    record Nodes(Map<String, Agent> agents, Map<String, InstanceDetails> machines) {
        Nodes {
            agents = Map.copyOf(agents);
            machines = Map.copyOf(machines);
        }
    }

    /// A look at a live node through its group's drain document.
    sealed interface LiveLook {
        /// The node's answer.
        record Answered(String node, Look look) implements LiveLook {}

        /// Why no node was asked.
        enum NotAsked implements LiveLook {
            NO_DOCUMENT,
            NOT_WANTED,
            NO_FIT_NODE
        }
    }

    /// What the guard's role may not do with a group.
    record Grant(GroupSetup group, Part<List<Refused>> refused) {}

    /// The settings that the guard runs with.
    Settings settings() {
        return settings(guards, own);
    }

    /// The settings that the best of these guards runs with.
    static Settings settings(Guards guards, Settings own) {
        Guard best = guards.best();
        return best == null || best.function() == null
                ? own
                : Configuration.of(best.function()).settings();
    }
}
