package io.drainguard.proofs.dsiem;

import static io.drainguard.proofs.dsiem.DsiemFrontend.Answer.ACCEPTED;
import static io.drainguard.proofs.dsiem.DsiemFrontend.Answer.CHANNEL_FULL;
import static io.drainguard.proofs.dsiem.DsiemFrontend.Answer.NOT_VALID;
import static io.drainguard.proofs.dsiem.DsiemFrontend.Answer.TOO_MANY;
import static io.drainguard.proofs.dsiem.DsiemFrontend.Answer.UNPARSABLE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the stand-in's frontend answers, against `server/handler.go` and `server/server.go`.
final class DsiemFrontendTest {
    private static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
    private static final Event EVENT = Event.of("e1", NOON, 1001, 1, "10.0.0.1", "10.0.0.2");

    @TempDir
    private Path folder;

    @Test
    void acceptedEvents_areInMemoryUntilPublished() {
        DsiemFrontend frontend = DsiemFrontend.simulated(folder, () -> NOON);
        Published published = new Published();
        assertThat(frontend.post(EVENT.bytes())).isEqualTo(ACCEPTED);
        assertThat(published.messages).isEmpty();
        frontend.publish(published);

        assertThat(published.messages).hasSize(1);
        assertThat(Event.read(published.messages.getFirst()).orElseThrow().eventId())
                .isEqualTo("e1");
    }

    @Test
    void killedFrontend_losesWhatItHasNotPublished() {
        DsiemFrontend frontend = DsiemFrontend.simulated(folder, () -> NOON);
        frontend.post(EVENT.bytes());
        frontend.kill();
        Published published = new Published();
        frontend.publish(published);
        assertThat(published.messages).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "1", "{\"plugin_id\":\"1\"}", "{\"event_id\":1}", "{} {}"})
    void whatIsNoEvent_isAnswered500(String body) {
        assertThat(post(body)).isEqualTo(UNPARSABLE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"event_id\":\"e\",\"timestamp\":\"t\",\"sensor\":\"s\",\"src_ip\":\"a\"}",
                "{\"event_id\":\"e\",\"timestamp\":\"t\",\"sensor\":\"s\",\"src_ip\":\"a\",\"dst_ip\":\"b\",\"plugin_id\":1}"
            })
    void eventWithoutWhatEachNeeds_isAnswered418(String body) {
        assertThat(post(body)).isEqualTo(NOT_VALID);
    }

    private DsiemFrontend.Answer post(String body) {
        return DsiemFrontend.simulated(folder, () -> NOON).post(body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void fullChannel_isAnswered408() {
        DsiemFrontend frontend = new DsiemFrontend(folder, 0, 0, Duration.ZERO, () -> NOON, length -> {});
        assertThat(IntStream.range(0, 1024).mapToObj(i -> frontend.post(EVENT.bytes())))
                .containsOnly(ACCEPTED);
        assertThat(frontend.post(EVENT.bytes())).isEqualTo(CHANNEL_FULL);
    }

    @Test
    void burstAboveTheLimit_isHeldUpForThreeSecondsThenRefused() {
        List<Duration> pauses = new ArrayList<>();
        DsiemFrontend frontend = new DsiemFrontend(folder, 1_000, 100, Duration.ZERO, () -> NOON, pauses::add);
        Published published = new Published();
        List<DsiemFrontend.Answer> answers = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            answers.add(frontend.post(EVENT.bytes()));
            frontend.publish(published);
        }
        // A full bucket of 1,000, and three seconds of a rate of 550.
        assertThat(answers.subList(0, 2_650)).containsOnly(ACCEPTED);
        assertThat(answers.subList(2_650, 3_000)).containsOnly(TOO_MANY);
        assertThat(pauses).hasSize(1_650).last().isEqualTo(Duration.ofSeconds(3));
    }

    private static final class Published implements Bus {
        private final List<byte[]> messages = new ArrayList<>();

        @Override
        public void publish(String subject, byte[] data) {
            assertThat(subject).isEqualTo("dsiem_events");
            messages.add(data);
        }

        @Override
        public AutoCloseable subscribe(String subject, Consumer<byte[]> handler) {
            throw new UnsupportedOperationException();
        }
    }
}
