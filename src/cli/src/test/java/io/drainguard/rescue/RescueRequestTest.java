package io.drainguard.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.rescue.RescueRequest.Place;
import java.util.List;
import org.junit.jupiter.api.Test;

class RescueRequestTest {
    private final RescueRequest request = new RescueRequest(
            "vol-1",
            null,
            new Place("/state/my queues", "cribl", "rescue-drainguard-x"),
            false,
            true,
            true,
            List.of("--profile", "it's ours"));

    @Test
    void again_isTheSameCommandWithTheWorker() {
        assertThat(request.again("i-1"))
                .isEqualTo("drainguard rescue --volume vol-1 --worker i-1 --at '/state/my queues' --service cribl"
                        + " --document rescue-drainguard-x --yes --keep-volume --profile 'it'\\''s ours'");
        assertThat(request.again("")).isEqualTo(request.withAnotherWorker()).doesNotContain("--worker");
    }

    @Test
    void back_deletesNothing() {
        assertThat(request.back())
                .isEqualTo("drainguard rescue --volume vol-1 --undo --service cribl --document rescue-drainguard-x"
                        + " --profile 'it'\\''s ours'");
    }
}
