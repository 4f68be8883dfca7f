package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.DrainDocument;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The shell files as CloudFormation hands them to documents and instances, once it has worked out a template.
class NodeScriptsTest {
    private static final Pattern ASSIGNMENT = Pattern.compile("(\\w+)='[^']*'");
    private static final Pattern NEEDED = Pattern.compile("\"\\$\\{(\\w+)\\?}\"");

    private final Template template;

    NodeScriptsTest() throws IOException {
        template = Deployments.complete(Template.load(Path.of("template.yaml"))).with("RunOn", "Both");
    }

    @Test
    void rescueDocument_runsItsFileAsItIs() throws IOException {
        assertThat(template.rescueDocument().script())
                .isEqualTo(Files.readString(Path.of("nodes/cribl/rescue.sh")) + "\n");
    }

    static List<Path> templates() throws IOException {
        return Template.files();
    }

    /// Each template holds one, whose file the comment above it names.
    @ParameterizedTest
    @MethodSource("templates")
    void drainDocument_runsItsFileAsItIs(Path file) throws IOException {
        String marked = ScriptEmbedder.marked(Files.readString(file)).stream()
                .filter(script -> script.endsWith("/drain.sh"))
                .reduce((one, other) -> one + ", " + other)
                .orElseThrow();

        assertThat(DrainDocument.in(file).script()).isEqualTo(Files.readString(Path.of(marked)) + "\n");
    }

    @ParameterizedTest
    @CsvSource({"WatchTemplate, nodes/guard/boot.sh", "WorkerTemplate, nodes/cribl/boot.sh"})
    void userData_isTheFileBehindTheVariablesThatItNeeds(String resource, String file) throws IOException {
        String script = Files.readString(Path.of(file));
        String userData =
                template.properties(resource).at("/LaunchTemplateData/UserData").asText();
        assertThat(userData).endsWith(script);

        List<String> header = userData.substring(0, userData.length() - script.length())
                .lines()
                .toList();
        assertThat(header.getFirst()).isEqualTo("#!/bin/bash");
        assertThat(header.stream().skip(1)).allMatch(ASSIGNMENT.asMatchPredicate());
        assertThat(header.stream().skip(1).map(line -> line.substring(0, line.indexOf('='))))
                .containsExactlyElementsOf(needed(script));
    }

    private static List<String> needed(String script) {
        return NEEDED.matcher(script)
                .results()
                .map((MatchResult variable) -> variable.group(1))
                .toList();
    }
}
