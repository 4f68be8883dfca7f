package io.drainguard.cli;

import static java.util.Comparator.comparing;

import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.entry.EventParser;
import io.drainguard.entry.Request;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.LookEnded;
import io.drainguard.sweep.Ports;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.TerminationNotice;
import io.drainguard.sweep.Time;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `drainguard explain`: prints what the guard would do with an event, and why. Changes nothing.
@Command(
        name = "explain",
        description = {
            "Says what the guard would do with this event, and why: is the group tagged, does the node wait, which hook"
                    + " and ceiling hold it, and what would each answer of its drain document lead to.",
            "It reads the event as the function does, asks AWS what is there now, and changes nothing."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:explained",
            "1:explained, and the node could not be served; the line 'failure' says what to fix",
            "2:the command line, a setting or the file cannot be used",
            "3:AWS could not be asked; nothing may be concluded"
        })
final class ExplainCommand implements Callable<Integer> {
    /// The command tells this many looks of a batch one by one.
    private static final int MOST = 20;

    private static final Duration POLL = Duration.ofSeconds(3);

    /// The command waits this long for an answer to its look.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @Parameters(paramLabel = "EVENT.json", description = "File with the event; - for the standard input.")
    private String file;

    @Option(names = "--offline", description = "Says only how the event is understood; asks AWS nothing.")
    private boolean offline;

    @Option(
            names = "--look",
            description = "Runs the group's drain document on the node, which only reads, instead of telling what each"
                    + " answer would lead to.")
    private boolean look;

    @Mixin
    private AwsOptions options;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Explanation text = new Explanation();
        byte[] event = event();
        if (!EventParser.isObject(event)) {
            throw UsageError.unusable((file.equals("-") ? "the standard input" : "'" + file + "'")
                    + " is no JSON object, so it is no event; next: give an event as EventBridge sends it");
        }
        boolean served = switch (EventParser.read(event)) {
            case Request.Ignored(String subject, String reason) -> ignored(text, subject, reason);
            case Request.Sweep() -> sweep(text);
            case Request.CapacityReclaimed(String instance, String reason) -> reclaim(text, instance, reason);
            case Request.LookNow(TerminationNotice notice) -> hasten(text, notice);
            case Request.LooksEnded(Set<LookEnded> looks, int others) -> ended(text, looks, others);
        };
        text.lines().forEach(terminal().out()::println);
        terminal().out().flush();
        return served ? ExitCodes.NONE : ExitCodes.WRONG;
    }

    private byte[] event() throws IOException {
        if (file.equals("-")) {
            return read(terminal());
        }
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            return in.readNBytes(EventParser.LARGEST + 1);
        } catch (NoSuchFileException missing) {
            throw UsageError.unusable(
                    "there is no file '" + file + "'; next: give a file with an event, or - for the standard input");
        } catch (IOException unreadable) {
            throw UsageError.unusable("'" + file + "' cannot be read: " + unreadable.getMessage()
                    + "; next: give a file with an event, or - for the standard input");
        }
    }

    private static byte[] read(Terminal terminal) throws IOException {
        char[] text = new char[EventParser.LARGEST + 1];
        int length = 0;
        for (int more = 0; more >= 0 && length < text.length; length += Math.max(more, 0)) {
            more = terminal.in().read(text, length, text.length - length);
        }
        return new String(text, 0, length).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean ignored(Explanation text, String subject, String reason) {
        text.fact("event", subject).fact("so", "it is left alone: " + reason);
        return true;
    }

    private static boolean sweep(Explanation text) {
        text.fact("event", "the schedule's, or news of a node that a group retained")
                .fact(
                        "so",
                        "a sweep over all tagged groups; 'drainguard sweep --dry-run' shows what a sweep would"
                                + " do now");
        return true;
    }

    private static boolean ended(Explanation text, Set<LookEnded> looks, int others) {
        looks.stream()
                .sorted(comparing(LookEnded::instance))
                .limit(MOST)
                .forEach(look -> text.fact(
                        "event", "a look at node " + look.instance() + " has ended, command " + look.command()));
        if (looks.size() > MOST) {
            text.fact("event", "and " + (looks.size() - MOST) + " more ended looks");
        }
        if (others > 0) {
            text.fact("event", others + " messages in this batch say nothing of an ended look and are left alone");
        }
        text.fact("so", "the guard collects what the nodes answered, and checks each answer before it believes it");
        return true;
    }

    private boolean reclaim(Explanation text, String instance, String reason) {
        text.fact("event", reason + ": " + instance);
        if (offline) {
            text.fact(
                    "so",
                    "if the instance carries the tag '" + Tags.GUARDED
                            + "', its volumes are protected at once, without a look:" + " no hook holds it");
            return true;
        }
        Settings settings = options.settings();
        DryRun run = new DryRun();
        RecordingJournal journal = new RecordingJournal();
        @Nullable
        InstanceDetails details = options.volumes().read(Set.of(instance)).get(instance);
        Ports ports = new Ports(
                run.groups(options.groups()),
                options.looks(),
                run.volumes(options.volumes()),
                options.calls(),
                journal,
                time());
        new Guard(ports, settings).reclaim().protect(instance, reason, time().instant());
        if (details == null) {
            text.fact("instance", "EC2 does not know it");
        } else {
            text.fact(
                            "instance",
                            Explanation.tag(details) + ", group "
                                    + (details.group() == null ? "none" : "'" + details.group() + "'"))
                    .fact("volumes", Explanation.volumes(details, settings));
        }
        text.fact(
                "so",
                journal.reclaimed.isEmpty() ? "it is left alone" : Explanation.reclaimed(journal.reclaimed.getFirst()));
        return true;
    }

    private boolean hasten(Explanation text, TerminationNotice notice) {
        text.event(notice);
        if (offline) {
            text.fact(
                    "so",
                    "if its group carries the tag '" + Tags.GUARDED
                            + "' and the node waits, it is looked at now and not only by" + " the next sweep");
            return true;
        }
        Settings settings = options.settings();
        WhatIf node = WhatIf.read(notice.node(), settings, options.groups(), options.looks(), options.volumes());
        text.node(node, notice, settings);
        return text.decisions(node, notice, look ? List.of(looked(node, notice)) : Explanation.each(time().instant()));
    }

    /// Runs the group's drain document on the node and returns its answer.
    private Look looked(WhatIf node, TerminationNotice notice) {
        Group group = node.group();
        InstanceDetails details = node.machine();
        if (group == null || node.state() == null || details == null || !details.guarded()) {
            return new Unknown("it was not asked");
        }
        return new SingleLook(options.liveLooks(), time(), POLL, PATIENCE)
                .at(notice.node().instance(), group.document(), "no answer in time");
    }

    private Terminal terminal() {
        return Main.of(spec).terminal();
    }

    private Time time() {
        return terminal().time();
    }
}
