package io.drainguard.cli;

import io.drainguard.aws.setup.FoundGroup;
import io.drainguard.aws.setup.GroupChanges;
import io.drainguard.aws.setup.GroupChanges.Removed;
import io.drainguard.aws.setup.GroupSetupReader;
import io.drainguard.sweep.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Takes the steps of a [LeavePlan].
///
/// A node that begins to wait between the last look at the group and the deletion of its hook would go with its data.
/// So the group's process Terminate is suspended first: then only a call that names a node takes it out of service. The
/// group is read once more before the deletion, and again after it: a scale-in that was asked for in between has not
/// begun yet, and the hook is put back.
final class LeaveRun {
    /// Auto Scaling chooses a node within 11 s of a request (recorded: autoscaling/lifecycle_native.json). What it
    /// chose before Terminate was suspended shows in the group after that.
    private static final Duration SETTLING = Duration.ofSeconds(15);

    /// What became of a node at a hook that was deleted shows within 5.5 s (recorded:
    /// autoscaling/retention_native.json).
    private static final Duration SHOWN = Duration.ofSeconds(6);

    private final GroupSetupReader reader;
    private final GroupChanges groups;
    private final Terminal terminal;
    private final String group;
    private final String hook;
    private final List<PlanStep> taken = new ArrayList<>();
    private boolean deleted;
    private List<String> unseen = List.of();

    LeaveRun(AwsOptions options, Terminal terminal, String group, String hook) {
        this.reader = options.groupSetups();
        this.groups = options.groupChanges();
        this.terminal = terminal;
        this.group = group;
        this.hook = hook;
    }

    /// Takes the steps, and prints each one.
    ///
    /// @return whether all were taken and no node went unseen
    /// @throws Fault if a call failed and nothing was changed
    boolean run(LeavePlan plan, FoundGroup found) {
        if (!plan.suspends(found)) {
            return steps(plan);
        }
        terminal.say("its process " + GroupChanges.TERMINATE + " is suspended until this ends. If it is interrupted: "
                + LeavePlan.resume(group));
        boolean may = false;
        boolean done = false;
        try {
            groups.suspendTerminate(group);
            may = true;
            terminal.time().pause(SETTLING);
            done = steps(plan);
        } catch (Fault fault) {
            may = may || fault.kind() != Fault.Kind.DENIED;
            throw fault;
        } finally {
            done = (!may || resumed()) && done;
        }
        return done;
    }

    private boolean resumed() {
        try {
            groups.resumeTerminate(group);
            return true;
        } catch (Fault fault) {
            error("its process " + GroupChanges.TERMINATE + " may still be suspended, so it does not scale in: "
                    + fault.getMessage() + "; next: " + LeavePlan.resume(group));
            return false;
        }
    }

    private boolean steps(LeavePlan plan) {
        for (PlanStep step : plan.steps()) {
            try {
                if (step.needed() && !take(step)) {
                    return false;
                }
                if (step.needed()) {
                    taken.add(step);
                }
                terminal.say(step.taken());
            } catch (Fault fault) {
                if (taken.isEmpty() && !deleted) {
                    throw fault;
                }
                Halfway.tell(terminal, group, fault, taken, plan.steps(), step.permission());
                return false;
            }
        }
        return unseen.isEmpty();
    }

    private boolean take(PlanStep step) {
        switch (step.what()) {
            case HOOK -> {
                return delete();
            }
            case POLICY -> groups.retain(group, false);
            case GROUP_TAG -> groups.untag(group);
            case INSTANCE_TAGS -> InstanceRounds.change(this::tagged, groups::untagInstances);
            case DOCUMENT, LIST -> throw new IllegalArgumentException(step.text());
        }
        return true;
    }

    /// Deletes the hook, unless a node goes or is about to.
    private boolean delete() {
        FoundGroup before = GroupArgument.find(reader, group);
        if (PlanText.stands(terminal, LeavePlan.inTheWay(before))) {
            terminal.say("Nothing was changed, since this stands in the way.");
            return false;
        }
        Removed removed = groups.deleteHook(group, hook);
        deleted = true;
        FoundGroup after = GroupArgument.find(reader, group);
        List<Finding> came = LeavePlan.inTheWay(after);
        if (removed == null || came.isEmpty()) {
            tellUnseen(before, after);
            return true;
        }
        groups.putBack(removed);
        PlanText.stands(terminal, came);
        terminal.say("The hook is back as it was, since this stands in the way.");
        terminal.time().pause(SHOWN);
        tellUnseen(before, GroupArgument.find(reader, group));
        return false;
    }

    private void tellUnseen(FoundGroup before, FoundGroup after) {
        unseen = after.past().stream()
                .filter(node -> !before.past().contains(node))
                .toList();
        if (!unseen.isEmpty()) {
            error("nodes " + unseen
                    + " were taken out of service by a call that names them while the hook was deleted, and"
                    + " nobody looked at them; next: drainguard rescue --list shows volumes that outlived them");
        }
    }

    private List<String> tagged() {
        List<String> present = GroupArgument.find(reader, group).present();
        return LeavePlan.tagged(present, groups.instances(present));
    }

    private void error(String what) {
        terminal.err().println("drainguard: group " + group + ": " + what);
        terminal.err().flush();
    }
}
