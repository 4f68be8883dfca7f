package io.drainguard.cli;

import static io.drainguard.cli.Finding.about;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.cli.Setup.Nodes;
import io.drainguard.decide.Disks;
import io.drainguard.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/// Says a loss in advance: nodes of which nothing can be protected, in a group that does not keep a node whose wait
/// ends with data. Pure.
final class LossChecks {
    private LossChecks() {}

    /// Returns the finding about the group, if there is such a loss to come.
    static List<Finding> of(Setup setup, GroupState state) {
        GroupSetup group = state.setup();
        String exposed = exposed(setup.settings(), group, state.nodes());
        List<String> ends = ends(group, setup.settings());
        if (group.outlives() || exposed.isEmpty() || ends.isEmpty()) {
            return List.of();
        }
        return List.of(about(group)
                .fault(
                        "data will be lost: " + exposed + ", and " + String.join("; ", ends),
                        "keep the queues on EBS volumes with " + Settings.PROTECT_VOLUMES
                                + "=true, or let the group retain and its hook's DefaultResult be ABANDON"));
    }

    /// What cannot be protected, and why; empty if everything can be.
    private static String exposed(Settings settings, GroupSetup group, Part<Nodes> read) {
        if (!settings.protectVolumes()) {
            return Settings.PROTECT_VOLUMES + " is false, so no volume of its nodes is protected";
        }
        Nodes nodes = read.or(Nodes.NONE);
        List<String> stores = group.inService().stream()
                .filter(node -> {
                    var details = nodes.details().get(node);
                    return details != null && details.disks() == Disks.INSTANCE_STORE;
                })
                .toList();
        return stores.isEmpty() ? "" : "nothing protects the instance-store disks of " + stores;
    }

    /// When a node with data ends all the same.
    private static List<String> ends(GroupSetup group, Settings settings) {
        List<String> ends = new ArrayList<>();
        if (!group.retains()) {
            ends.add("the group does not retain: a node that has not drained when its wait ends goes with its data");
        }
        Hooked hook = group.hook(settings.hookName());
        if (hook != null && hook.terminating() && !hook.defaultResult().equals("ABANDON")) {
            ends.add("its hook's DefaultResult is " + hook.defaultResult() + ": a node that no guard holds for "
                    + hook.heartbeat().toSeconds() + " s goes with its data");
        }
        return ends;
    }
}
