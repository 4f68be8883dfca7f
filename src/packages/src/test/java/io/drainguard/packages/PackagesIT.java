package io.drainguard.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a release ships, installed in an empty folder on a machine without a Java.
class PackagesIT {
    private static final Path RELEASE = Path.of(System.getProperty("release.folder"));

    @TempDir
    Path root;

    @Test
    void debianPackage_runsFromAnEmptyTreeWithoutAJava() throws Exception {
        Unpacked.deb(shipped(".deb"), root);

        assertInstalled(root.resolve("usr"));
    }

    @Test
    void debianPackage_isWhatDpkgUnpacks() throws Exception {
        assumeTrue(has("dpkg-deb"), "SKIPPED: this machine has no dpkg-deb");

        run(List.of("dpkg-deb", "--extract", shipped(".deb").toString(), root.toString()), Map.of());

        assertInstalled(root.resolve("usr"));
        String control = run(List.of("dpkg-deb", "--field", shipped(".deb").toString()), Map.of())
                .out();
        assertThat(control).contains("Package: drainguard\n", "Maintainer: ").doesNotContain("[[");
    }

    @Test
    void rpmPackage_holdsTheSameFiles() throws Exception {
        assumeTrue(has("rpm"), "SKIPPED: this machine has no rpm");

        Ended ended = run(
                List.of("rpm", "--query", "--list", "--package", shipped(".rpm").toString()), Map.of());

        assertThat(ended.code()).as(ended.err()).isZero();
        // Not the home folder, where rpm has made its database.
        Path files = root.resolve("files");
        Unpacked.deb(shipped(".deb"), files);
        assertThat(ended.out().lines())
                .contains("/usr/bin/drainguard", "/usr/share/man/man1/drainguard-status.1")
                .containsAll(files(files));
    }

    @Test
    void archiveWithRuntime_runsFromAnEmptyFolderWithoutAJava() throws Exception {
        Unpacked.tarGz(archive(".*-linux-.*[.]tar[.]gz"), root);

        assertInstalled(onlyFolder());
    }

    @Test
    void archiveWithoutRuntime_saysThatItNeedsAJava_andTakesTheOneThatIsNamed() throws Exception {
        Unpacked.tarGz(archive("drainguard-[0-9.]+[.]tar[.]gz"), root);
        Path program = onlyFolder().resolve("bin/drainguard");

        Ended named = run(List.of(program.toString(), "--version"), Map.of("DRAINGUARD_JAVA", java()));

        assertThat(named.code()).as(named.err()).isZero();
        assertThat(named.out()).isEqualTo("drainguard " + version() + "\n");
    }

    @Test
    void cacheThatAnInstallationMakes_isUsedByTheNextStart() throws Exception {
        Unpacked.tarGz(archive(".*-linux-.*[.]tar[.]gz"), root);
        String program = onlyFolder().resolve("bin/drainguard").toString();
        Map<String, String> fast = Map.of(
                "DRAINGUARD_CACHE",
                root.resolve("cache").toString(),
                "DRAINGUARD_FAST",
                "prepare",
                "PATH",
                "/usr/bin:/bin");

        Ended made = run(List.of(program), fast);

        assertThat(made.code()).as(made.err()).isZero();
        try (Stream<Path> caches = Files.list(root.resolve("cache"))) {
            assertThat(caches).hasSize(1).allMatch(cache -> cache.toString().endsWith(".aot"));
        }
    }

    @Test
    void sizes_areBelowWhatTheReleasePromises() throws Exception {
        assertThat(Files.size(archive(".*-linux-.*[.]tar[.]gz"))).isLessThan(60_000_000);
        assertThat(Files.size(archive("drainguard-[0-9.]+[.]tar[.]gz"))).isLessThan(25_000_000);
    }

