package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.Built;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/// The function's package has nothing of the command line, and the command line's jar has all it needs.
class PackagingIT {
    private static final List<String> COMMAND_LINES_OWN =
            List.of("picocli", "iam", "sts", "cloudformation", "cloudwatch", "lambda", "sso", "ssooidc");

    @Test
    void functionsPackage_hasNothingOfTheCommandLine() throws IOException {
        try (Stream<Path> classes = Files.walk(Built.CLASSES)) {
            assertThat(classes.map(Path::toString)).isNotEmpty().noneMatch(file -> file.contains("/cli"));
        }
        assertThat(entries(Built.FUNCTION_JAR))
                .contains("io/drainguard/entry/GuardService.class")
                .noneMatch(entry -> entry.contains("/cli/") || entry.contains("picocli"));
        try (Stream<Path> libraries = Files.list(Built.LIB)) {
            List<String> names = libraries
                    .map(jar -> jar.getFileName().toString().replaceAll("-[0-9].*", ""))
                    .toList();
            assertThat(names).contains("ec2", "sdk-core").doesNotContainAnyElementsOf(COMMAND_LINES_OWN);
        }
    }

    @Test
    void commandLinesJar_hasWhatItNeedsAndAllServices() throws IOException {
        assertThat(entries(Built.COMMAND_LINE_JAR))
                .contains(
                        "io/drainguard/cli/Main.class",
                        "io/drainguard/entry/GuardService.class",
                        "picocli/CommandLine.class",
                        "software/amazon/awssdk/services/sso/SsoClient.class",
                        "software/amazon/awssdk/services/ssooidc/SsoOidcClient.class",
                        "software/amazon/awssdk/services/sts/StsClient.class",
                        "META-INF/services/software.amazon.awssdk.http.SdkHttpService")
                .doesNotHaveDuplicates();
    }

    @Test
    void manPages_areWrittenForEveryCommand() throws IOException {
        Path pages = Built.COMMAND_LINE.resolve("generated-docs");
        assertThat(Files.readString(pages.resolve("drainguard.adoc"))).contains("Exit codes:", "*explain*");
        assertThat(Files.readString(pages.resolve("drainguard-watch.adoc"))).contains("*--dry-run*", "SIGTERM");
        assertThat(pages.resolve("drainguard-sweep.adoc")).isNotEmptyFile();
        assertThat(pages.resolve("drainguard-explain.adoc")).isNotEmptyFile();
        assertThat(Files.readString(pages.resolve("drainguard-status.adoc"))).contains("*--json*", "Exit codes:");
        assertThat(Files.readString(pages.resolve("drainguard-doctor.adoc"))).contains("*--no-look*", "Exit codes:");
        assertThat(Files.readString(pages.resolve("drainguard-release.adoc"))).contains("*--yes*", "Exit codes:");
    }

    private static List<String> entries(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> !name.endsWith("/"))
                    .toList();
        }
    }
}
