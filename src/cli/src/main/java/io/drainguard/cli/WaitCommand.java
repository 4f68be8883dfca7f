package io.drainguard.cli;

import io.drainguard.cli.Departures.Change;
import io.drainguard.cli.Departures.Progress;
import io.drainguard.cli.NodeArguments.Targets;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Time;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `drainguard wait NODE...`: ends when the nodes have gone.
@Command(
        name = "wait",
        description = {
            "Waits until nodes have gone: their instances end, or no group and no EC2 knows them any more.",
            "Looks at all of them together once a minute, prints a line when something changes, and changes nothing."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:all have gone",
            "1:one was retained, came back into service, or left its group and runs on",
            "2:no such node",
            "3:AWS could not be asked; nothing may be concluded",
            "5:not all have gone within --timeout",
            "130:stopped by Ctrl-C"
        },
        mixinStandardHelpOptions = true)
final class WaitCommand implements Callable<Integer> {
    /// Not all nodes have gone in time.
    private static final int LATE = 5;

    /// As a shell tells that SIGINT ended a command.
    private static final int INTERRUPTED = 130;

    /// EC2 ids are that long (EC2 User Guide, resource-ids).
    private static final Pattern WHOLE = Pattern.compile("i-(?:[0-9a-f]{8}|[0-9a-f]{17})");

    private static final Duration PAUSE = Duration.ofMinutes(1);

    @Mixin
    private AwsOptions options;

    @Mixin
    private NodeArguments nodes;

    @Option(
            names = "--timeout",
            paramLabel = "SPAN",
            description = "Ends with 5 after this long, such as 90m, 2h or 1d; default: it waits for ever.")
    private @Nullable String timeout;

    @Option(names = "--json", description = "Writes JSON lines, one for each change and a last one.")
    private boolean json;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        Terminal terminal = Main.of(spec).terminal();
        Time time = terminal.time();
        Duration longest = timeout == null ? null : Span.of("--timeout", timeout);
        Instant start = time.instant();
        Instant end = longest == null ? null : start.plus(longest);
        WaitText text = new WaitText(terminal, json);
        Departures departures = new Departures(options.nodeRecords());
        Set<String> ids = ids(nodes.targets(terminal), terminal);
        List<String> unknown = departures.begin(ids);
        if (!unknown.isEmpty()) {
            throw UsageError.unusable(
                    "node " + String.join(", ", unknown) + ": neither a group nor EC2 knows it: it ended"
                            + " more than an hour ago, or it is mistyped; next: see 'drainguard history "
                            + unknown.getFirst() + "'");
        }
        departures.all().forEach(node -> text.change(new Change(null, node), start));
        try {
            while (true) {
                Integer code = ended(departures, end, time.instant(), text);
                if (code != null) {
                    return code;
                }
                time.pause(end == null ? PAUSE : Time.shorter(PAUSE, Duration.between(time.instant(), end)));
                again(departures, time, text, terminal);
            }
        } catch (Time.Stopped stopped) {
            text.ended(WaitText.End.STOPPED, departures, INTERRUPTED, time.instant());
            return INTERRUPTED;
        }
    }

    private static @Nullable Integer ended(Departures departures, @Nullable Instant end, Instant now, WaitText text) {
        List<Progress> staying = departures.staying();
        if (!staying.isEmpty()) {
            text.ended(WaitText.End.STAYS, departures, ExitCodes.WRONG, now);
            return ExitCodes.WRONG;
        }
        if (departures.left().isEmpty()) {
            text.ended(WaitText.End.GONE, departures, ExitCodes.NONE, now);
            return ExitCodes.NONE;
        }
        if (end != null && !now.isBefore(end)) {
            text.ended(WaitText.End.LATE, departures, LATE, now);
            return LATE;
        }
        return null;
    }

    /// A single failed call ends no wait, unless it can never succeed.
    private static void again(Departures departures, Time time, WaitText text, Terminal terminal) {
        try {
            departures.read().forEach(change -> text.change(change, time.instant()));
        } catch (Fault fault) {
            if (fault.kind() == Fault.Kind.DENIED) {
                throw fault;
            }
            terminal.err().println("drainguard: " + fault.getMessage() + "; it tries again in a minute");
            terminal.err().flush();
        }
    }

    /// Whole ids need no search: a node that has just gone is in no group any more.
    private Set<String> ids(Targets targets, Terminal terminal) {
        String group = targets.group();
        if (group != null) {
            Set<String> held = new LinkedHashSet<>();
            Group found = options.groups().tagged().groups().stream()
                    .filter(one -> one.name().equals(group))
                    .findFirst()
                    .orElseThrow(
                            () -> UsageError.unusable(
                                    "group " + group + ": no Auto Scaling group of that name"
                                            + " carries the tag 'drainguard' in this account and Region; next: see 'drainguard status'"));
            found.members().forEach(member -> held.add(member.instance()));
            if (found.traits().pool()) {
                options.groups().pool(group).forEach(member -> held.add(member.instance()));
            }
            return held;
        }
        Set<String> ids = new LinkedHashSet<>();
        List<String> prefixes = targets.names().stream()
                .filter(name -> !WHOLE.matcher(name).matches())
                .toList();
        targets.names().stream().filter(name -> WHOLE.matcher(name).matches()).forEach(ids::add);
        if (!prefixes.isEmpty()) {
            new NodeFinder(options, terminal).whole(prefixes).forEach(ids::add);
        }
        return ids;
    }
}
