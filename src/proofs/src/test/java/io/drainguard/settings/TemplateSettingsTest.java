package io.drainguard.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The template's parameters and the code's settings are the same things.
class TemplateSettingsTest {
    private final Template template;

    TemplateSettingsTest() throws IOException {
        template = Template.load(Path.of("template.yaml"));
    }

    @Test
    void functionEnvironment_hasEverySettingAndNothingElseButTheJvmsFlags() {
        assertThat(template.functionEnvironment().keySet())
                .containsExactlyInAnyOrder(
                        Settings.HOOK_NAME,
                        Settings.MAX_HOLD,
                        Settings.PROTECT_VOLUMES,
                        Settings.DRAIN_DOCUMENT,
                        Settings.DOCUMENTS_PARAMETER,
                        Settings.END_RETAINED,
                        Settings.GROUP_METRICS,
                        Settings.NOTICES,
                        "JAVA_TOOL_OPTIONS");
    }

    /// The instance's Region and the guard's name are no settings: on Lambda the runtime says both.
    @Test
    void serviceEnvironment_hasEverySettingUnderTheSameNameAndValue() {
        Map<String, String> service = template.with("RunOn", "Ec2").serviceEnvironment();

        assertThat(service.keySet())
                .containsExactlyInAnyOrder(
                        Settings.HOOK_NAME,
                        Settings.MAX_HOLD,
                        Settings.PROTECT_VOLUMES,
                        Settings.DRAIN_DOCUMENT,
                        Settings.DOCUMENTS_PARAMETER,
                        Settings.END_RETAINED,
                        Settings.GROUP_METRICS,
                        Settings.NOTICES,
                        "AWS_REGION",
                        "DRAINGUARD_NAME");
        assertThat(service).containsEntry("AWS_REGION", "eu-central-1").containsEntry("DRAINGUARD_NAME", "cribl-ec2");
        assertThat(Settings.of(service)).isEqualTo(Settings.of(template.functionEnvironment()));
    }

    @Test
    void parameterDefaults_areTheCodesOwn() {
        Map<String, String> environment = template.functionEnvironment();
        environment.remove(Settings.DRAIN_DOCUMENT);
        environment.remove(Settings.DOCUMENTS_PARAMETER);
        // A guard that somebody starts by hand tells nobody; one that is deployed tells whoever gave a topic.
        assertThat(environment.remove(Settings.NOTICES)).isEqualTo("on");

        assertThat(Settings.of(environment)).isEqualTo(Settings.DEFAULTS);
    }

    /// Without them a guard would have no document to run.
    @Test
    void documentsOfTheStack_reachTheGuard() {
        Settings settings = Settings.of(template.functionEnvironment());

        assertThat(settings.drainDocument()).isEqualTo(template.drainDocument().name());
        assertThat(settings.documentsParameter()).isEqualTo("/drainguard/cribl/documents");
    }

    @ParameterizedTest
    @ValueSource(strings = {"own", "all"})
    void whoseRetainedNodesAreEnded_isTakenByTheGuardAsTheTemplateTakesIt(String value) {
        assertThat(template.parameters().get("EndRetained").path("AllowedValues"))
                .extracting(JsonNode::asText)
                .containsExactly("own", "all");
        assertThat(Settings.of(template.with("EndRetained", value).functionEnvironment())
                        .endsForeign())
                .isEqualTo(value.equals("all"));
    }

    @ParameterizedTest
    @CsvSource({"MaxHold, MAX_HOLD_SECONDS", "GroupMetrics, GROUP_METRICS"})
    void boundsOfAParameter_areTheCodesOwn(String parameter, String setting) {
        long least = template.parameters().get(parameter).path("MinValue").asLong();
        long most = template.parameters().get(parameter).path("MaxValue").asLong();

        assertThatCode(() -> Settings.of(Map.of(setting, "" + least))).doesNotThrowAnyException();
        assertThatCode(() -> Settings.of(Map.of(setting, "" + most))).doesNotThrowAnyException();
        assertThatThrownBy(() -> Settings.of(Map.of(setting, "" + (least - 1)))).isInstanceOf(Settings.Invalid.class);
        assertThatThrownBy(() -> Settings.of(Map.of(setting, "" + (most + 1)))).isInstanceOf(Settings.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "Cribl-Scaledown-Hook", "team/drain_hook-1", "/"})
    void hookNameThatTheTemplateTakes_isTakenByTheGuard(String name) {
        assertThat(name)
                .matches(template.parameters()
                        .get("LifecycleHookName")
                        .path("AllowedPattern")
                        .asText());
        assertThat(Settings.of(Map.of(Settings.HOOK_NAME, name)).hookName()).isEqualTo(name);
    }
}
