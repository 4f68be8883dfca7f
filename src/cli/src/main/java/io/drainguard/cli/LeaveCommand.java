package io.drainguard.cli;

import io.drainguard.aws.setup.FoundGroup;
import io.drainguard.settings.Settings;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `drainguard leave GROUP`: takes a group out of the guard's care.
@Command(
        name = "leave",
        description = {
            "Takes back what adopt put: deletes the termination hook, sets the retain policy back, and takes the tag off the"
                    + " group and its instances. From then on the group's nodes go unseen, as they did before.",
            "Without --yes it shows what it would do, and changes nothing. It changes nothing either while a node of the"
                    + " group waits, was retained or is about to go, since AWS lets go what waits at a hook that is deleted."
                    + " While it works the group takes no node out of service by itself."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or already so; without --yes: nothing stands in the way",
            "1:something stands in the way, or it stopped half-way, or a node went unseen meanwhile",
            "2:no such group, or the command line cannot be used; nothing was changed",
            "3:AWS could not be asked"
        },
        mixinStandardHelpOptions = true)
final class LeaveCommand implements Callable<Integer> {
    @Mixin
    private AwsOptions options;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "GROUP", description = "Name of the Auto Scaling group.")
    private String group;

    @Option(
            names = "--hook",
            paramLabel = "NAME",
            description = "Name of the termination hook to delete; default: the one that the guard's settings name.")
    private @Nullable String hook;

    @Option(
            names = "--guard",
            paramLabel = "NAME",
            description = "The guard, as for doctor; default: the guard that sweeps.")
    private @Nullable String guard;

    @Option(names = "--keep-policy", description = "Leaves the instance lifecycle policy as it is.")
    private boolean keepPolicy;

    @Option(
            names = {"-y", "--yes"},
            description = "Does it.")
    private boolean yes;

    @Override
    public Integer call() {
        Terminal terminal = Main.of(spec).terminal();
        FoundGroup found = GroupArgument.find(options.groupSetups(), group);
        String name = hook == null ? hook(terminal) : hook;
        LeavePlan plan = LeavePlan.of(found, name, options.groupChanges().instances(found.present()), keepPolicy);
        terminal.say("group " + group);
        plan.notes().forEach(note -> terminal.say("note          " + note));
        if (!yes || !plan.inTheWay().isEmpty() || !PlanStep.any(plan.steps())) {
            return PlanText.shown(terminal, plan.steps(), "will take off", plan.inTheWay(), "Nothing is to be done.");
        }
        if (!new LeaveRun(options, terminal, group, name).run(plan, found)) {
            return ExitCodes.WRONG;
        }
        terminal.say("The guard does not see the group any more. Its nodes go unseen from now on.");
        return ExitCodes.NONE;
    }

    /// Where no guard is there any more, the hook's name is that of the environment.
    private String hook(Terminal terminal) {
        Settings own = options.settings();
        Guards guards =
                new SetupReader(options, terminal.time(), new SetupReader.Options(guard, null, false, null)).guards();
        if (!guards.named() && guards.fault() == null && guards.sweeping().isEmpty()) {
            terminal.say(
                    "note          no guard sweeps, so the hook's name is that of this environment: " + own.hookName());
            return own.hookName();
        }
        return GuardChoice.of(group, guards, own).settings().hookName();
    }
}
