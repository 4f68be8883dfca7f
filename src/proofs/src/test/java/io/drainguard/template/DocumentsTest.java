package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.aws.LookLine;
import io.drainguard.decide.Look;
import io.drainguard.proofs.deploy.DrainDocument;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the drain document of every template must be, whatever it looks at (the page on the contract).
class DocumentsTest {
    @TempDir
    Path home;

    static List<Path> templates() throws IOException {
        return Template.files();
    }

    static Stream<Arguments> templatesInShells() throws IOException {
        return templates().stream()
                .flatMap(file -> Stream.of("dash", "bash", "busybox sh").map(sh -> Arguments.of(file, sh)));
    }

    /// The guard reads a second step as Unknown.
    @ParameterizedTest
    @MethodSource("templates")
    void document_isACommandWithOneStepForLinux(Path file) throws IOException {
        JsonNode document = resource(file);

        assertThat(document.path("DocumentType").asText()).isEqualTo("Command");
        assertThat(document.path("UpdateMethod").asText()).isEqualTo("NewVersion");
        assertThat(document.at("/Content/schemaVersion").asText()).isEqualTo("2.2");
        assertThat(document.at("/Content/mainSteps")).hasSize(1);
        JsonNode step = document.at("/Content/mainSteps/0");
        assertThat(step.path("action").asText()).isEqualTo("aws:runShellScript");
        assertThat(step.at("/precondition/StringEquals/1").asText()).isEqualTo("Linux");
        assertThat(step.at("/inputs/timeoutSeconds").asInt()).isBetween(61, 110);
    }

    /// Otherwise the agent kills a look that would have answered.
    @ParameterizedTest
    @MethodSource("templates")
    void script_endsBeforeTheAgentEndsIt(Path file) throws IOException {
        String script = DrainDocument.in(file).script();
        int longest = number(script, "longest");
        int total = number(script, "total");

        assertThat(resource(file)
                        .at("/Content/mainSteps/0/inputs/timeoutSeconds")
                        .asInt())
                .isGreaterThan(longest + total);
    }

    private static int number(String script, String name) {
        Matcher found = Pattern.compile("(?m)^" + name + "=(\\d+) +#").matcher(script);
        assertThat(found.find()).as(name).isTrue();
        return Integer.parseInt(found.group(1));
    }

    @ParameterizedTest
    @MethodSource("templates")
    void document_hasANameThatTheGuardMayRun(Path file) throws IOException {
        assertThat(DrainDocument.in(file).name()).matches("drainguard-[A-Za-z0-9_.-]+");
    }

    /// A person's text must not become shell text, and the guard sends nothing but this number.
    @ParameterizedTest
    @MethodSource("templates")
    void parameters_areHandedOverAsVariables(Path file) throws IOException {
        DrainDocument document = DrainDocument.in(file);
        JsonNode parameters = resource(file).at("/Content/parameters");

        assertThat(parameters)
                .isNotEmpty()
                .allSatisfy(parameter ->
                        assertThat(parameter.path("interpolationType").asText()).isEqualTo("ENV_VAR"));
        assertThat(document.defaults()).containsEntry("wait", "0");
        assertThat(document.allowedPatterns()).containsEntry("wait", "^[0-9]{1,3}$");
    }

    /// Here is neither the product nor its data, so nobody can tell.
    @ParameterizedTest
    @MethodSource("templatesInShells")
    void script_saysUnknownOnAMachineWithoutTheProduct(Path file, String shell) throws IOException {
        Tools.assumeLinux();
        Tools.assumeInstalled(shell.split(" ")[0]);
        DrainDocument document = DrainDocument.in(file);
        Path script = Files.writeString(home.resolve("script.sh"), document.script());
        ProcessBuilder builder = new ProcessBuilder(
                        Stream.concat(Stream.of(shell.split(" ")), Stream.of(script.toString()))
                                .toList())
                .directory(home.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        document.defaults().forEach((name, value) -> builder.environment().put("SSM_" + name, value));

        Tools.Answer answer = Tools.run(builder);

        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(answer.stderr()).isEmpty();
        assertThat(answer.stdout()).hasSizeLessThan(2_500).contains("\"look\":\"unknown\"");
        assertThat(LookLine.parse(answer.stdout())).isInstanceOf(Look.Unknown.class);
    }

    private static JsonNode resource(Path file) throws IOException {
        return Template.load(file)
                .raw()
                .path("Resources")
                .path(Template.DRAIN_DOCUMENT)
                .path("Properties");
    }
}