    @Test
    void readyTemplate_isSoundAndItsFunctionLiesBesideIt() throws Exception {
        Path template = archive("drainguard-[0-9.]+[.]yaml");
        String zip = Files.readString(template)
                .lines()
                .filter(line -> line.contains("CodeUri: "))
                .findFirst()
                .orElseThrow()
                .replaceAll(".*CodeUri: ", "");
        try (ZipFile function = new ZipFile(RELEASE.resolve(zip).toFile())) {
            assertThat(function.getEntry("io/drainguard/entry/LifecycleHandler.class"))
                    .isNotNull();
            assertThat(function.stream().map(ZipEntry::getName)).anyMatch(name -> name.startsWith("lib/ec2-"));
        }

        String path = System.getenv().getOrDefault("PATH", "");
        assumeTrue(has("cfn-lint"), "SKIPPED: cfn-lint is not installed on this machine");
        Ended linted = run(List.of("cfn-lint", template.toString()), Map.of("PATH", path));
        assertThat(linted.code()).as(linted.out()).isZero();
    }

    @Test
    void checksums_nameEveryFile() throws Exception {
        assumeTrue(has("sha256sum"), "SKIPPED: this machine has no sha256sum");

        Ended ended = run(
                List.of("sh", "-c", "cd '" + RELEASE + "' && sha256sum --check --strict " + Checksums.NAME), Map.of());

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out().lines().map(line -> line.replace(": OK", "")))
                .containsExactlyInAnyOrderElementsOf(shippedNames());
    }

    private void assertInstalled(Path prefix) throws Exception {
        Ended version = run(List.of(prefix.resolve("bin/drainguard").toString(), "--version"), Map.of());
        Ended help = run(List.of(prefix.resolve("bin/drainguard").toString(), "--help"), Map.of());

        assertThat(version.code()).as(version.err()).isZero();
        assertThat(version.out()).isEqualTo("drainguard " + version() + "\n");
        Ended traced = run(List.of("sh", "-x", prefix.resolve("bin/drainguard").toString(), "--version"), Map.of());
        assertThat(traced.err()).containsPattern("exec .*/lib/drainguard/runtime/bin/java");
        assertThat(help.out()).contains("Usage: drainguard", "status", "doctor");
        assertThat(Files.readString(prefix.resolve("share/man/man1/drainguard.1")))
                .contains("EXIT STATUS");
        assertThat(Files.readString(prefix.resolve("share/bash-completion/completions/drainguard")))
                .contains("complete -F");
    }

    private Path onlyFolder() throws IOException {
        try (Stream<Path> folders = Files.list(root)) {
            return folders.toList().getFirst();
        }
    }

    private static String version() throws IOException {
        String name = shipped(".rpm").getFileName().toString();
        return name.replaceAll("drainguard-([0-9.]+)-.*", "$1");
    }

    private static Path shipped(String ending) throws IOException {
        return archive(".*" + ending.replace(".", "[.]"));
    }

    private static Path archive(String pattern) throws IOException {
        try (Stream<Path> files = Files.list(RELEASE)) {
            return files.filter(file -> file.getFileName().toString().matches(pattern))
                    .findFirst()
                    .orElseThrow(() -> new IOException("nothing is named " + pattern + " in " + RELEASE));
        }
    }

    private static List<String> shippedNames() throws IOException {
        try (Stream<Path> files = Files.list(RELEASE)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !name.equals(Checksums.NAME))
                    .toList();
        }
    }

    private static List<String> files(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .map(file -> "/" + root.relativize(file))
                    .toList();
        }
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static boolean has(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private record Ended(int code, String out, String err) {}

    /// Runs a program without a variable of this process but the path, on which `java` may be an old one.
    private Ended run(List<String> command, Map<String, String> variables) throws Exception {
        Path out = Files.createTempFile(root, "out", ".txt");
        Path err = Files.createTempFile(root, "err", ".txt");
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("HOME", root.toString());
        builder.environment().put("DRAINGUARD_FAST", "off");
        builder.environment().putAll(variables);
        int code = builder.start().waitFor();
        Ended ended = new Ended(code, Files.readString(out), Files.readString(err));
        Files.delete(out);
        Files.delete(err);
        return ended;
    }
}
