package io.drainguard.proofs.demo;

import io.drainguard.proofs.Built;
import io.drainguard.proofs.demo.report.DlcRecording;
import io.drainguard.proofs.demo.report.DlcReport;
import io.drainguard.proofs.demo.report.DsiemRecording;
import io.drainguard.proofs.demo.report.DsiemReport;
import io.drainguard.proofs.demo.report.Recording;
import io.drainguard.proofs.demo.report.Report;
import io.drainguard.proofs.demo.report.Words;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/// The command: plays one story and exits with 0 if no data was let go, 1 if some was or the demo broke, 2 when an
/// argument is wrong.
public final class Demo {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Path TEMPLATE = Path.of("template.yaml");
    private static final Path REPORT = Path.of("target", "demo", "report.html");

    /// Where drain documents look for programs, behind the simulator's own.
    private static final List<Path> PROGRAMS =
            List.of(Path.of("/usr/sbin"), Path.of("/usr/bin"), Path.of("/sbin"), Path.of("/bin"));

    private final PrintStream out;
    private final PrintStream errors;
    private final Supplier<FunctionPackage> code;
    private final Path report;
    private final List<Path> programs;
    private final boolean stopsEarly;
    private final CountDownLatch end = new CountDownLatch(1);
    private volatile boolean stopped;

    /// @param report where to write the report
    Demo(PrintStream out, PrintStream errors, Supplier<FunctionPackage> code, Path report) {
        this(out, errors, code, report, PROGRAMS, false);
    }

    /// @param programs the folders in which drain documents find theirs
    /// @param stopsEarly a planted fault: a backend of dsiem stops before its successor subscribes
    Demo(
            PrintStream out,
            PrintStream errors,
            Supplier<FunctionPackage> code,
            Path report,
            List<Path> programs,
            boolean stopsEarly) {
        this.out = out;
        this.errors = errors;
        this.code = code;
        this.report = report;
        this.programs = programs;
        this.stopsEarly = stopsEarly;
    }

    /// Runs in the project's directory.
    public static void main(String[] arguments) throws Exception {
        Demo demo = new Demo(System.out, System.err, () -> FunctionPackage.jar(Built.FUNCTION_JAR), REPORT);
        System.exit(demo.run(List.of(arguments)));
    }

    /// Runs and returns the exit code.
    int run(List<String> arguments) throws InterruptedException {
        Options options;
        try {
            options = Options.of(arguments);
        } catch (IllegalArgumentException wrong) {
            errors.println("demo: " + wrong.getMessage());
            return 2;
        }
        if (options.help()) {
            out.println(Options.usage());
            return 0;
        }
        if (options.story().kind() == Story.Kind.DSIEM
                && programs.stream().noneMatch(folder -> Files.isExecutable(folder.resolve("jq")))) {
            errors.println(
                    "demo: the drain document of a backend of dsiem needs jq, which is not installed here; install the"
                            + " package jq, or play another story");
            return 2;
        }
        return play(options);
    }

    private int play(Options options) throws InterruptedException {
        AnsiColors paint = AnsiColors.of(out);
        Table table = new Table(out, paint);
        JournalListener ears = new JournalListener(table);
        try {
            int exitCode = play(options, table, ears, paint) ? 0 : 1;
            if (options.keep()) {
                keep(options, table);
            }
            return exitCode;
        } catch (DemoFailed | IllegalStateException | IOException broken) {
            if (!stopped) {
                ears.tail().forEach(line -> errors.println("guard: " + line));
                errors.println("demo: " + broken.getMessage());
            }
            return 1;
        }
    }

