package io.drainguard.entry;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.lambda.Outcome;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A function whose settings cannot be used.
@Timeout(60)
class InvalidSettingsTest {
    @Test
    void invalidSettings_failTheStartWithAllProblemsNamed() throws Exception {
        try (Deployed deployed = new Deployed(Map.of(
                "LIFECYCLE_HOOK_NAME", "a:b",
                "MAX_HOLD_SECONDS", "2 days",
                "PROTECT_VOLUMES", "maybe",
                "DRAIN_DOCUMENT", "AWS-RunShellScript",
                "DOCUMENTS_PARAMETER", "a b",
                "END_RETAINED", "some"))) {
            Outcome outcome = deployed.invoke(EventParser.SWEEP);

            assertThat(outcome).isInstanceOf(Outcome.Failed.class);
            assertThat(outcome.toString())
                    .contains(
                            "LIFECYCLE_HOOK_NAME is 'a:b'",
                            "MAX_HOLD_SECONDS is '2 days'",
                            "PROTECT_VOLUMES is 'maybe'",
                            "DRAIN_DOCUMENT is 'AWS-RunShellScript'",
                            "DOCUMENTS_PARAMETER is 'a b'",
                            "END_RETAINED is 'some'");
            assertThat(deployed.world.calls().all()).isEmpty();
        }
    }
}
