package io.drainguard.sim.lambda;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FunctionConfigTest {

    @Test
    void environment_setsAReservedName_isRefused() {
        assertThatThrownBy(() -> Probe.function("guard", Map.of("AWS_REGION", "eu-west-1")))
                .hasMessage("function guard: reserved variable AWS_REGION");
    }

    @Test
    void environment_aboveFourKilobytes_isRefused() {
        assertThatThrownBy(() -> Probe.function("guard", Map.of("LONG", "x".repeat(4093))))
                .hasMessageContaining("4097 bytes");
    }

    @Test
    void timeout_aboveFifteenMinutes_isRefused() {
        assertThatThrownBy(() -> Probe.function("guard", Map.of(), Duration.ofSeconds(901)))
                .hasMessageContaining("timeout PT15M1S");
    }
}
