package io.drainguard.cli;

import static java.util.Comparator.comparingInt;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Says what of a command line does not exist, and what was probably meant. Pure.
final class Typo {
    private Typo() {}

    /// Returns the sentence on the arguments that a command does not know. What follows an unknown option may be its
    /// value, so only the first of them is named.
    static String unmatched(CommandLine command, List<String> arguments) {
        String first = arguments.getFirst();
        if (first.startsWith("-") && first.length() > 1) {
            return option(command, first.replaceFirst("=.*", ""));
        }
        return command.getSubcommands().isEmpty()
                ? "'" + first + "' is one argument too many for '"
                        + command.getCommandSpec().qualifiedName() + "'"
                : command(command, first);
    }

    /// Returns the sentence on a command that does not exist.
    static String command(CommandLine root, String typed) {
        List<String> names = root.getSubcommands().entrySet().stream()
                .filter(entry ->
                        !entry.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey)
                .toList();
        return "'" + typed + "' is no command" + meant(typed, names);
    }

    private static String option(CommandLine command, String typed) {
        CommandSpec spec = command.getCommandSpec();
        List<String> names = spec.options().stream()
                .filter(option -> !option.hidden())
                .map(OptionSpec::longestName)
                .toList();
        return "'" + typed + "' is no option of '" + spec.qualifiedName() + "'" + meant(typed, names);
    }

    private static String meant(String typed, Collection<String> names) {
        return nearest(typed, names)
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("");
    }

    /// Returns the name that differs least, if it differs by a third of its letters at most.
    static Optional<String> nearest(String typed, Collection<String> names) {
        return names.stream()
                .filter(name -> distance(typed, name) <= Math.max(1, name.length() / 3))
                .min(comparingInt(name -> distance(typed, name)));
    }

    /// Counts the letters to add, to leave out, to change, or to swap with the next one.
    static int distance(String one, String other) {
        int[][] cost = new int[one.length() + 1][other.length() + 1];
        for (int i = 0; i <= one.length(); i++) {
            for (int j = 0; j <= other.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = one.charAt(i - 1) == other.charAt(j - 1);
                cost[i][j] =
                        Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
                if (i > 1
                        && j > 1
                        && one.charAt(i - 1) == other.charAt(j - 2)
                        && one.charAt(i - 2) == other.charAt(j - 1)) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[one.length()][other.length()];
    }
}
