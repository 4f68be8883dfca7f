package io.drainguard.style;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Every Java file of the repository, and the one way to format it.
///
/// The formatter parses with the JDK it runs on, so it runs here, on the build's JDK 25, and not inside Maven, which
/// may run on an older one.
final class JavaSources {
    private static final Path ROOT = Path.of("src");

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .build());

    /// Formats every file in place: `mvn -q -Pformat process-test-classes`.
    public static void main(String[] arguments) throws IOException {
        JavaSources sources = new JavaSources();
        for (Path file : sources.files()) {
            String text = Files.readString(file);
            String formatted = sources.formatted(file, text);
            if (!formatted.equals(text)) {
                Files.writeString(file, formatted);
                System.out.println("formatted " + file);
            }
        }
    }

    /// The files, in a fixed order.
    List<Path> files() throws IOException {
        try (Stream<Path> walk = Files.walk(ROOT)) {
            return walk.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("/target/"))
                    .sorted()
                    .toList();
        }
    }

    /// The text as it ought to be.
    ///
    /// @throws IllegalStateException when the file is no Java; the message names it
    String formatted(Path file, String text) {
        try {
            String ordered =
                    ImportOrderer.reorderImports(RemoveUnusedImports.removeUnusedImports(text), formatterStyle());
            return formatter.formatSource(ordered);
        } catch (FormatterException broken) {
            throw new IllegalStateException(file + " cannot be formatted: " + broken.getMessage(), broken);
        }
    }

    private static JavaFormatterOptions.Style formatterStyle() {
        return JavaFormatterOptions.Style.PALANTIR;
    }
}
