package io.drainguard.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    @Test
    void nothingSet_givesTheDefaults() {
        assertThat(Settings.of(Map.of()))
                .isEqualTo(new Settings("Cribl-Scaledown-Hook", Duration.ofSeconds(172_800), true));
    }

    @Test
    void everythingSet_givesNoDefault() {
        Settings settings = Settings.of(Map.of(
                "LIFECYCLE_HOOK_NAME", "my-hook",
                "MAX_HOLD_SECONDS", "7200",
                "PROTECT_VOLUMES", "false",
                "DRAIN_DOCUMENT", "drainguard-my_stack.1",
                "DOCUMENTS_PARAMETER", "/drainguard/my-stack/documents",
                "END_RETAINED", "all"));

        assertThat(settings)
                .isEqualTo(new Settings(
                        "my-hook",
                        Duration.ofHours(2),
                        false,
                        "drainguard-my_stack.1",
                        "/drainguard/my-stack/documents",
                        true));
    }

    @Test
    void nodesThatOthersRetained_areLeftUnlessASettingSaysOtherwise() {
        assertThat(Settings.of(Map.of()).endsForeign()).isFalse();
        assertThat(Settings.of(Map.of("END_RETAINED", "own")).endsForeign()).isFalse();
        assertThat(Settings.of(Map.of("END_RETAINED", " all ")).endsForeign()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"every", "true", "ALL", "Own", "own,all"})
    void endRetained_takesTwoWordsOnly(String value) {
        assertThatThrownBy(() -> Settings.of(Map.of("END_RETAINED", value)))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageContaining("END_RETAINED is '" + value + "': it takes all or own");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100})
    void groupsWithMetrics_areAsManyAsTheSettingSays(int groups) {
        assertThat(Settings.of(Map.of("GROUP_METRICS", " " + groups)).groupMetrics())
                .isEqualTo(groups);
        assertThat(Settings.of(Map.of("GROUP_METRICS", " ")).groupMetrics()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "101", "ten", "1.5", "99999999999"})
    void groupsWithMetrics_areNoOtherNumber(String value) {
        assertThatThrownBy(() -> Settings.of(Map.of("GROUP_METRICS", value)))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageContaining("GROUP_METRICS is '" + value + "': it takes a whole number from 0 to 100");
    }

    @Test
    void notices_areOffUnlessASettingSaysOtherwise() {
        assertThat(Settings.of(Map.of()).notices()).isFalse();
        assertThat(Settings.of(Map.of("NOTICES", "on")).notices()).isTrue();
        assertThat(Settings.of(Map.of("NOTICES", "off")).notices()).isFalse();
        assertThatThrownBy(() -> Settings.of(Map.of("NOTICES", "true")))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageContaining("NOTICES is 'true': it takes on or off");
    }

    /// The role may run no other documents, so such a guard would fail at every group.
    @ParameterizedTest
    @ValueSource(strings = {"AWS-RunShellScript", "drainguard-", "rescue-drainguard-x", "drainguard-a,drainguard-b"})
    void documentThatIsNoDrainDocument_isRefused(String value) {
        assertThatThrownBy(() -> Settings.of(Map.of("DRAIN_DOCUMENT", value)))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageContaining("DRAIN_DOCUMENT is '" + value + "': it takes the name of a drain document");
    }

    @Test
    void namesAtTheirLongest_areTaken() {
        String document = "drainguard-" + "d".repeat(117);
        String parameter = "/" + "p".repeat(1010);

        Settings settings = Settings.of(Map.of("DRAIN_DOCUMENT", document, "DOCUMENTS_PARAMETER", parameter));

        assertThat(settings.drainDocument()).isEqualTo(document);
        assertThat(settings.documentsParameter()).isEqualTo(parameter);
        assertThatThrownBy(() ->
                        Settings.of(Map.of("DRAIN_DOCUMENT", document + "d", "DOCUMENTS_PARAMETER", parameter + "p")))
                .hasMessageContaining("DRAIN_DOCUMENT is")
                .hasMessageContaining("DOCUMENTS_PARAMETER is");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/drainguard/*", "a b", "arn:aws:ssm:eu-central-1:123456789012:parameter/a", "\u00e4"})
    void parameterThatHasNoParametersName_isRefused(String value) {
        assertThatThrownBy(() -> Settings.of(Map.of("DOCUMENTS_PARAMETER", value)))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageContaining("DOCUMENTS_PARAMETER is '" + value + "'");
    }

    @Test
    void severalProblems_areToldAtOnce() {
        assertThatThrownBy(() -> Settings.of(
                        Map.of("LIFECYCLE_HOOK_NAME", "a:b", "MAX_HOLD_SECONDS", "2 days", "PROTECT_VOLUMES", "maybe")))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageContaining("LIFECYCLE_HOOK_NAME is 'a:b'")
                .hasMessageContaining("MAX_HOLD_SECONDS is '2 days': it takes whole seconds from 60 to 172800")
                .hasMessageContaining("PROTECT_VOLUMES is 'maybe'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"59", "172801", "-60", "1e3", "60.5", "\u0663\u0663\u0663", "99999999999999999999", "+60", "0x40"
            })
    void maxHold_outsideItsRangeIsRefused(String value) {
        assertThatThrownBy(() -> Settings.of(Map.of("MAX_HOLD_SECONDS", value)))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageContaining(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"60", "172800", " 3600 "})
    void maxHold_atItsEdgesIsTaken(String value) {
        assertThat(Settings.of(Map.of("MAX_HOLD_SECONDS", value)).maxHold())
                .isEqualTo(Duration.ofSeconds(Long.parseLong(value.strip())));
    }

    @Test
    void protectVolumes_takesTwoWordsOnly() {
        assertThatThrownBy(() -> Settings.of(Map.of("PROTECT_VOLUMES", "yes")))
                .isInstanceOf(Settings.Invalid.class)
                .hasMessageContaining("PROTECT_VOLUMES is 'yes'");
    }

    @Test
    void valueInAProblem_isToldUpToEightyCharacters() {
        assertThatThrownBy(() -> Settings.of(Map.of("PROTECT_VOLUMES", "y".repeat(80))))
                .hasMessageContaining("'" + "y".repeat(80) + "'");
        assertThatThrownBy(() -> Settings.of(Map.of("PROTECT_VOLUMES", "y".repeat(81))))
                .hasMessageContaining("'" + "y".repeat(80) + "...'");
    }

    @Test
    void blank_isTheDefault() {
        assertThat(Settings.of(Map.of(
                        "LIFECYCLE_HOOK_NAME", " ", "MAX_HOLD_SECONDS", "", "END_RETAINED", "", "DRAIN_DOCUMENT", " ")))
                .isEqualTo(Settings.DEFAULTS);
    }
}
