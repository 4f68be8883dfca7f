package io.drainguard.proofs.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.dsiem.MemoryNats.Client;
import io.drainguard.proofs.dsiem.MemoryNats.Server;
import io.drainguard.sim.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The shape of what was measured with dsiem and nats-server: nothing lost, or some.
class MemoryNatsTest {
    private static final String EVENTS = "dsiem_events";

    private final VirtualTime time = new VirtualTime(Instant.parse("2026-01-05T10:00:00Z"));
    private final MemoryNats nats = new MemoryNats(time, 7);

    /// Numbered messages by turns from two publishers to two subscribers, 300 a second.
    private final class Traffic {
        private final List<Client> publishers = List.of(nats.connect("fe1"), nats.connect("fe2"));
        private final List<BitSet> seen = List.of(new BitSet(), new BitSet());
        private int sent;

        Traffic() {
            for (BitSet one : seen) {
                nats.connect("be").subscribe(EVENTS, data -> one.set(Integer.parseInt(new String(data))));
            }
        }

        void run(Duration length) {
            for (int i = 0; i < length.toMillis() * 3 / 10; i++) {
                publishers.get(sent % 2).publish(EVENTS, String.valueOf(sent).getBytes());
                sent++;
                time.advance(Duration.ofNanos(3_333_333));
            }
        }

        List<Integer> missing() {
            return seen.stream().map(one -> sent - one.cardinality()).toList();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void threeServers_retiredInTurnByLameDuckMode_loseNothing(long seed) {
        time.advance(Duration.ofMillis(seed));
        List<Server> servers = Stream.of("n1", "n2", "n3").map(nats::start).toList();
        Traffic traffic = new Traffic();
        for (Server server : servers) {
            server.lameDuck();
            traffic.run(Duration.ofSeconds(20));
            assertThat(server.running()).isFalse();
            nats.start(server.name() + "'");
        }
        assertThat(traffic.missing()).containsOnly(0);
    }

    @Test
    void oneOfTwoServersKilled_losesNothing() {
        Server first = nats.start("n1");
        nats.start("n2");
        Traffic traffic = new Traffic();
        traffic.run(Duration.ofSeconds(2));
        first.stop();
        traffic.run(Duration.ofSeconds(2));

        assertThat(traffic.missing()).containsOnly(0);
    }

    @Test
    void singleServerAwayForThreeSeconds_losesWhatPublishersSendBeforeSubscribersAreBack() {
        int lossy = 0;
        for (int run = 0; run < 20; run++) {
            Server only = nats.start("only");
            Traffic traffic = new Traffic();
            traffic.run(Duration.ofSeconds(2));
            only.stop();
            traffic.run(Duration.ofSeconds(3));
            nats.start("only");
            traffic.run(Duration.ofSeconds(5));
            lossy += traffic.missing().stream().anyMatch(missing -> missing > 0) ? 1 : 0;
            assertThat(traffic.publishers).allMatch(publisher -> publisher.dropped() == 0);
            assertThat(traffic.missing()).allMatch(missing -> missing < traffic.sent / 2);
        }
        assertThat(lossy).isBetween(10, 20);
    }

    @Test
    void subscriberThatIsAway_getsNothingLater() throws Exception {
        nats.start("n1");
        Client publisher = nats.connect("fe1");
        Client subscriber = nats.connect("be1");
        BitSet seen = new BitSet();
        AutoCloseable first = subscriber.subscribe(EVENTS, data -> seen.set(data[0]));
        publisher.publish(EVENTS, new byte[] {1});
        first.close();
        assertThat(subscriber.listensTo(EVENTS)).isFalse();
        publisher.publish(EVENTS, new byte[] {2});
        subscriber.subscribe(EVENTS, data -> seen.set(data[0]));
        publisher.publish(EVENTS, new byte[] {3});
        publisher.publish("dsiem_overload_signals", new byte[] {4});

        assertThat(seen.stream()).containsExactly(1, 3);
    }

    @Test
    void lameDuck_takesNoNewClient_closesTheOthersAfterTenSecondsOneByOne_andEnds() {
        Server first = nats.start("n1");
        List<Client> clients =
                IntStream.range(0, 5).mapToObj(i -> nats.connect("c" + i)).toList();
        Server second = nats.start("n2");
        first.lameDuck();
        Client late = nats.connect("late");

        assertThat(late.server()).isSameAs(second);
        time.advance(Duration.ofMillis(9_999));
        assertThat(first.connections()).isEqualTo(5);
        time.advance(Duration.ofMillis(1));
        assertThat(first.connections()).isEqualTo(4);
        time.advance(Duration.ofSeconds(4));
        assertThat(first.running()).isFalse();
        assertThat(clients).allMatch(client -> client.server() == second);
        assertThat(second.routes()).isZero();
    }

    @Test
    void clientThatKnowsOneAddress_learnsOfServersThatComeLater() {
        Server first = nats.start("n1");
        Client client = nats.connect("fe1", "n1");
        Server second = nats.start("n2");
        first.stop();

        assertThat(client.server()).isSameAs(second);
    }

    @Test
    void publisherWithoutServer_keepsEightMebibytes() {
        Client publisher = nats.connect("fe1");
        for (int i = 0; i < 9; i++) {
            publisher.publish(EVENTS, new byte[1024 * 1024]);
        }
        assertThat(publisher.dropped()).isOne();
    }
}
