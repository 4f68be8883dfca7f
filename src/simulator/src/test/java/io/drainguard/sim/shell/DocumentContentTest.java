package io.drainguard.sim.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.sim.world.CommandDocument;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DocumentContentTest {
    private static final String CONTENT = """
            {"schemaVersion":"2.2",
             "parameters":{"queues":{"type":"String","default":"/opt/q","interpolationType":"ENV_VAR"},"free":{"type":"String"}},
             "mainSteps":[{"name":"look","action":"aws:runShellScript",
                           "inputs":{"timeoutSeconds":"40","runCommand":["set -u","echo hi"]}}]}
            """;

    @Test
    void content_givesScriptDefaultsAndTimeout() throws Exception {
        CommandDocument document = DocumentContent.read("d", new ObjectMapper().readTree(CONTENT));

        assertThat(document.stepName()).isEqualTo("look");
        assertThat(document.script()).isEqualTo("set -u\necho hi\n");
        assertThat(document.parameterDefaults()).containsOnlyKeys("queues").containsValue("/opt/q");
        assertThat(document.executionTimeout()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void parameters_areVariablesOnlyWithTheirInterpolationType() throws Exception {
        CommandDocument document = DocumentContent.read("d", new ObjectMapper().readTree("""
                {"schemaVersion":"2.2",
                 "parameters":{"env":{"type":"String","default":"e","interpolationType":"ENV_VAR"},
                               "plain":{"type":"String","default":"p"},
                               "list":{"type":"StringList","default":["/a","/b"],"interpolationType":"ENV_VAR"}},
                 "mainSteps":[{"name":"look","action":"aws:runShellScript",
                               "precondition":{"StringEquals":["platformType","Linux"]},
                               "inputs":{"runCommand":["echo {{ plain }} {{env}} {{ other }}"]}}]}
                """));

        assertThat(document.variables()).containsExactly(Map.entry("env", "e"), Map.entry("list", "[/a /b]"));
        assertThat(document.script(true)).isEqualTo("echo p $SSM_env {{ other }}\n");
        assertThat(document.script(false)).isEqualTo("echo p e {{ other }}\n");
        assertThat(document.platform()).isEqualTo("Linux");
    }

    @Test
    void otherSchema_isRefusedByName() {
        assertThatThrownBy(() -> DocumentContent.read(
                        "drainguard-q", new ObjectMapper().readTree(CONTENT.replace("2.2", "0.3"))))
                .hasMessageStartingWith("drainguard-q is no document");
    }
}