    private boolean play(Options options, Table table, JournalListener ears, AnsiColors paint)
            throws IOException, InterruptedException {
        FunctionPackage function = code.get();
        Deployment deployment = Deployment.of(TEMPLATE, options.story());
        DemoEnvironment stage = DemoEnvironment.open(options, deployment, function, ears);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stage), "stop-demo"));
        try {
            introduce(options, deployment, stage, function, table);
            switch (options.story().kind()) {
                case WORKERS -> {}
                case DLC -> {
                    return playDlc(options, deployment, stage, table, ears, paint);
                }
                case DSIEM -> {
                    return playDsiem(options, deployment, stage, table, ears, paint);
                }
            }
            DemoRun.Played played =
                    new DemoRun(options.story(), stage, table, ears, scene(options, deployment), LIMIT).play();
            played.summary().print(table, paint);
            table.line("Report: " + Report.write(played.recording(), report));
            return played.summary().good();
        } finally {
            stage.close();
        }
    }

    private boolean playDlc(
            Options options,
            Deployment deployment,
            DemoEnvironment stage,
            Table table,
            JournalListener ears,
            AnsiColors paint)
            throws IOException, InterruptedException {
        DlcRun run = new DlcRun(options.story(), stage, table, ears, LIMIT);
        DlcRecording played = run.play(new DlcRecording.Scene(
                options.story().word(),
                options.story().sentence(),
                edition(options),
                options.speed(),
                deployment.groupName(),
                options.command()));
        table.line("");
        table.line("Nobody served for " + run.gap() + "; simulated time "
                + Words.clock(Duration.between(played.start(), played.end())) + ".");
        table.line(paint.verdict(played.good(), played.verdict()));
        table.line("Report: " + DlcReport.write(played, report));
        return played.good();
    }

    private boolean playDsiem(
            Options options,
            Deployment deployment,
            DemoEnvironment stage,
            Table table,
            JournalListener ears,
            AnsiColors paint)
            throws IOException, InterruptedException {
        long began = System.nanoTime();
        DsiemRecording played =
                new DsiemRun(options.story(), stage, table, ears, LIMIT, stopsEarly).play(scene(options, deployment));
        table.line("");
        table.line("Simulated time %s, in %d s of real time."
                .formatted(
                        Words.clock(Duration.between(
                                played.account().start(), played.account().end())),
                        Duration.ofNanos(System.nanoTime() - began).toSeconds()));
        table.line("Report: " + DsiemReport.write(played, report));
        table.line(paint.verdict(played.good(), played.verdict()));
        return played.good();
    }

    private static String edition(Options options) {
        return switch (options.edition()) {
            case LAMBDA -> "guard on Lambda";
            case EC2 -> "guard on EC2";
        };
    }

    private void keep(Options options, Table table) throws IOException, InterruptedException {
        DemoEnvironment stage = KeptAccount.open(options.edition(), TEMPLATE, code.get(), table);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(stage), "stop-kept-account"));
        try {
            KeptAccount.stay(stage, table, Options.KEEP, end);
        } finally {
            stage.close();
        }
    }

    private static Recording.Scene scene(Options options, Deployment deployment) {
        return new Recording.Scene(
                options.story().word(),
                options.story().sentence(),
                edition(options),
                options.speed(),
                deployment.groupName(),
                deployment.ceiling(),
                options.command());
    }

    /// Ends an account that is kept.
    void endKeeping() {
        end.countDown();
    }

    /// What breaks because the demo is stopped from outside is not worth a word.
    private void stop(DemoEnvironment stage) {
        stopped = true;
        stage.close();
    }

    private static void introduce(
            Options options, Deployment deployment, DemoEnvironment stage, FunctionPackage function, Table table) {
        Story story = options.story();
        table.line(""); // Maven's last word stands on an open line
        table.line("Story " + story.word() + ": " + story.sentence() + ".");
        table.line("Account: simulated at " + stage.endpoint() + ", " + options.speed()
                + " times as fast; a second that this machine takes counts as " + options.speed() + " s.");
        table.line("Guard:   " + function.title() + guard(options.edition()));
        String copies = copies(options.edition(), deployment);
        for (DeployedGroup group : deployment.groups()) {
            table.line("Group:   '" + group.name() + "' of " + group.file() + " with desired capacity "
                    + group.desired() + copies + ", instead of its defaults;");
            table.line("         " + deployment.summary(group) + ".");
            copies = "";
        }
        table.line("");
    }

    private static String guard(Edition edition) {
        return switch (edition) {
            case LAMBDA -> " behind Lambda's own runtime interface client.";
            case EC2 -> " as the service of the EC2 edition, which hears no events.";
        };
    }

    private static String copies(Edition edition, Deployment deployment) {
        return switch (edition) {
            case LAMBDA -> " and " + deployment.concurrency() + " copies of the function";
            case EC2 -> "";
        };
    }
}
