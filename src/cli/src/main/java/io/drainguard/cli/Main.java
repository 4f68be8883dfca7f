package io.drainguard.cli;

import io.drainguard.cli.account.ProcessHttp;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The command `drainguard`.
@Command(
        name = "drainguard",
        description =
                "Keeps an EC2 Auto Scaling group from taking a node away while that node still holds queued data.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done, and nothing is wrong",
            "1:something is wrong: a node could not be served, or a check found a fault",
            "2:the command line or the input cannot be used; nothing was changed",
            "3:AWS could not be asked; nothing may be concluded",
            "4:nothing wrong was found, and not all could be judged",
            "141:the reader of the output went away, as 'head' does; nothing is said"
        },
        subcommands = {
            WatchCommand.class,
            SweepCommand.class,
            ExplainCommand.class,
            StatusCommand.class,
            DoctorCommand.class,
            RehearseCommand.class,
            AdoptCommand.class,
            LeaveCommand.class,
            OverrideCommand.Release.class,
            OverrideCommand.Hold.class,
            OverrideCommand.Clear.class,
            WaitCommand.class,
            HistoryCommand.class,
            RescueCommand.class,
            CompletionCommand.class,
            PrepareStartCommand.class,
            HelpCommand.class
        })
public final class Main implements Runnable {
    private final Map<String, String> environment;
    private final Terminal terminal;

    @Spec
    private CommandSpec spec;

    /// Builds the command with the process's own environment and streams.
    Main() {
        this(System.getenv(), Terminal.system(System.getenv()));
    }

    private Main(Map<String, String> environment, Terminal terminal) {
        this.environment = Map.copyOf(environment);
        this.terminal = terminal;
    }

    /// Runs one command and ends the process with its exit code.
    public static void main(String[] arguments) {
        Map<String, String> environment = System.getenv();
        ProcessHttp.prepare(environment);
        System.exit(run(environment, Terminal.system(environment), arguments));
    }

    /// Runs one command and returns its exit code; the help of [Main] lists the codes.
    public static int run(Map<String, String> environment, Terminal terminal, String... arguments) {
        CommandLine command = new CommandLine(new Main(environment, terminal))
                .setOut(terminal.out())
                .setErr(terminal.err())
                .setColorScheme(CommandLine.Help.defaultColorScheme(
                        terminal.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF))
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(ExitCodes::unusable)
                .setExecutionExceptionHandler(ExitCodes::failed);
        int code = command.execute(arguments);
        if (!terminal.out().checkError()) {
            return code;
        }
        if (terminal.readElsewhere()) {
            return ExitCodes.UNREAD;
        }
        terminal.err().println("drainguard: its output could not be written whole; next: see that the disk has room");
        terminal.err().flush();
        return code == ExitCodes.NONE ? ExitCodes.WRONG : code;
    }

    /// Returns the environment, which contains the settings.
    Map<String, String> environment() {
        return environment;
    }

    /// Returns the operator's terminal.
    Terminal terminal() {
        return terminal;
    }

    /// Returns the running command that `part` belongs to.
    static Main of(CommandSpec part) {
        return (Main) part.root().userObject();
    }

    /// Prints the help, since no command is named.
    @Override
    public void run() {
        spec.commandLine().usage(terminal.out(), spec.commandLine().getColorScheme());
        terminal.out().flush();
    }

    /// Returns the version in the jar's manifest.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"drainguard " + (version == null ? "(not packaged)" : version)};
        }
    }
}
