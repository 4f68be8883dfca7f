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
                        "io/drainguard/cli/Launcher.class",
                        "io/drainguard/cli/Main.class",
                        "io/drainguard/entry/GuardService.class",
                        "picocli/CommandLine.class",
                        "software/amazon/awssdk/services/sso/SsoClient.class",
                        "software/amazon/awssdk/services/ssooidc/SsoOidcClient.class",
                        "software/amazon/awssdk/services/signin/SigninClient.class",
                        "software/amazon/awssdk/services/sts/StsClient.class",
                        "META-INF/services/software.amazon.awssdk.http.SdkHttpService")
                .doesNotHaveDuplicates();
    }

    @Test
    void manPages_areWrittenForEveryCommand() throws IOException {
        Path pages = Built.COMMAND_LINE.resolve("man/man1");
        assertThat(Files.readString(pages.resolve("drainguard.1"))).contains("EXIT STATUS", "explain", "HTTPS_PROXY");
        for (String command : List.of("watch", "sweep", "explain", "status", "doctor", "release", "hold", "clear")) {
            assertThat(Files.readString(pages.resolve("drainguard-" + command + ".1")))
                    .contains("EXIT STATUS", "EXAMPLES", "ENVIRONMENT", "FILES", "SEE ALSO");
        }
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
