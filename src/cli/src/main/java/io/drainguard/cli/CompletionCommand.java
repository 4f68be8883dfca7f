package io.drainguard.cli;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `drainguard generate-completion`: prints the completion script.
@Command(
        name = "generate-completion",
        description = {
            "Prints the completion script for bash and zsh: source <(drainguard generate-completion)",
            "It knows commands, options, Regions, the profiles of this machine, and the groups and nodes that the last"
                    + " command read with the same profile and Region."
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        Terminal terminal = Main.of(spec).terminal();
        terminal.out().print(script(spec.root().commandLine()));
        terminal.out().flush();
        return ExitCodes.NONE;
    }

    private static String script(CommandLine root) {
        String live = resource()
                .replace("@REGIONS@", String.join(" ", AwsOptions.regions()))
                .replace("@NODES@", taking(root, "NODE"))
                .replace("@GROUPS@", taking(root, "GROUP"))
                .replace("@COMMANDS@", shown(root).collect(joining(" ")));
        return AutoComplete.bash("drainguard", root).stripTrailing() + "\n" + live;
    }

    /// Returns the commands whose arguments are of one kind, as a pattern of `case`.
    private static String taking(CommandLine root, String label) {
        String pattern = root.getSubcommands().entrySet().stream()
                .filter(entry -> entry.getValue().getCommandSpec().positionalParameters().stream()
                        .anyMatch(parameter -> parameter.paramLabel().contains(label)))
                .map(Map.Entry::getKey)
                .collect(joining(" | "));
        return pattern.isEmpty() ? "''" : pattern;
    }

    private static Stream<String> shown(CommandLine root) {
        return root.getSubcommands().entrySet().stream()
                .filter(entry ->
                        !entry.getValue().getCommandSpec().usageMessage().hidden())
                .map(Map.Entry::getKey);
    }

    private static String resource() {
        try (InputStream in = CompletionCommand.class.getResourceAsStream("completion.sh")) {
            if (in == null) {
                throw new IllegalStateException("completion.sh is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
