package io.drainguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `src/guard`, copied alone and built as `sam build` does it: `mvn clean install`, then
/// `mvn dependency:copy-dependencies` (source: aws/aws-lambda-builders, `workflows/java_maven`).
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class SamBuildTest {
    private static final Path GUARD = Path.of("src", "guard");
    private static final Path REPOSITORY =
            Path.of(System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository"));
    private static final Path INSTALLED = REPOSITORY.resolve("io/drainguard");

    @TempDir
    Path directory;

    @Test
    void copiedAlone_compilesAndPackagesAndLeavesTheRepositoryAlone() throws Exception {
        Path scratch = copy("scratch");
        Set<String> before = installed();

        Answer build = maven(scratch, List.of("clean", "install"));
        Answer libraries = maven(
                scratch,
                List.of("dependency:copy-dependencies", "-DincludeScope=runtime", "-Dmdep.prependGroupId=true"));

        assertThat(build.exitCode()).as(build.text()).isZero();
        assertThat(libraries.exitCode()).as(libraries.text()).isZero();
        assertThat(names(scratch.resolve("target/classes/io/drainguard")))
                .containsExactlyInAnyOrder("aws", "decide", "entry", "journal", "settings", "sweep");
        assertThat(names(scratch.resolve("target/dependency")))
                .anyMatch(jar -> jar.startsWith("software.amazon.awssdk.ec2-"))
                .noneMatch(jar -> jar.contains("junit")
                        || jar.contains("netty")
                        || jar.contains("apache-client")
                        || jar.contains("apache5"));
        assertThat(scratch.resolve("target/test-classes")).doesNotExist();
        assertThat(build.out()).doesNotContain("T E S T S");
        assertThat(installed()).isEqualTo(before);
        System.out.printf("sam build: %.1f s for mvn clean install%n", build.seconds());
    }

    @Test
    void failedBuild_saysOnTheErrorStreamWhatToInstall() throws Exception {
        Path scratch = copy("broken");
        Path pom = scratch.resolve("pom.xml");
        Files.writeString(
                pom, Files.readString(pom).replace("<version>[25,26)</version>", "<version>[99,100)</version>"));

        Answer build = maven(scratch, List.of("clean", "install"));

        assertThat(build.exitCode()).isNotZero();
        assertThat(build.err()).contains("JDK 25", "sam build --debug");
        assertThat(build.out()).contains("install-a-JDK-25");
    }

    /// `sam build --use-container` as far as it goes without a container: nothing but a JDK 25 that only
    /// `JAVA_HOME` names, no home folder, and the flags with which AWS's image starts Maven
    /// (aws/aws-sam-build-images, `Dockerfile-java25`).
    @Test
    void builtAsInTheImageOfAws_needsNeitherHomeNorAnotherJdk() throws Exception {
        Path scratch = copy("image");
        List<String> command = new ArrayList<>(List.of("mvn", "-B"));
        Path settings = Path.of(System.getProperty("user.home"), ".m2", "settings.xml");
        if (Files.exists(settings)) {
            command.addAll(List.of("-s", settings.toString()));
        }
        command.addAll(List.of("clean", "install"));
        ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
        String path = builder.environment().get("PATH");
        builder.environment().clear();
        builder.environment().put("PATH", path);
        builder.environment().put("LANG", "en_US.UTF-8");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment()
                .put(
                        "MAVEN_OPTS",
                        "-Duser.home=" + scratch.resolve("no-home") + " -Dmaven.repo.local=" + REPOSITORY
                                + " -Djdk.lang.Process.launchMechanism=FORK --enable-native-access=ALL-UNNAMED");

        Answer build = run(builder);

        assertThat(build.exitCode()).as(build.text()).isZero();
        assertThat(scratch.resolve("target/classes/io/drainguard/entry/LifecycleHandler.class"))
                .exists();
        assertThat(build.out())
                .contains("[" + Path.of(System.getProperty("java.home")).toRealPath() + "]")
                .doesNotContain("T E S T S");
    }

    private Path copy(String name) throws IOException {
        Path scratch = directory.resolve(name);
        try (Stream<Path> files = Files.walk(GUARD)) {
            for (Path file : files.filter(file -> !file.startsWith(GUARD.resolve("target")))
                    .toList()) {
                Path copied = scratch.resolve(GUARD.relativize(file));
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copied);
                } else {
                    Files.copy(file, copied);
                }
            }
        }
        return scratch;
    }

    private static Set<String> installed() throws IOException {
        if (!Files.exists(INSTALLED)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(INSTALLED)) {
            return files.map(file -> file + " " + file.toFile().lastModified())
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }
    }

    private record Answer(int exitCode, String out, String err, double seconds) {
        String text() {
            return out + err;
        }
    }

    private Answer maven(Path scratch, List<String> arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("mvn", "-B", "-Dmaven.repo.local=" + REPOSITORY));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command).directory(scratch.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MAVEN_"));
        return run(builder);
    }

    private Answer run(ProcessBuilder builder) throws IOException, InterruptedException {
        Path out = Files.createTempFile(directory, "out", ".txt");
        Path err = Files.createTempFile(directory, "err", ".txt");
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        long start = System.nanoTime();
        Process process = builder.start();
        try {
            assertThat(process.waitFor(240, TimeUnit.SECONDS))
                    .as("ended within four minutes")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        return new Answer(process.exitValue(), Files.readString(out), Files.readString(err), seconds);
    }
}
