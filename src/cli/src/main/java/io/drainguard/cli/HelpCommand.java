package io.drainguard.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `drainguard help`: prints what `--help` prints.
@Command(
        name = "help",
        description = "Shows what a command does, and its options; without a name, all commands.",
        mixinStandardHelpOptions = true)
final class HelpCommand implements Callable<Integer> {
    @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "Name of a command.")
    private @Nullable String name;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        CommandLine command = name == null ? root : root.getSubcommands().get(name);
        if (command == null) {
            throw new ParameterException(root, Typo.command(root, String.valueOf(name)));
        }
        command.usage(root.getOut(), root.getColorScheme());
        root.getOut().flush();
        return ExitCodes.NONE;
    }
}
