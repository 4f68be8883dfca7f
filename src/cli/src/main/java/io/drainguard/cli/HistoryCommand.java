package io.drainguard.cli;

import io.drainguard.cli.History.Source;
import io.drainguard.cli.HistoryReader.Journals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `drainguard history NODE`: what happened to a node.
@Command(
        name = "history",
        description = {
            "Shows what happened to a node, in time order: what Auto Scaling did, what the looks saw, what its tags say"
                    + " that people and guards did, and what the guard decided and why.",
            "Reads only; a source that cannot be read is named, and nothing is called complete that is not."
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:shown, from all sources",
            "1:some of it could not be read; the error stream says what",
            "2:no such node",
            "3:AWS could not be asked; nothing may be concluded"
        },
        mixinStandardHelpOptions = true)
final class HistoryCommand implements Callable<Integer> {
    /// An id, whole or not; a whole one need not be in a group any more.
    private static final Pattern LETTERS = Pattern.compile("i-[0-9a-f]+");

    private static final Pattern WHOLE = Pattern.compile("i-(?:[0-9a-f]{8}|[0-9a-f]{17})");

    @Mixin
    private AwsOptions options;

    @Parameters(
            index = "0",
            paramLabel = "NODE",
            description = "EC2 instance id, or letters that only one node's id begins with.")
    private String node;

    @Option(
            names = "--since",
            paramLabel = "SPAN",
            defaultValue = "24h",
            description = "How far back, such as 90m, 12h or 7d; default: ${DEFAULT-VALUE}.")
    private String since;

    @Option(names = "--all", description = "Shows every look and decision, not only the first and last of a run.")
    private boolean all;

    @Option(
            names = "--json",
            description = "One JSON object with every event; the fields are in docs/reference/command-line.md.")
    private boolean json;

    @Option(
            names = "--guard",
            paramLabel = "NAME",
            description = "A guard whose log tells the decisions; default: each that has written metrics.")
    private List<String> guards = new ArrayList<>();

    @Option(names = "--log-group", paramLabel = "NAME", description = "The guard's log group, where it is not found.")
    private List<String> logGroups = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Terminal terminal = Main.of(spec).terminal();
        Duration back = Span.of("--since", since);
        if (!LETTERS.matcher(node).matches()) {
            throw UsageError.unusable("node '" + node + "': this is neither an instance id nor the beginning of an id;"
                    + " next: see 'drainguard status'");
        }
        String instance = WHOLE.matcher(node).matches()
                ? node
                : new NodeFinder(options, terminal).whole(List.of(node)).getFirst();
        Instant now = terminal.time().instant();
        HistoryReader reader = new HistoryReader(options, instance, now.minus(back), now);
        History history = reader.read(new Journals(guards, logGroups));
        if (history.complete() && history.events().isEmpty() && !reader.known()) {
            throw UsageError.unusable("node " + instance + ": nobody knows it, and nothing happened to it since "
                    + Format.time(history.since()) + "; next: give a longer --since, or choose another --region");
        }
        (json ? List.of(HistoryText.json(history)) : HistoryText.lines(history, all)).forEach(terminal.out()::println);
        terminal.out().flush();
        history.sources().stream()
                .filter(source -> !source.whole())
                .forEach(source -> terminal.err().println(problem(instance, source)));
        terminal.err().flush();
        return history.complete() ? ExitCodes.NONE : ExitCodes.WRONG;
    }

    private static String problem(String instance, Source source) {
        return "drainguard: node " + instance + ": " + source.name() + ": not whole: " + source.problem();
    }
}
