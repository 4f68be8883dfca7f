package io.drainguard.cli;

import io.drainguard.aws.setup.FoundGroup;
import io.drainguard.aws.setup.GroupChanges.Labelled;
import io.drainguard.aws.setup.GroupSetup.Agent;
import io.drainguard.aws.setup.GroupSetupReader;
import io.drainguard.cli.AdoptPlan.Instances;
import io.drainguard.cli.AdoptPlan.Wanted;
import io.drainguard.cli.Doctor.Diagnosis;
import io.drainguard.cli.DocumentChoice.Chosen;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `drainguard adopt GROUP`: lets a group that exists opt in.
@Command(
        name = "adopt",
        description = {
            "Lets an Auto Scaling group that exists be served by the guard: drain document, retain policy, tag on the group"
                    + " and on its instances, and the termination hook. Then it examines the group as doctor does.",
            "Without --yes it shows what it would do, a line for each step, and changes nothing. What is already so is"
                    + " left alone, so the same command goes on where an earlier one stopped."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, or already so, and nothing is wrong; without --yes: nothing stands in the way",
            "1:something stands in the way, or it stopped half-way, or the group was adopted and has a fault or risk",
            "2:no such group, guard or document, or the command line cannot be used; nothing was changed",
            "3:AWS could not be asked; nothing was changed",
            "4:done; no fault or risk was found, and not all could be judged"
        },
        mixinStandardHelpOptions = true)
final class AdoptCommand implements Callable<Integer> {
    /// What AWS takes (EC2 Auto Scaling API Reference, PutLifecycleHook).
    private static final int SHORTEST = 30;

    private static final int LONGEST = 7200;

    @Mixin
    private AwsOptions options;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "GROUP", description = "Name of the Auto Scaling group.")
    private String group;

    @Option(
            names = "--document",
            paramLabel = "NAME",
            description = "The group's drain document; default: the one that its tag names, or the guard's own.")
    private @Nullable String document;

    @Option(
            names = "--queues",
            paramLabel = "PATHS",
            description = "Makes a drain document for this group: the guard's own with these queue paths, separated by"
                    + " commas, and lists it for the guard.")
    private @Nullable String queues;

    @Option(
            names = "--hook",
            paramLabel = "NAME",
            description = "Name of the termination hook, where the guard's settings cannot be read; default: theirs.")
    private @Nullable String hook;

    @Option(
            names = "--heartbeat-timeout",
            paramLabel = "SECONDS",
            description = "The hook's HeartbeatTimeout, 30 to 7200; default: that of the hook that exists, or 3600.")
    private @Nullable Integer heartbeat;

    @Option(
            names = "--guard",
            paramLabel = "NAME",
            description = "The guard, as for doctor; default: the guard that sweeps.")
    private @Nullable String guard;

    @Option(
            names = "--ignore-agents",
            description =
                    "Goes on although the Systems Manager agent of a node is missing, offline or too old. Such a node"
                            + " cannot be looked at, and is held until the ceiling.")
    private boolean ignoreAgents;

    @Option(names = "--no-look", description = "Runs no drain document at the end.")
    private boolean noLook;

    @Option(
            names = {"-y", "--yes"},
            description = "Does it.")
    private boolean yes;

    @Override
    public Integer call() {
        check();
        Terminal terminal = Main.of(spec).terminal();
        SetupReader setups =
                new SetupReader(options, terminal.time(), new SetupReader.Options(guard, null, !noLook, null));
        Settings own = options.settings();
        FoundGroup found = GroupArgument.find(options.groupSetups(), group);
        GuardChoice choice = GuardChoice.of(group, setups.guards(), own);
        Wanted wanted = new Wanted(
                hook(choice), heartbeat == null ? null : Duration.ofSeconds(heartbeat), document(found, choice));
        AdoptPlan plan = AdoptPlan.of(found, wanted, instances(found), ignoreAgents);
        terminal.say("group " + group + ", by the settings of " + choice.whose());
        plan.notes().forEach(note -> terminal.say("note          " + note));
        if (!yes || !plan.inTheWay().isEmpty()) {
            return PlanText.shown(
                    terminal,
                    plan.steps(),
                    "will put",
                    plan.inTheWay(),
                    "Nothing is to be done. With --yes the command examines the group as doctor does.");
        }
        if (!new AdoptRun(options, terminal, group).run(plan, found, wanted)) {
            return ExitCodes.WRONG;
        }
        return examine(setups, own, terminal);
    }

    private void check() {
        if (document != null && queues != null) {
            throw new ParameterException(
                    spec.commandLine(), "--document and --queues exclude each other: --queues makes a document");
        }
        if (heartbeat != null && (heartbeat < SHORTEST || heartbeat > LONGEST)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--heartbeat-timeout cannot be " + heartbeat + ": AWS takes " + SHORTEST + " to " + LONGEST
                            + " seconds");
        }
    }

    private String hook(GuardChoice choice) {
        String holds = choice.settings().hookName();
        if (hook == null || hook.equals(holds)) {
            return holds;
        }
        if (choice.function()) {
            throw UsageError.unusable(
                    "group " + group + ": the guard " + choice.names() + " holds nodes at hook '" + holds
                            + "' only, not at '" + hook
                            + "'; nothing was changed; next: leave out --hook, or deploy the guard with LifecycleHookName="
                            + hook);
        }
        return hook;
    }

    private Chosen document(FoundGroup found, GuardChoice choice) {
        DocumentChoice documents = new DocumentChoice(options);
        return queues == null ? documents.named(found, choice, document) : documents.looking(found, choice, queues);
    }

    private Instances instances(FoundGroup found) {
        List<String> inService = found.setup().inService();
        Map<String, Agent> agents =
                inService.isEmpty() ? Map.of() : options.nodeSetups().agents(inService);
        Map<String, Labelled> labelled = options.groupChanges().instances(found.present());
        return new Instances(labelled, agents);
    }

    private int examine(SetupReader setups, Settings own, Terminal terminal) {
        GroupSetupReader reader = options.groupSetups();
        Diagnosis diagnosis = Doctor.examine(
                setups.read(own, List.of(GroupArgument.find(reader, group).setup())));
        DoctorText.lines(diagnosis, terminal.colours()).forEach(terminal::say);
        return diagnosis.exitCode();
    }
}
