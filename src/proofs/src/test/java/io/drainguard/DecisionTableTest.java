package io.drainguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The table that drives the rule's test is the one that people read.
class DecisionTableTest {
    private static final Path TABLE = Path.of("src/guard/src/test/resources/io/drainguard/decide/decisions.md");
    private static final Path RULE = Path.of("src/guard/src/main/java/io/drainguard/decide/Decider.java");

    @Test
    void readme_hasTheTableWordForWord() throws IOException {
        assertThat(table(Files.readAllLines(Path.of("README.md")))).isEqualTo(Files.readAllLines(TABLE));
    }

    @Test
    void javadocOfTheRule_hasTheTableWordForWord() throws IOException {
        List<String> comment = Files.readAllLines(RULE).stream()
                .filter(line -> line.startsWith("/// "))
                .map(line -> line.substring(4))
                .toList();

        assertThat(table(comment)).isEqualTo(Files.readAllLines(TABLE));
    }

    private static List<String> table(List<String> lines) {
        return lines.stream()
                .dropWhile(line -> !line.startsWith("| node is |"))
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }
}
