package io.drainguard.sim.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The queue of the template: window 2 s, batches of 1,000, two at once, hidden for 60 s, kept for 600 s, taken twice.
class BatchingQueueTest {
    private static final Instant START = Instant.parse("2026-01-01T10:00:00Z");
    private static final QueueSettings SETTINGS = settings(1000, 2);

    private final BatchingQueue<Integer> queue = new BatchingQueue<>(SETTINGS, 1);

    @Test
    void batch_isGatheredForTheWindowOfItsFirstMessage() {
        queue.send(1, at(0));
        assertThat(queue.due(at(0))).isEmpty();
        assertThat(queue.next()).isEqualTo(at(2));

        assertThat(queue.due(at(1.9))).isEmpty();
        assertThat(bodies(queue.due(at(2)))).containsExactly(1);
        assertThat(queue.size()).isOne();
    }

    @Test
    void fullBatch_doesNotWaitForItsWindow() {
        BatchingQueue<Integer> small = new BatchingQueue<>(settings(10, 2), 1);
        for (int i = 0; i < 25; i++) {
            small.send(i, at(0));
        }

        assertThat(small.due(at(0)))
                .extracting(batch -> batch.messages().size())
                .containsExactly(10, 10);
    }

    @Test
    void noMoreBatches_thanConcurrencyAllows() {
        BatchingQueue<Integer> small = new BatchingQueue<>(settings(10, 2), 1);
        for (int i = 0; i < 25; i++) {
            small.send(i, at(0));
        }
        List<Batch<Integer>> first = small.due(at(0));
        assertThat(small.due(at(5))).isEmpty();

        small.ended(first.getFirst(), true);
        assertThat(small.due(at(5))).isEmpty();
        assertThat(bodies(small.due(at(7)))).containsExactly(20, 21, 22, 23, 24);
        assertThat(small.size()).isEqualTo(15);
    }

    @Test
    void messages_areSharedOutAtRandom() {
        for (int i = 0; i < 1000; i++) {
            queue.send(i, at(0));
        }
        assertThat(queue.due(at(0))).isEmpty();
        List<Batch<Integer>> batches = queue.due(at(2));

        assertThat(batches)
                .hasSize(2)
                .allSatisfy(batch -> assertThat(batch.messages()).hasSizeBetween(450, 550));
        assertThat(bodies(batches)).hasSize(1000).doesNotHaveDuplicates();
        assertThat(bodies(batches.subList(0, 1))).anyMatch(body -> body < 50).anyMatch(body -> body >= 950);
    }

    @Test
    void oneSeed_givesOneSharing() {
        assertThat(shares(7)).isEqualTo(shares(7)).isNotEqualTo(shares(8));
    }

    @Test
    void withoutMaximumConcurrency_fiveBatchesGoAtOnce() {
        BatchingQueue<Integer> wide = new BatchingQueue<>(settings(1000, null), 1);
        for (int i = 0; i < 1000; i++) {
            wide.send(i, at(0));
        }
        wide.due(at(0));

        assertThat(wide.due(at(2))).hasSize(5);
    }

    @Test
    void handledBatch_isDeleted() {
        Batch<Integer> batch = sentAndTaken(1);
        queue.ended(batch, true);

        assertThat(queue.size()).isZero();
        assertThat(queue.next()).isNull();
        assertThat(queue.due(at(500))).isEmpty();
    }

    @Test
    void refusedBatch_comesBackAfterTheVisibilityTimeout() {
        Batch<Integer> batch = sentAndTaken(1);
        queue.ended(batch, false);
        assertThat(queue.next()).isEqualTo(at(60));
        assertThat(queue.due(at(59.9))).isEmpty();

        assertThat(queue.due(at(60))).isEmpty();
        QueueMessage<Integer> again = queue.due(at(62)).getFirst().messages().getFirst();
        QueueMessage<Integer> before = batch.messages().getFirst();
        assertThat(again.receiveCount()).isEqualTo(2);
        assertThat(again.id()).isEqualTo(before.id());
        assertThat(again.receiptHandle()).isNotEqualTo(before.receiptHandle());
        assertThat(again.firstReceived()).isEqualTo(at(0));
    }

