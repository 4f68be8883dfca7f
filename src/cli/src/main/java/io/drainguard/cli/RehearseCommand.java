package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.Telling.Alarm;
import io.drainguard.cli.Bell.Rung;
import io.drainguard.cli.Guards.Guard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `drainguard rehearse GROUP`: proves on one node in service what can be proved without a termination.
@Command(
        name = "rehearse",
        description = {
            "Goes on one node in service through all that a termination will need: the look, the hook, the retain policy,"
                    + " the agent, the guard's role, the guard itself, and who is told. Says what was proved and what was"
                    + " not.",
            "Terminates nothing and leaves nothing behind. It runs the group's drain document on the node. With --alarm"
                    + " or --notice it tells whoever is on call, after asking."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all was proved that can be",
            "1:at least one fault or risk",
            "2:no such group or node, or not confirmed; nobody was told",
            "3:AWS could not be asked; nothing may be concluded",
            "4:no fault or risk was found, and not all could be judged"
        },
        mixinStandardHelpOptions = true)
final class RehearseCommand implements Callable<Integer> {
    @Mixin
    private AwsOptions options;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "GROUP", description = "Name of the Auto Scaling group.")
    private String group;

    @Option(
            names = "--node",
            paramLabel = "NODE",
            description = "EC2 instance id of a node in service; default: the first one that is fit.")
    private @Nullable String node;

    @Option(names = "--alarm", description = "Lets an alarm of the guard's stack ring once.")
    private boolean alarm;

    @Option(
            names = "--alarm-name",
            paramLabel = "NAME",
            description = "Lets this alarm ring, by its own name or its name in the template; default: CannotLook.")
    private @Nullable String alarmName;

    @Option(names = "--notice", description = "Puts a notice on the event bus, marked as a rehearsal.")
    private boolean notice;

    @Option(
            names = "--guard",
            paramLabel = "NAME",
            description = "The guard, as for doctor; default: the guard that sweeps.")
    private @Nullable String guard;

    @Option(
            names = "--role",
            paramLabel = "ARN",
            description = "The guard's role, as for doctor; default: the role of the guard's function.")
    private @Nullable String role;

    @Option(
            names = {"-y", "--yes"},
            description = "Asks nothing.")
    private boolean yes;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Main.of(spec).terminal();
        SetupReader reader =
                new SetupReader(options, terminal.time(), new SetupReader.Options(guard, role, true, node));
        Setup setup = reader.read(options.settings(), List.of(chosen(reader.groups())));
        RehearsedAlarm choice = alarm || alarmName != null ? RehearsedAlarm.of(setup.watches(), alarmName) : null;
        Rehearsal rehearsal = Rehearsal.of(setup, setup.groups().getFirst());
        List<Rung> rung = new ArrayList<>();
        show(new Rung(rehearsal.proofs(), rehearsal.findings()), terminal);
        if (choice != null && choice.why() != null) {
            rung.add(new Rung(List.of(), List.of(choice.why())));
            show(rung.getFirst(), terminal);
        }
        Alarm chosen = choice == null ? null : choice.alarm();
        if (chosen != null || notice) {
            confirm(chosen, terminal);
        }
        Bell bell = new Bell(options.rehearsal(), terminal.time());
        if (chosen != null) {
            rung.add(bell.ring(chosen));
            show(rung.getLast(), terminal);
        }
        if (notice) {
            rung.add(bell.tell(nameOf(setup.guards().best()), group, rehearsal.nodeName()));
            show(rung.getLast(), terminal);
        }
        for (Rung each : rung) {
            rehearsal = rehearsal.with(each);
        }
        RehearsalText.end(rehearsal, choice != null, notice).forEach(terminal.out()::println);
        terminal.out().flush();
        return Finding.exitCode(rehearsal.findings());
    }

    private static void show(Rung part, Terminal terminal) {
        part.proofs().stream().map(RehearsalText::line).forEach(terminal.out()::println);
        DoctorText.findings(part.findings(), terminal.colours()).forEach(terminal.out()::println);
        terminal.out().flush();
    }

    private static String nameOf(@Nullable Guard best) {
        return best == null ? "unknown" : best.name();
    }

    private GroupSetup chosen(List<GroupSetup> groups) {
        GroupSetup found = groups.stream()
                .filter(each -> each.name().equals(group))
                .findFirst()
                .orElseThrow(() -> UsageError.unusable("group '" + group
                        + "': no tagged group has this name; next: name"
                        + " one of " + groups.stream().map(GroupSetup::name).toList()
                        + ", or choose another --region"));
        if (node != null && !found.inService().contains(node)) {
            throw UsageError.unusable("node " + group + "/" + node + ": it is not in service in this group; nothing was"
                    + " done; next: name one of " + found.inService());
        }
        return found;
    }

    /// People may be called out of bed by what follows.
    private void confirm(@Nullable Alarm chosen, Terminal terminal) throws IOException {
        if (yes) {
            return;
        }
        if (!terminal.interactive()) {
            throw UsageError.unusable("group " + group + ": there is no terminal to ask at; nobody was told; next:"
                    + " repeat it with --yes once you are sure");
        }
        List<String> plan = new ArrayList<>();
        if (chosen != null) {
            plan.add("alarm " + chosen.name() + " rings once and tells " + String.join(", ", chosen.actions()));
        }
        if (notice) {
            plan.add("a notice, marked as a rehearsal, goes to the event bus");
        }
        terminal.out().print("Now " + String.join(", and ", plan) + ". Do it? [y/N] ");
        terminal.out().flush();
        String answer = terminal.in().readLine();
        String said = answer == null ? "" : answer.strip();
        if (!said.equals("y") && !said.equals("yes")) {
            throw UsageError.unusable("group " + group + ": not confirmed; nobody was told; next: repeat it without"
                    + " --alarm and --notice");
        }
    }
}
