package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.DrainDocument;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    /// Each drain document runs the file that the comment above it names, in the template's order of both.
    @Test
    void drainDocuments_runTheirFilesAsTheyAre() throws IOException {
        for (Path file : Template.files()) {
            List<String> texts = new ArrayList<>();
            for (String script : ScriptEmbedder.marked(Files.readString(file))) {
                if (ScriptEmbedderTest.DRAIN_SCRIPT.matcher(script).matches()) {
                    texts.add(Files.readString(Path.of(script)) + "\n");
                }
            }
            assertThat(Template.load(file).drainDocuments().values())
                    .as(file.toString())
                    .isNotEmpty()
                    .extracting(DrainDocument::script)
                    .containsExactlyInAnyOrderElementsOf(texts);
        }
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
