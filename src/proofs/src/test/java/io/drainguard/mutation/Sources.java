package io.drainguard.mutation;

import static java.util.stream.Collectors.toMap;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// The sources of the rooms in which bugs are planted, and the compiler that makes classes of them, in memory.
final class Sources {
    private static final Path MAIN = Path.of("src/guard/src/main/java");
    private static final Path TESTS = Path.of("src/guard/src/test/java");

    /// The rooms whose sources are compiled anew; all others are taken as they are.
    private static final List<String> ROOMS = List.of("aws", "decide", "journal", "settings", "sweep");

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /// Kept open, since the compiler would otherwise read a hundred jars anew for each bug.
    private static final JavaFileManager LIBRARIES = COMPILER.getStandardFileManager(null, null, null);

    private Sources() {}

    /// Text of each file, by its path below the source root.
    static Map<String, String> read() {
        return files(MAIN).collect(toMap(file -> name(MAIN, file), Sources::text));
    }

    /// The classes of the rooms' unit tests.
    static List<String> unitTests() {
        return files(TESTS)
                .map(file -> name(TESTS, file))
                .filter(name -> name.endsWith("Test.java"))
                .map(name -> name.replace(".java", "").replace('/', '.'))
                .sorted()
                .toList();
    }

    private static Stream<Path> files(Path root) {
        return ROOMS.stream()
                .map(room ->
                        root.resolve("io/drainguard").resolve(room).toFile().listFiles())
                .flatMap(Arrays::stream)
                .map(File::toPath);
    }

    private static String name(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Bytes of each class, by its name.
    ///
    /// @throws AssertionError with the compiler's own words when the sources are no Java
    static Map<String, byte[]> compile(Map<String, String> sources) {
        StringWriter words = new StringWriter();
        Classes classes = new Classes(LIBRARIES);
        List<String> options =
                List.of("-proc:none", "-nowarn", "-parameters", "-cp", System.getProperty("java.class.path"));
        List<Source> units = sources.entrySet().stream()
                .map(file -> new Source(file.getKey(), file.getValue()))
                .toList();
        if (!COMPILER.getTask(words, classes, null, options, null, units).call()) {
            throw new AssertionError("does not compile: " + words);
        }
        return classes.bytes();
    }

    /// A source file that is a text.
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String path, String text) {
            super(URI.create("string:///" + path), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /// Keeps what the compiler writes.
    private static final class Classes extends ForwardingJavaFileManager<JavaFileManager> {
        private final Map<String, ByteArrayOutputStream> written = new HashMap<>();

        Classes(JavaFileManager files) {
            super(files);
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("bytes:///" + name.replace('.', '/') + kind.extension), kind) {
                @Override
                public OutputStream openOutputStream() {
                    return written.computeIfAbsent(name, fresh -> new ByteArrayOutputStream());
                }
            };
        }

        Map<String, byte[]> bytes() {
            Map<String, byte[]> bytes = new HashMap<>();
            written.forEach((name, stream) -> bytes.put(name, stream.toByteArray()));
            return bytes;
        }
    }
}
