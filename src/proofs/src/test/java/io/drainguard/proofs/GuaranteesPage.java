package io.drainguard.proofs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The page that lists what is promised, what judges it, and what is excused.
public final class GuaranteesPage {
    private static final Path PAGE = Path.of("docs/guarantees.md");

    private GuaranteesPage() {}

    /// Returns the rows of the table with this heading.
    public static List<String> rows(String heading) throws IOException {
        try (Stream<String> lines = Files.lines(PAGE)) {
            return lines.dropWhile(line -> !line.startsWith(heading))
                    .skip(2)
                    .takeWhile(line -> line.startsWith("|"))
                    .toList();
        }
    }
}