    @Test
    void messageTakenTooOften_goesToTheDeadLetters() {
        queue.ended(sentAndTaken(1), false);
        queue.due(at(60));
        queue.ended(queue.due(at(62)).getFirst(), false);
        assertThat(queue.deadLetters()).isEmpty();

        assertThat(queue.due(at(120))).isEmpty();
        assertThat(queue.deadLetters()).extracting(QueueMessage::body).containsExactly(1);
        assertThat(queue.size()).isZero();
    }

    @Test
    void functionThatTakesLongerThanMessagesAreHidden_seesThemTwice() {
        Batch<Integer> slow = sentAndTaken(1);
        queue.due(at(60));
        List<Batch<Integer>> again = queue.due(at(62));
        queue.ended(slow, true);

        assertThat(bodies(again)).containsExactly(1);
        assertThat(queue.size()).as("an old receipt handle deletes nothing").isOne();
        queue.ended(again.getFirst(), true);
        assertThat(queue.size()).isZero();
    }

    @Test
    void messageThatIsVisibleAgain_isStillDeletedByItsLastReader() {
        List<Batch<Integer>> both = bothPollersBusy();
        assertThat(queue.due(at(90))).isEmpty();
        both.forEach(batch -> queue.ended(batch, true));

        assertThat(queue.size()).isZero();
    }

    @Test
    void oldMessage_isDroppedUnseen() {
        List<Batch<Integer>> both = bothPollersBusy();
        queue.send(3, at(5));
        assertThat(queue.due(at(604.9))).isEmpty();
        assertThat(queue.size()).isOne();

        both.forEach(batch -> queue.ended(batch, false));
        assertThat(queue.due(at(605))).isEmpty();
        assertThat(queue.size()).isZero();
        assertThat(queue.deadLetters()).isEmpty();
    }

    @Test
    void settings_areRefusedAsAwsRefusesThem() {
        assertThatThrownBy(() -> settings(1000, 1)).hasMessage("MaximumConcurrency 1 is not 2 to 1000");
        assertThatThrownBy(() ->
                        new QueueSettings(Duration.ZERO, 11, 2, Duration.ofSeconds(60), Duration.ofSeconds(600), 2))
                .hasMessage("BatchSize 11 is not 1 to 10");
        assertThatThrownBy(() -> SETTINGS.requireVisibleAfter(Duration.ofSeconds(61)))
                .hasMessageContaining("Queue visibility timeout: 60 seconds is less than Function timeout: 61 seconds");
    }

    private Batch<Integer> sentAndTaken(int body) {
        queue.send(body, at(0));
        queue.due(at(0));
        return queue.due(at(2)).getFirst();
    }

    private List<Batch<Integer>> bothPollersBusy() {
        for (int i = 0; i < 100; i++) {
            queue.send(i, at(0));
        }
        queue.due(at(0));
        List<Batch<Integer>> both = queue.due(at(2));
        assertThat(both).hasSize(2);
        return both;
    }

    private static List<List<Integer>> shares(long seed) {
        BatchingQueue<Integer> queue = new BatchingQueue<>(SETTINGS, seed);
        for (int i = 0; i < 100; i++) {
            queue.send(i, at(0));
        }
        queue.due(at(0));
        List<List<Integer>> shares = new ArrayList<>();
        queue.due(at(2)).forEach(batch -> shares.add(bodies(List.of(batch))));
        return shares;
    }

    private static List<Integer> bodies(List<Batch<Integer>> batches) {
        return batches.stream()
                .flatMap(batch -> batch.messages().stream())
                .map(QueueMessage::body)
                .toList();
    }

    private static QueueSettings settings(int batchSize, @Nullable Integer concurrency) {
        return new QueueSettings(
                Duration.ofSeconds(2), batchSize, concurrency, Duration.ofSeconds(60), Duration.ofSeconds(600), 2);
    }

    private static Instant at(double seconds) {
        return START.plusMillis(Math.round(seconds * 1000));
    }
}
