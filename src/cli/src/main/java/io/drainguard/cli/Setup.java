package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Agent;
import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.aws.setup.GroupSetup.Machine;
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

/// A set-up that was read, so that the checks need no call.
///
/// @param groups the tagged groups
/// @param own the settings in the operator's environment, for a guard that is not a function
/// @param role ARN of the guard's role, `null` if it is not known
/// @param given by the name of each group's document, whether the guard may run it
/// @param grants the refused actions of each group; reading ends with the first group that could not be read
/// @param watches who is told, for each stack of a guard
record Setup(
        Guards guards,
        Settings own,
        List<GroupState> groups,
        Map<String, Part<Boolean>> given,
        @Nullable String role,
        List<Grant> grants,
        List<Watch> watches) {
    Setup {
        given = Map.copyOf(given);
        groups = List.copyOf(groups);
        grants = List.copyOf(grants);
        watches = List.copyOf(watches);
    }

    /// A group with its nodes, its document and a look. The reader reads `nodes` and the parts after it in this order;
    /// if a part could not be read, the later parts are unreadable too.
    ///
    /// @param ownHook whether the hook is a separate resource of its stack
    /// @param spotUnheard whether it has Spot nodes, and no guard receives the warning before EC2 interrupts them
    /// @param document its drain document, `null` if it does not exist
    /// @param look the answer of a live node
    record GroupState(
            GroupSetup setup,
            Part<Boolean> ownHook,
            Part<Nodes> nodes,
            Part<Boolean> spotUnheard,
            Part<@Nullable Document> document,
            Part<LiveLook> look) {
        /// Returns why nodes, document or look could not be read, `null` if all were read.
        @Nullable
        Fault fault() {
            return look.fault();
        }
    }

    /// The nodes in service of a group.
    ///
    /// @param agents their agents, from Systems Manager
    /// @param details their details, from EC2
    /// @param machines what else EC2 says of them
    record Nodes(Map<String, Agent> agents, Map<String, InstanceDetails> details, Map<String, Machine> machines) {
        /// No node.
        static final Nodes NONE = new Nodes(Map.of(), Map.of(), Map.of());

        Nodes {
            machines = Map.copyOf(machines);
            agents = Map.copyOf(agents);
            details = Map.copyOf(details);
        }
    }

    /// A look at a live node through its group's drain document.
    sealed interface LiveLook {
        /// The node's answer.
        record Answered(String node, Look look) implements LiveLook {}

        /// Why the reader did not ask a node.
        enum NotAsked implements LiveLook {
            NO_DOCUMENT,
            NOT_GIVEN,
            NOT_WANTED,
            NO_FIT_NODE
        }
    }

    /// The actions for a group that the guard's role may not call.
    record Grant(GroupSetup group, Part<List<Refused>> refused) {}

    /// Returns the settings that the guard uses.
    Settings settings() {
        return settings(guards, own);
    }

    /// Returns the settings that the best of the guards uses.
    static Settings settings(Guards guards, Settings own) {
        Guard best = guards.best();
        return best == null || best.function() == null
                ? own
                : Configuration.of(best.function()).settings();
    }
}
