package io.drainguard.aws;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The page on compared answers has a row for each test of the contract, and tells moto's differences as they are
/// known.
class ComparedAnswersPageTest {
    private static final Pattern ROW = Pattern.compile(
            "^\\| `(\\w+)` \\| same \\| (same|differs: [^|]+) \\| [^|]+ \\| [^|]+ \\|$", Pattern.MULTILINE);

    private final Map<String, String> told = new LinkedHashMap<>();

    @BeforeEach
    void read() throws IOException {
        ROW.matcher(Files.readString(Path.of("docs/explanation/compared-answers.md")))
                .results()
                .forEach(row -> assertThat(told.put(row.group(1), row.group(2))).isNull());
    }

    @Test
    void rows_areTheTestsOfTheContractWithMotosDifferences() {
        Map<String, String> known = Arrays.stream(ComparedAnswers.class.getDeclaredMethods())
                .filter(method -> method.isAnnotationPresent(Test.class))
                .collect(toMap(
                        method -> method.getName(),
                        method -> MotoDifferences.ALL.containsKey(method.getName())
                                ? "differs: "
                                        + MotoDifferences.ALL
                                                .get(method.getName())
                                                .reason()
                                : "same"));

        assertThat(told).isEqualTo(known);
    }

    @Test
    void differences_areOfTestsThatThereAre() {
        assertThat(told.keySet()).containsAll(MotoDifferences.ALL.keySet());
    }
}
