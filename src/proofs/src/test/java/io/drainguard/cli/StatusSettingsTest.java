package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Whose settings `drainguard status` judges by.
class StatusSettingsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MAX_HOLD = "MAX_HOLD_SECONDS";

    private final Prompt prompt = new Prompt();

    @AfterEach
    void close() {
        prompt.close();
    }

    @BeforeEach
    void oneNodeForTenMinutes() {
        Instance node = prompt.group(1).getFirst();
        prompt.account.shell.disk(node.id(), Disk.holding(7, 7_000, Account.START));
        prompt.account.scaleIn(List.of(node));
        prompt.guard.guardFor(Duration.ofMinutes(10));
    }

    private JsonNode json(int exitCode, String... more) throws Exception {
        String[] words = new String[more.length + 2];
        words[0] = "status";
        words[1] = "--json";
        System.arraycopy(more, 0, words, 2, more.length);
        assertThat(prompt.run(words)).as(prompt.err()).isEqualTo(exitCode);
        return JSON.readTree(prompt.out());
    }

    private static long left(JsonNode shown) {
        return shown.path("nodes").path(0).path("secondsToCeiling").asLong();
    }

    private String text() {
        prompt.run("status");
        return prompt.out().replaceAll("\\s+", " ");
    }

    @Test
    void settingsOfTheGuardThatSweeps_countAndAreNamed() throws Exception {
        StatusScene.guard(prompt, "drainguard-Guard", Map.of(MAX_HOLD, "14400"));

        JsonNode shown = json(0);

        assertThat(left(shown)).isBetween(13_700L, 13_810L);
        assertThat(shown.path("settingsOf").asText()).isEqualTo("drainguard-Guard");
        assertThat(shown.path("settingsFallback").asBoolean()).isFalse();
        assertThat(text()).contains("Settings of function drainguard-Guard.");
    }

    @Test
    void variableOfTheOperator_neverOverridesSilently() throws Exception {
        StatusScene.guard(prompt, "drainguard-Guard", Map.of(MAX_HOLD, "14400"));
        prompt.environment.put(MAX_HOLD, "1800");
        prompt.environment.put("LIFECYCLE_HOOK_NAME", "My-Hook");

        JsonNode shown = json(0);

        assertThat(left(shown)).isBetween(13_700L, 13_810L);
        assertThat(shown.path("notes").toString())
                .contains(
                        "MAX_HOLD_SECONDS=1800 in your environment does not count: function drainguard-Guard has 14400")
                .contains("LIFECYCLE_HOOK_NAME=My-Hook in your environment does not count");
        assertThat(text()).contains("Note: MAX_HOLD_SECONDS=1800 in your environment does not count");
        prompt.environment.put(MAX_HOLD, "14400");
        assertThat(json(0).path("notes").toString()).doesNotContain(MAX_HOLD);
    }

    @Test
    void noGuardToBeFound_fallsBackAndSaysSo() throws Exception {
        prompt.environment.put(MAX_HOLD, "3600");

        JsonNode shown = json(0);

        assertThat(left(shown)).isBetween(2_900L, 3_010L);
        assertThat(shown.path("settingsOf").isNull()).isTrue();
        assertThat(shown.path("settingsFallback").asBoolean()).isTrue();
        assertThat(text())
                .contains("Settings of your environment, since no guard has swept in the last three hours")
                .contains("times left may be wrong");
    }

    @Test
    void settingsThatMayNotBeRead_fallBackAndAreAProblem() throws Exception {
        StatusScene.guard(prompt, "drainguard-Guard", Map.of(MAX_HOLD, "14400"));
        prompt.world.surroundings().deny("lambda:GetFunctionConfiguration");

        JsonNode shown = json(1);

        assertThat(shown.path("settingsFallback").asBoolean()).isTrue();
        assertThat(prompt.err())
                .contains("the settings of guard drainguard-Guard could not be read")
                .contains("; next: ");
        assertThat(prompt.err().lines()).hasSize(1);
        prompt.world.surroundings().deny("cloudwatch:ListMetrics");
        assertThat(json(1).path("settingsFallbackBecause").asText()).isEqualTo("which guard sweeps could not be read");
    }

    @Test
    void guardOnAnInstance_hasNoSettingsToRead() throws Exception {
        prompt.world
                .surroundings()
                .swept("drainguard-ec2", prompt.world.instant().minusSeconds(30));

        assertThat(json(0).path("settingsFallbackBecause").asText())
                .isEqualTo("guard drainguard-ec2 is no function, so its settings cannot be read");
    }

    @Test
    void ofTwoGuardsThatSweep_theOneThatHoldsShortestCounts() throws Exception {
        StatusScene.guard(prompt, "one", Map.of(MAX_HOLD, "14400"));
        StatusScene.guard(prompt, "other", Map.of(MAX_HOLD, "7200"));

        JsonNode shown = json(0);

        assertThat(left(shown)).isBetween(6_500L, 6_610L);
        assertThat(shown.path("settingsOf").asText()).isEqualTo("other, one");
        assertThat(text())
                .contains("Settings of functions other and one.")
                .contains("the guards differ: other holds 2 h, one holds 4 h; the shortest counts here");
        assertThat(left(json(0, "--guard", "one"))).isBetween(13_700L, 13_810L);
    }

    @Test
    void ofTwoGuardsOfWhichOneSweeps_thatOneCounts() throws Exception {
        StatusScene.guard(prompt, "stopped", Map.of(MAX_HOLD, "3600"));
        prompt.guard.guardFor(Duration.ofMinutes(20));
        StatusScene.guard(prompt, "sweeps", Map.of(MAX_HOLD, "14400"));

        assertThat(json(0).path("settingsOf").asText()).isEqualTo("sweeps");
    }

    @Test
    void ofTwoGuards_onlyOneWhoseHookTheGroupHasCounts() throws Exception {
        StatusScene.guard(prompt, "holds", Map.of(MAX_HOLD, "14400"));
        StatusScene.guard(prompt, "elsewhere", Map.of(MAX_HOLD, "3600", "LIFECYCLE_HOOK_NAME", "Other-Hook"));

        assertThat(left(json(0))).isBetween(13_700L, 13_810L);
    }

    @Test
    void settingsThatStopTheGuard_areAProblem() throws Exception {
        StatusScene.guard(prompt, "drainguard-Guard", Map.of(MAX_HOLD, "soon"));

        assertThat(json(1).path("settingsFallback").asBoolean()).isTrue();
        assertThat(prompt.err())
                .contains("function drainguard-Guard cannot start with its settings")
                .contains("soon");
    }
}
