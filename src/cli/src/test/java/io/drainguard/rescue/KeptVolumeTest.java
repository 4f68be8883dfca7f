package io.drainguard.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.rescue.KeptVolume.Hold;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeptVolumeTest {
    private static KeptVolume volume(Map<String, String> tags) {
        return new KeptVolume("vol-1", "available", "us-east-1a", List.of(), tags);
    }

    /// Only a proof that is younger than the guard's last protection counts, and only one that can be read.
    @ParameterizedTest
    @CsvSource({
        "2026-01-01T10:00:01Z, 2026-01-01T10:00:00Z, true",
        "2026-01-01T10:00:00Z, 2026-01-01T10:00:00Z, false",
        "2026-01-01T09:00:00Z, 2026-01-01T10:00:00Z, false",
        "yesterday, 2026-01-01T10:00:00Z, false",
        "2026-01-01T10:00:01Z, once, false",
    })
    void volume_isDrainedByAProofAfterItsProtection(String drained, String kept, boolean isDrained) {
        assertThat(volume(Map.of("drainguard:drained-at", drained, "drainguard:protected-at", kept))
                        .isDrained())
                .isEqualTo(isDrained);
    }

    @Test
    void volumeWithoutTags_isNeitherKeptNorDrained() {
        assertThat(volume(Map.of()).isDrained()).isFalse();
        assertThat(volume(Map.of("drainguard:drained-at", "2026-01-01T10:00:01Z"))
                        .isDrained())
                .isFalse();
        assertThat(volume(Map.of("drainguard:protected", "vol-1")).isKept()).isFalse();
        assertThat(volume(Map.of("drainguard:protected", "vol-1", "drainguard:group", "g"))
                        .isKept())
                .isTrue();
    }

    @Test
    void volume_hadDataUnlessNothingWasReported() {
        assertThat(volume(Map.of()).hadData()).isFalse();
        assertThat(volume(Map.of("drainguard:pending-bytes", "0")).hadData()).isFalse();
        assertThat(volume(Map.of("drainguard:pending-bytes", "1")).hadData()).isTrue();
        assertThat(volume(Map.of("drainguard:pending-bytes", "unknown")).hadData())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"i-1 set, i-1, true", "i-1 was, i-1, false", "i-1, i-1, false", "'', '', false"})
    void hold_isReadAsItWasWritten(String value, String worker, boolean ours) {
        assertThat(Hold.of(value)).isEqualTo(new Hold(worker, ours));
    }

    @Test
    void hold_isWrittenAsTheOlderVersionReadsIt() {
        assertThat(new Hold("i-1", true).value()).isEqualTo("i-1 set");
        assertThat(new Hold("i-1", false).value()).isEqualTo("i-1 was");
    }
}
