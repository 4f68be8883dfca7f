package io.drainguard.cli;

import io.drainguard.rescue.Rescue;
import io.drainguard.rescue.RescueOutcome;
import io.drainguard.rescue.RescueOutcome.Done;
import io.drainguard.rescue.RescuePorts;
import io.drainguard.rescue.RescueRequest;
import io.drainguard.rescue.RescueRequest.Place;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `drainguard rescue`: lets a fresh worker deliver the queue of a volume that a guard kept.
@Command(
        name = "rescue",
        description = {
            "Attaches a volume that Drainguard kept to a worker of the same group, lets the worker deliver the queue that"
                    + " lies on it, and deletes the volume once it is proved empty.",
            "Run the same command again after any failure, also after Ctrl-C: it goes on where it stopped."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done: drained, or undone, or listed",
            "1:something unexpected was found",
            "2:the command line cannot be used; nothing was changed",
            "3:AWS could not be asked, or refused a call; the data is safe",
            "13:a check said no; nothing was changed",
            "14:the worker could not do its part; its own queue is back, unless said otherwise",
            "15:the worker is gone; the volume is free again, with what it holds",
            "16:the volume holds no queue data although data was reported; it is free again and kept",
            "130:interrupted; the data is safe, and how to go on was said"
        })
final class RescueCommand implements Callable<Integer> {
    private static final Pattern VOLUME = Pattern.compile("vol-[0-9a-f]{8,17}");
    private static final Pattern INSTANCE = Pattern.compile("i-[0-9a-f]{8,17}");
    private static final Pattern DIRECTORY = Pattern.compile("/[A-Za-z0-9 ._/+@:=~%-]*");
    private static final Pattern SERVICE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9@._-]*");
    private static final Pattern DOCUMENT = Pattern.compile("[A-Za-z0-9_.-]{3,128}");

    @Option(names = "--list", description = "Shows the volumes that Drainguard kept, and does nothing.")
    private boolean list;

    @Option(names = "--volume", paramLabel = "VOLUME", description = "The volume to rescue.")
    private @Nullable String volume;

    @Option(
            names = "--worker",
            paramLabel = "INSTANCE",
            description = "The worker that delivers; otherwise one in service in the volume's zone is chosen.")
    private @Nullable String worker;

    @Option(names = "--undo", description = "Takes the volume from its worker as it is, drained or not, and keeps it.")
    private boolean undo;

    @Option(names = "--keep-volume", description = "Keeps the drained volume, tagged drainguard:drained-at.")
    private boolean keep;

    @Option(
            names = {"-y", "--yes"},
            description = "Deletes the drained volume without a question.")
    private boolean yes;

    @Option(
            names = "--at",
            paramLabel = "DIRECTORY",
            description = "Where the queue lies on the volume, when its path alone does not find it.")
    private @Nullable String at;

    @Option(
            names = "--service",
            paramLabel = "NAME",
            description = "The systemd service that works on the queue; default: cribl.")
    private @Nullable String service;

    @Option(
            names = "--document",
            paramLabel = "NAME",
            description = "The rescue document; default: rescue- and the name of the group's drain document.")
    private @Nullable String document;

    @Mixin
    private AwsOptions awsOptions;

    @Spec
    private CommandSpec command;

    @Override
    public Integer call() {
        fits("--volume", volume, VOLUME);
        fits("--worker", worker, INSTANCE);
        fits("--at", at, DIRECTORY);
        fits("--service", service, SERVICE);
        fits("--document", document, DOCUMENT);
        Terminal terminal = Main.of(command).terminal();
        RescuePorts ports = awsOptions.rescue();
        if (list) {
            KeptVolumesText.lines(ports.volumes().kept(), terminal.time().instant())
                    .forEach(terminal.out()::println);
            return ExitCodes.NONE;
        }
        if (volume == null) {
            throw new ParameterException(command.commandLine(), "name a --volume, or --list them");
        }
        RescueRequest request = new RescueRequest(
                volume, worker, new Place(at, service, document), undo, keep, yes, awsOptions.given());
        return run(new Rescue(ports, request), volume, terminal);
    }

    private void fits(String option, @Nullable String value, Pattern form) {
        if (value != null && !form.matcher(value).matches()) {
            throw new ParameterException(command.commandLine(), option + " cannot be '" + value + "'");
        }
    }

    /// Runs the rescue. A signal ends it with a message, and with an exit code of its own.
    private static int run(Rescue rescue, String volume, Terminal terminal) {
        Thread signal = new Thread(
                () -> rescue.interrupt(last -> {
                    tell(last, volume, rescue.worker(), terminal);
                    Runtime.getRuntime().halt(last.exitCode());
                }),
                "interrupted");
        Runtime.getRuntime().addShutdownHook(signal);
        RescueOutcome outcome = rescue.run();
        forget(signal);
        if (!(outcome instanceof Done)) {
            tell(outcome, volume, rescue.worker(), terminal);
        }
        return outcome.exitCode();
    }

    private static void forget(Thread signal) {
        try {
            Runtime.getRuntime().removeShutdownHook(signal);
        } catch (IllegalStateException ending) {
            // The process is ending already, and the run is over: there is nothing left to tell.
        }
    }

    private static void tell(RescueOutcome outcome, String volume, String worker, Terminal terminal) {
        terminal.out().flush();
        terminal.err()
                .println("drainguard: volume " + volume + ", worker " + (worker.isEmpty() ? "none" : worker) + ": "
                        + outcome.text() + "; next: " + outcome.next());
        terminal.err().flush();
    }
}
