package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drainguard.proofs.Built;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bin/drainguard`, and the jar on a Java that is too old.
class LauncherIT {
    private static final String HOME = System.getProperty("java.home");

    @TempDir
    Path directory;

    @Test
    void olderJava_isToldWhichOneIsNeeded() throws Exception {
        Path old = olderJava();
        assumeTrue(old != null, "this machine has no older Java");

        Ended ended = run(old.toString(), "-jar", Built.COMMAND_LINE_JAR.toString(), "status");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err().lines()).hasSize(1).first().asString().contains("needs Java 25 or later", " is Java ");
    }

    private static @Nullable Path olderJava() throws IOException {
        Path machines = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(machines)) {
            return null;
        }
        try (Stream<Path> homes = Files.list(machines)) {
            return homes.filter(home -> home.toString().matches(".*[-.](8|11|17|21)([-.].*)?"))
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .findFirst()
                    .orElse(null);
        }
    }

    /// A class file of version 52 is one that Java 8 can load.
    @Test
    void firstClassOfTheJar_canBeLoadedByJava8() throws IOException {
        try (JarFile jar = new JarFile(Built.COMMAND_LINE_JAR.toFile())) {
            String main = jar.getManifest().getMainAttributes().getValue("Main-Class");
            byte[] head = jar.getInputStream(jar.getEntry(main.replace('.', '/') + ".class"))
                    .readNBytes(8);
            assertThat(main).isEqualTo("io.drainguard.cli.Launcher");
            assertThat((int) head[7]).isEqualTo(52);
        }
    }

    @Test
    void script_startsTheJarThroughALinkOnTheJavaItFinds_andPassesExitCodeAndArgumentsOn() throws Exception {
        Path link = Files.createSymbolicLink(
                directory.resolve("drain guard"), Path.of("bin/drainguard").toAbsolutePath());

        Ended version = run(link.toString(), "--version");
        Ended typo = run(link.toString(), "stauts now");

        assertThat(version.code()).as(version.err()).isZero();
        assertThat(version.out()).isEqualTo("drainguard 0.2.0\n");
        assertThat(typo.code()).isEqualTo(2);
        assertThat(typo.err()).contains("'stauts now' is no command");
    }

    @Test
    void script_saysWhichFileIsMissing() throws Exception {
        Path alone = Files.copy(Path.of("bin/drainguard"), directory.resolve("drainguard"));

        Ended ended = run("sh", alone.toString());

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .isEqualTo("drainguard: its jar is not there; next: mvn -q -Pquick package, or set DRAINGUARD_JAR\n");
    }

    @Test
    void firstStart_makesACacheThatTheNextOnesUse() throws Exception {
        Ended first = run(List.of("DRAINGUARD_FAST=on"), "bin/drainguard", "help", "status");
        Path cache = awaitCache();
        Ended second = run(List.of("DRAINGUARD_FAST=on"), "bin/drainguard", "help", "status");

        assertThat(second).isEqualTo(first);
        assertThat(second.err()).isEmpty();
        Ended seen = run(
                HOME + "/bin/java",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:AOTCache=" + cache,
                "-XX:AOTMode=on",
                "-Xlog:class+load",
                "-jar",
                Built.COMMAND_LINE_JAR.toString(),
                "--version");
        assertThat(seen.code()).as(seen.out()).isZero();
        assertThat(seen.out()).containsPattern("io.drainguard.cli.Main source: shared objects file");
    }

    private Path awaitCache() throws Exception {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(4);
        while (System.nanoTime() < end) {
            Path folder = directory.resolve("cache/drainguard");
            try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
                List<Path> caches = files.toList();
                if (caches.size() == 1 && caches.getFirst().toString().endsWith(".aot")) {
                    return caches.getFirst();
                }
            }
            Thread.sleep(100);
        }
        throw new AssertionError("no start-up cache was made");
    }

    private record Ended(int code, String out, String err) {}

    private Ended run(String... command) throws Exception {
        return run(List.of(), command);
    }

    private Ended run(List<String> variables, String... command) throws Exception {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().put("JAVA_HOME", HOME);
        builder.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
        builder.environment().put("DRAINGUARD_FAST", "off");
        for (String variable : variables) {
            builder.environment().put(variable.split("=")[0], variable.split("=")[1]);
        }
        int code = builder.start().waitFor();
        return new Ended(code, Files.readString(out), Files.readString(err));
    }
}
