package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

/// Each command of this program that a how-to tells a reader to type is one that it takes.
class PageCommandsTest {
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:bash|sh)\n(.*?)^```$");

    static List<String> commands() throws IOException {
        try (Stream<Path> pages = Files.list(Path.of("docs/how-to"))) {
            return pages.sorted().flatMap(PageCommandsTest::typed).distinct().toList();
        }
    }

    private static Stream<String> typed(Path page) {
        try {
            return BLOCK.matcher(Files.readString(page))
                    .results()
                    .flatMap(block -> block.group(1).lines())
                    .filter(line -> line.startsWith("drainguard "))
                    .map(line -> line.replaceFirst(" *(#|&&|\\|).*", ""));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void command_isTaken(String command) {
        String[] words = command.substring("drainguard ".length()).strip().split(" +");

        assertThatCode(() -> new CommandLine(new Main()).parseArgs(words)).doesNotThrowAnyException();
    }
}
