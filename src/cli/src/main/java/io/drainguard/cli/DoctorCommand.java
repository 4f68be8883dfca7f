package io.drainguard.cli;

import io.drainguard.cli.Doctor.Diagnosis;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `drainguard doctor`: prints what is wrong with a set-up, before the first scale-in.
@Command(
        name = "doctor",
        description = {
            "Says for each tagged group what is wrong and how to fix it: tag, hook, retain policy, drain document,"
                    + " agents, nodes, settings, permissions, whether a guard sweeps, and whether anybody is told.",
            "Changes nothing. It runs each group's drain document on one node in service; the stack's own document"
                    + " only counts files. Give --no-look where another document does more."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all was judged, and nothing is wrong",
            "1:at least one fault or risk",
            "3:AWS could not be asked; nothing may be concluded",
            "4:no fault or risk was found, and not all could be judged"
        },
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    private AwsOptions options;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--guard",
            paramLabel = "NAME",
            description = "The guard: the function's name, or the name an instance writes its metrics under; default:"
                    + " the guard that sweeps.")
    private @Nullable String guard;

    @Option(
            names = "--role",
            paramLabel = "ARN",
            description = "The role whose permissions are simulated; default: the role of the guard's function.")
    private @Nullable String role;

    @Option(names = "--no-look", description = "Runs no drain document.")
    private boolean noLook;

    @Override
    public Integer call() {
        Terminal terminal = Main.of(spec).terminal();
        SetupReader reader =
                new SetupReader(options, terminal.time(), new SetupReader.Options(guard, role, !noLook, null));
        Setup setup = reader.read(options.settings(), reader.groups());
        Diagnosis diagnosis = Doctor.examine(setup);
        DoctorText.lines(diagnosis, terminal.colours()).forEach(terminal.out()::println);
        terminal.out().flush();
        return diagnosis.exitCode();
    }
}
