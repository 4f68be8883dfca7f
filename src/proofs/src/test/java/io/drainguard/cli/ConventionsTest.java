package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.drainguard.entry.SystemTime;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What every command line of the neighbourhood does.
class ConventionsTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void bareCommandAndHelp_printTheHelp() {
        assertThat(run()).isZero();
        String bare = out.toString();
        assertThat(run("help")).isZero();
        assertThat(out.toString()).isEqualTo(bare).contains("Usage: drainguard", "status", "Exit codes:");
    }

    @Test
    void helpOfACommand_isItsOwnHelp() {
        assertThat(run("status", "--help")).isZero();
        String own = out.toString();

        assertThat(run("help", "status")).isZero();

        assertThat(out.toString()).isEqualTo(own).contains("--group");
    }

    @Test
    void mistypedCommand_isToldWhatWasProbablyMeant() {
        assertThat(run("stauts")).isEqualTo(2);
        assertThat(err.toString()).contains("'stauts' is no command; did you mean 'status'?");
        assertThat(run("help", "realease")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean 'release'?");
        assertThat(run("frobnicate")).isEqualTo(2);
        assertThat(err.toString()).contains("'frobnicate' is no command; see 'drainguard --help'");
    }

    @Test
    void mistypedOption_isNamedAndItsValueIsNot() {
        assertThat(run("status", "--grop", "workers")).isEqualTo(2);
        assertThat(err.toString())
                .contains("'--grop' is no option of 'drainguard status'; did you mean '--group'?")
                .doesNotContain("workers");
    }

    @Test
    void sweepWhereNothingIsTagged_warnsAndCanEndWithOne() {
        try (Prompt prompt = new Prompt()) {
            assertThat(prompt.run("sweep")).isZero();
            assertThat(prompt.err())
                    .contains(
                            "no Auto Scaling group of this account in Region us-east-1 carries the tag 'drainguard'",
                            "; next: ");

            assertThat(prompt.run("sweep", "--require-groups")).isEqualTo(1);
        }
    }

    @Test
    void everyCommand_hasAManualPageWithExamplesThatItUnderstands() {
        CommandLine root = new CommandLine(new Main());
        Map<String, String> pages = ManPages.all(root, "1.2.3");
        for (Map.Entry<String, CommandLine> command : root.getSubcommands().entrySet()) {
            if (command.getValue().getCommandSpec().usageMessage().hidden()) {
                continue;
            }
            assertThat(pages.get("drainguard-" + command.getKey() + ".1"))
                    .contains(".SH \"NAME\"", ".SH \"OPTIONS\"", ".SH \"EXAMPLES\"", ".SH \"SEE ALSO\"");
            ManText.examples(command.getKey()).orElseThrow().keySet().stream()
                    .map(example -> example.replaceFirst("^.*drainguard ", "").replaceFirst("\\)$", ""))
                    .forEach(words -> assertThatCode(() -> root.parseArgs(words.split(" ")))
                            .as(words)
                            .doesNotThrowAnyException());
        }
        assertThat(pages.get("drainguard.1")).contains("HTTPS_PROXY", "names\\-PROFILE", "drainguard\\-status(1)");
    }

    private int run(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Terminal terminal = new Terminal(
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                new BufferedReader(Reader.nullReader()),
                false,
                SystemTime.CLOCK);
        return Main.run(Map.of(), terminal, words);
    }
}
