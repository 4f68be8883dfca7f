package io.drainguard.sim.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.sim.time.VirtualTime;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class QueueMappingTest {
    private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final QueueSettings SETTINGS =
            new QueueSettings(Duration.ofSeconds(2), 1000, 2, TIMEOUT, Duration.ofSeconds(600), 2);

    private record Work(Batch<String> batch, Consumer<Boolean> ended, Instant at) {}

    private final VirtualTime time = new VirtualTime(START);
    private final List<Work> work = new ArrayList<>();
    private final QueueMapping<String> mapping = new QueueMapping<>(
            SETTINGS, 1, time, TIMEOUT, (batch, ended) -> work.add(new Work(batch, ended, time.now())));

    @Test
    void batch_reachesTheFunctionWhenItsWindowEnds() {
        mapping.send("a");
        time.advance(Duration.ofMillis(1999));
        assertThat(work).isEmpty();
        time.advance(Duration.ofMillis(1));
        assertThat(work.getFirst().batch.messages())
                .extracting(QueueMessage::body)
                .containsExactly("a");

        work.getFirst().ended.accept(true);
        time.advance(Duration.ofHours(1));
        assertThat(work).hasSize(1);
        assertThat(mapping.size()).isZero();
    }

    @Test
    void throttledFunction_seesTheBatchOnceMore_thenItIsADeadLetter() {
        QueueMapping<String> throttled = new QueueMapping<>(SETTINGS, 1, time, TIMEOUT, (batch, ended) -> {
            work.add(new Work(batch, ended, time.now()));
            ended.accept(false);
        });
        throttled.send("a");
        time.advance(Duration.ofMinutes(5));

        assertThat(work).extracting(Work::at).containsExactly(START.plusSeconds(2), START.plusSeconds(62));
        assertThat(throttled.deadLetters()).extracting(QueueMessage::body).containsExactly("a");
        assertThat(throttled.size()).isZero();
    }

    @Test
    void whatComesWhileBothAreBusy_isTakenWhenOneIsFree() {
        for (int i = 0; i < 100; i++) {
            mapping.send("first " + i);
        }
        time.advance(Duration.ofSeconds(3));
        assertThat(work).hasSize(2);
        mapping.send("late");
        time.advance(Duration.ofSeconds(20));
        assertThat(work).hasSize(2);

        work.getFirst().ended.accept(true);
        time.advance(Duration.ofSeconds(2));
        assertThat(work.getLast().batch.messages())
                .extracting(QueueMessage::body)
                .containsExactly("late");
    }

    @Test
    void thousandEnds_areAHandfulOfInvocations() {
        QueueMapping<String> quick = new QueueMapping<>(SETTINGS, 1, time, TIMEOUT, (batch, ended) -> {
            work.add(new Work(batch, ended, time.now()));
            afterASecond(ended);
        });
        for (int i = 0; i < 1000; i++) {
            quick.send("m" + i);
            time.advance(Duration.ofMillis(3));
        }
        time.advance(Duration.ofSeconds(30));

        assertThat(work).hasSizeLessThan(8);
        assertThat(quick.size()).isZero();
    }

    private void afterASecond(Consumer<Boolean> ended) {
        var _ = time.after(Duration.ofSeconds(1), () -> ended.accept(true));
    }

    @Test
    void worldsClock_drivesItToo() {
        World world = new World(1, START);
        List<Instant> seen = new ArrayList<>();
        QueueMapping<Integer> inWorld =
                new QueueMapping<>(SETTINGS, 1, new WorldTime(world), TIMEOUT, (batch, ended) -> {
                    seen.add(world.instant());
                    world.after(Duration.ofSeconds(5), () -> ended.accept(seen.size() > 1));
                });
        inWorld.send(1);
        world.advance(Duration.ofMinutes(2));

        assertThat(seen).containsExactly(START.plusSeconds(2), START.plusSeconds(62));
        assertThat(inWorld.size()).isZero();
    }

    @Test
    void closedMapping_leavesMessagesInTheQueue() {
        mapping.send("a");
        mapping.close();
        mapping.send("b");
        time.advance(Duration.ofMinutes(1));

        assertThat(work).isEmpty();
        assertThat(mapping.size()).isEqualTo(2);
    }

    @Test
    void functionThatMayRunTooLong_isRefused() {
        assertThatThrownBy(() ->
                        new QueueMapping<String>(SETTINGS, 1, time, Duration.ofSeconds(300), (batch, ended) -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void event_isWrittenAsLambdaHandsItOver() throws Exception {
        mapping.send("{\"detail\":\"\u00e9\"}");
        time.advance(Duration.ofSeconds(2));
        Batch<String> batch = work.getFirst().batch;
        JsonNode record = new ObjectMapper()
                .readTree(SqsEvent.render(batch, "arn:aws:sqs:us-east-1:123456789012:looks"))
                .path("Records")
                .path(0);

        assertThat(record.properties().stream().map(java.util.Map.Entry::getKey))
                .containsExactly(
                        "messageId",
                        "receiptHandle",
                        "body",
                        "attributes",
                        "messageAttributes",
                        "md5OfBody",
                        "eventSource",
                        "eventSourceARN",
                        "awsRegion");
        assertThat(record.path("messageId").asText())
                .isEqualTo(batch.messages().getFirst().id());
        assertThat(record.path("body").asText()).isEqualTo("{\"detail\":\"\u00e9\"}");
        // printf '{"detail":"é"}' | md5sum
        assertThat(record.path("md5OfBody").asText()).isEqualTo("d9d57dac8c183bbae8b8d7d43eb31b43");
        assertThat(record.path("attributes").path("SentTimestamp").asText()).isEqualTo("1767261600000");
        assertThat(record.path("attributes").path("ApproximateReceiveCount").asText())
                .isEqualTo("1");
        assertThat(record.path("eventSource").asText()).isEqualTo("aws:sqs");
        assertThat(record.path("awsRegion").asText()).isEqualTo("us-east-1");
    }
}
