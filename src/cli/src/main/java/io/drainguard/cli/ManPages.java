package io.drainguard.cli;

import static java.util.stream.Collectors.joining;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// Writes a manual page for each command, in the form that `man` reads (groff_man(7)). The build runs it.
final class ManPages {
    private static final int ONE_LINE = 10_000;

    private final CommandLine root;
    private final String version;
    private final StringBuilder page = new StringBuilder();

    private ManPages(CommandLine root, String version) {
        this.root = root;
        this.version = version;
    }

    /// Writes the pages.
    ///
    /// @param arguments the folder, and the version
    public static void main(String[] arguments) throws IOException {
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        for (Map.Entry<String, String> page :
                all(new CommandLine(new Main()), arguments[1]).entrySet()) {
            Files.writeString(folder.resolve(page.getKey()), page.getValue());
        }
    }

    /// Returns all pages by the name of their file.
    static Map<String, String> all(CommandLine root, String version) {
        return Stream.concat(Stream.of(root), shown(root))
                .collect(Collectors.toMap(
                        command -> title(command) + ".1", command -> new ManPages(root, version).page(command)));
    }

    private static Stream<CommandLine> shown(CommandLine root) {
        return root.getSubcommands().values().stream()
                .filter(command -> !command.getCommandSpec().usageMessage().hidden());
    }

    private static String title(CommandLine command) {
        return command.getCommandSpec().qualifiedName("-");
    }

    private String page(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        UsageMessageSpec usage = spec.usageMessage();
        usage.width(ONE_LINE).autoWidth(false);
        List<String> description =
                Stream.of(usage.description()).map(String::formatted).toList();
        boolean asks = command.equals(root)
                || spec.mixins().values().stream().anyMatch(mixin -> mixin.userObject() instanceof AwsOptions);
        page.append(".TH \"%s\" 1 \"\" \"drainguard %s\" \"Drainguard\"\n"
                .formatted(title(command).toUpperCase(Locale.ROOT), version));
        raw(".nh\n.ad l\n").section("NAME").text(title(command)).raw(" \\- ").line(summary(description.getFirst()));
        section("SYNOPSIS").line(command.getHelp().synopsis(0).strip());
        section("DESCRIPTION");
        description.forEach(paragraph -> raw(".PP\n").line(paragraph));
        if (command.equals(root)) {
            section("COMMANDS");
            shown(root)
                    .forEach(one -> entry(
                            one.getCommandName(),
                            summary(one.getCommandSpec()
                                    .usageMessage()
                                    .description()[0]
                                    .formatted())));
        }
        arguments(spec);
        listed("EXIT STATUS", usage.exitCodeList());
        ManText.examples(command.getCommandName()).ifPresent(examples -> listed("EXAMPLES", examples));
        if (asks) {
            listed("ENVIRONMENT", ManText.ENVIRONMENT);
            listed("FILES", ManText.FILES);
        }
        section("SEE ALSO")
                .line(Stream.concat(Stream.of(root), shown(root))
                        .filter(other -> !other.equals(command))
                        .map(other -> title(other) + "(1)")
                        .collect(joining(", ")));
        return page.toString();
    }

    private void arguments(CommandSpec spec) {
        List<OptionSpec> options =
                spec.options().stream().filter(option -> !option.hidden()).toList();
        if (!spec.positionalParameters().isEmpty()) {
            section("ARGUMENTS");
            spec.positionalParameters().forEach(one -> entry(one.paramLabel(), described(one)));
        }
        if (!options.isEmpty()) {
            section("OPTIONS");
            options.forEach(option -> entry(
                    String.join(", ", option.names()) + (option.arity().max() > 0 ? " " + option.paramLabel() : ""),
                    described(option)));
        }
    }

    private static String described(ArgSpec argument) {
        return Stream.of(argument.description())
                .map(text -> Ansi.OFF.string(text.formatted()))
                .collect(joining(" "));
    }

    private static String summary(String description) {
        String first = description.split("(?<=\\.)\\s|:\\s", 2)[0];
        return first.replaceFirst("[.:]$", "");
    }

    private void listed(String heading, Map<String, String> entries) {
        if (!entries.isEmpty()) {
            section(heading);
            entries.forEach(this::entry);
        }
    }

    private void entry(String term, String text) {
        raw(".TP\n\\fB").text(term).raw("\\fR\n").line(text);
    }

    private ManPages section(String heading) {
        return raw(".SH \"" + heading + "\"\n");
    }

    private ManPages line(String text) {
        return text(text.replaceAll("\\s*\\R\\s*", " ")).raw("\n");
    }

    /// A line must not begin with a sign that `man` takes for a request; what begins a line here is always a word or a
    /// dash.
    private ManPages text(String text) {
        String escaped = text.replace("\\", "\\e").replace("-", "\\-");
        page.append(escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" : "")
                .append(escaped);
        return this;
    }

    private ManPages raw(String roff) {
        page.append(roff);
        return this;
    }
}
