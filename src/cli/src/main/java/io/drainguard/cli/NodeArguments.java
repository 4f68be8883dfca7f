package io.drainguard.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// The nodes that a command is for: named one by one, read from standard input, or a whole group's.
final class NodeArguments {
    /// Reads the names from standard input.
    private static final String INPUT = "-";

    /// An instance's id or the beginning of an id. An empty script variable must not match every node.
    private static final Pattern LETTERS = Pattern.compile("i-.+");

    @Parameters(
            arity = "0..*",
            paramLabel = "NODE",
            description = "EC2 instance ids, or letters that only one node's id begins with; - reads them from standard"
                    + " input, separated by blanks or line ends.")
    private List<String> nodes = new ArrayList<>();

    @Option(
            names = "--group",
            paramLabel = "GROUP",
            description = "All nodes of this Auto Scaling group that wait or were retained.")
    private @Nullable String group;

    /// What was asked for.
    ///
    /// @param names ids, or beginnings of ids; none with a group
    /// @param group the group's name, `null` where nodes were named
    /// @param fromInput whether names came from standard input, so that nobody can answer a question there
    record Targets(List<String> names, @Nullable String group, boolean fromInput) {
        Targets {
            names = List.copyOf(names);
        }
    }

    /// Reads what was asked for.
    ///
    /// @throws UsageError if it names nothing, or both nodes and a group
    Targets targets(Terminal terminal) throws IOException {
        if (group != null && !nodes.isEmpty()) {
            throw UsageError.unusable("group " + group + ": nodes were named too, " + nodes
                    + "; nothing was changed; next: give either the nodes or --group");
        }
        if (group != null) {
            return new Targets(List.of(), group, false);
        }
        Set<String> names = new LinkedHashSet<>();
        for (String node : nodes) {
            if (node.equals(INPUT)) {
                terminal.in().lines().flatMap(NodeArguments::words).forEach(names::add);
            } else {
                names.add(node);
            }
        }
        if (names.isEmpty()) {
            throw UsageError.unusable(
                    nodes.isEmpty()
                            ? "no node was named; nothing was changed; next: name nodes, or give --group GROUP; see"
                                    + " 'drainguard status'"
                            : "standard input names no node; nothing was changed; next: see 'drainguard status'");
        }
        List<String> wrong =
                names.stream().filter(name -> !LETTERS.matcher(name).matches()).toList();
        if (!wrong.isEmpty()) {
            throw UsageError.unusable("node '" + String.join("', '", wrong)
                    + "': this is neither an instance id nor the beginning of an id; nothing was"
                    + " changed; next: see 'drainguard status'");
        }
        return new Targets(List.copyOf(names), null, nodes.contains(INPUT));
    }

    private static Stream<String> words(String line) {
        return Stream.of(line.strip().split("\\s+", -1)).filter(word -> !word.isEmpty());
    }
}
