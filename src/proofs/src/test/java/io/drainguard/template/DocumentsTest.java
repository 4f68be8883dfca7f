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
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the drain document of every template must be, whatever it looks at (the page on the contract).
class DocumentsTest {
    @TempDir
    Path home;

    /// A drain document and its logical id.
    private record Drain(Path template, String id, DrainDocument document) {
        JsonNode resource() throws IOException {
            return Template.load(template).raw().path("Resources").path(id).path("Properties");
        }

        @Override
        public String toString() {
            return template + " " + id;
        }
    }

    static List<Drain> documents() throws IOException {
        List<Drain> documents = new ArrayList<>();
        for (Path template : Template.files()) {
            Template.load(template)
                    .drainDocuments()
                    .forEach((id, document) -> documents.add(new Drain(template, id, document)));
        }
        return documents;
    }

    static Stream<Arguments> documentsInShells() throws IOException {
        return documents().stream()
                .flatMap(document -> Stream.of("dash", "bash", "busybox sh").map(sh -> Arguments.of(document, sh)));
    }

    @Test
    void everyGroup_namesADrainDocumentOfItsTemplate() throws IOException {
        for (Path file : Template.files()) {
            Template template = Template.load(file);
            assertThat(template.drainDocuments().values())
                    .as(file.toString())
                    .extracting(DrainDocument::name)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(
                            template.raw().findValues("Tags").stream()
                                    .flatMap(JsonNode::valueStream)
                                    .filter(tag -> tag.path("Key").asText().equals("drainguard")
                                            && tag.path("PropagateAtLaunch").asBoolean())
                                    .map(tag -> template.drainDocuments()
                                            .get(tag.at("/Value/Ref").asText())
                                            .name())
                                    .toList());
        }
    }

    /// The guard reads a second step as Unknown.
    @ParameterizedTest
    @MethodSource("documents")
    void document_isACommandWithOneStepForLinux(Drain drain) throws IOException {
        JsonNode document = drain.resource();

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
    @MethodSource("documents")
    void script_endsBeforeTheAgentEndsIt(Drain drain) throws IOException {
        String script = drain.document().script();
        int longest = number(script, "longest");
        int total = number(script, "total");

        assertThat(drain.resource()
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
    @MethodSource("documents")
    void document_hasANameThatTheGuardMayRun(Drain drain) {
        assertThat(drain.document().name()).matches("drainguard-[A-Za-z0-9_.-]+");
    }

    /// A person's text must not become shell text, and the guard sends nothing but this number.
    @ParameterizedTest
    @MethodSource("documents")
    void parameters_areHandedOverAsVariables(Drain drain) throws IOException {
        DrainDocument document = drain.document();
        JsonNode parameters = drain.resource().at("/Content/parameters");

        assertThat(parameters)
                .isNotEmpty()
                .allSatisfy(parameter ->
                        assertThat(parameter.path("interpolationType").asText()).isEqualTo("ENV_VAR"));
        assertThat(document.defaults()).containsEntry("wait", "0");
        assertThat(document.allowedPatterns()).containsEntry("wait", "^[0-9]{1,3}$");
    }

    /// Here is neither the product nor its data, so nobody can tell.
    @ParameterizedTest
    @MethodSource("documentsInShells")
    void script_saysUnknownOnAMachineWithoutTheProduct(Drain drain, String shell) throws IOException {
        Tools.assumeLinux();
        Tools.assumeInstalled(shell.split(" ")[0]);
        DrainDocument document = drain.document();
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
}
