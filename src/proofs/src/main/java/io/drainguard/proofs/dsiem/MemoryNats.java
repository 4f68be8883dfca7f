package io.drainguard.proofs.dsiem;

import io.drainguard.sim.time.SimTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A cluster of NATS servers in memory, on simulated time. Not thread-safe.
///
/// - A message goes to each subscriber of that moment at any server; nothing is kept for one that is away
///   (docs.nats.io, Core NATS: at most once).
/// - A client whose server is gone tries the others of its pool at once, and the pool again 2 s later (nats.go,
///   doReconnect: ReconnectWait 2 s, jitter 100 ms). Meanwhile it keeps what it publishes, up to 8 MiB (nats.go,
///   DefaultReconnectBufSize), and sends that once its own subscriptions are back. That is how a single server that is
///   away for 3 s loses 41 % of a run while every post is answered 200: a publisher that is back before a subscriber
///   sends into the void (measured with dsiem a436146a and nats-server 2.9.10, 2026-11-28).
/// - A client learns of servers beside those of its address from the one that it is connected to (INFO, connect_urls);
///   dsiem is given one address.
/// - A server in lame-duck mode takes no new clients, after a grace period closes those it has one after the other, and
///   ends (nats-server, lameDuckMode).
/// - A change of server takes no time here. That is a frontend's case, which keeps what it publishes, and that of a
///   backend with a server of its own node, which never changes: measured, neither lost an event. A backend without one
///   missed 6, 3 and 0 in three runs (docs/explanation/dsiem-measured.md); `DsiemClusterIT` plays that.
public final class MemoryNats {
    /// Lame-duck mode of `nodes/dsiem/nats.conf`: before the first client is closed, and for all of it.
    static final Duration GRACE = Duration.ofSeconds(10);

    static final Duration LAME_DUCK = Duration.ofSeconds(30);

    /// Between two closed clients at most, and at least half of it (nats-server, lameDuckMode).
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private static final Duration RECONNECT_WAIT = Duration.ofSeconds(2);
    private static final int JITTER_MILLIS = 100;
    private static final int PENDING_BYTES = 8 * 1024 * 1024;

    private final SimTime time;
    private final SplittableRandom random;
    private final Map<String, Server> servers = new LinkedHashMap<>();
    private final List<Client> clients = new ArrayList<>();
    private BiConsumer<byte[], List<Client>> witness = (_, _) -> {};

    /// No servers yet.
    public MemoryNats(SimTime time, long seed) {
        this.time = time;
        this.random = new SplittableRandom(seed);
    }

    /// Has somebody see each message as it is sent, and the clients that get it.
    public void witness(BiConsumer<byte[], List<Client>> other) {
        witness = other;
    }

    /// Starts a server, and routes it to all others.
    public Server start(String name) {
        Server server = new Server(name);
        servers.put(name, server);
        clients.forEach(Client::learn);
        return server;
    }

    /// Connects a client, to any server as a balancer would; it goes on trying until it is closed.
    ///
    /// @param addresses the servers whose address it is given; none for the balancer's
    public Client connect(String name, String... addresses) {
        Client client = new Client(name, Set.of(addresses));
        clients.add(client);
        client.reconnect();
        return client;
    }

    /// A server.
    public final class Server {
        private final String name;
        private boolean accepts = true;
        private boolean running = true;

        private Server(String name) {
            this.name = name;
        }

        /// Its name.
        public String name() {
            return name;
        }

        /// Whether its process lives.
        public boolean running() {
            return running;
        }

        /// How many clients are connected to it, as its monitor's `/connz` says.
        public int connections() {
            return connected().size();
        }

        /// How many other servers it is routed to, as its monitor's `/routez` says.
        public int routes() {
            return (int) servers.values().stream()
                    .filter(other -> other != this && other.running)
                    .count();
        }

        /// The signal `ldm`.
        public void lameDuck() {
            if (accepts) {
                accepts = false;
                time.after(GRACE, this::closeFirst);
            }
        }

        /// The process ends at once, by whatever signal.
        public void stop() {
            accepts = false;
            running = false;
            connected().forEach(Client::lost);
        }

        private List<Client> connected() {
            return clients.stream().filter(client -> client.server == this).toList();
        }

        private void closeFirst() {
            Duration rest = LAME_DUCK.minus(GRACE).dividedBy(Math.max(1, connections()));
            closeNext(rest.compareTo(LONGEST_PAUSE) < 0 ? rest : LONGEST_PAUSE);
        }

        private void closeNext(Duration pause) {
            List<Client> left = connected();
            if (!running || left.isEmpty()) {
                stop();
                return;
            }
            left.getFirst().lost();
            long millis = pause.toMillis();
            time.after(
                    Duration.ofMillis(left.size() == 1 ? 0 : random.nextLong(millis / 2, millis)),
                    () -> closeNext(pause));
        }
    }

    /// A client, and the bus that a dsiem sees.
    public final class Client implements Bus, AutoCloseable {
        private final String name;
        private final Set<String> addresses;
        private final Set<String> learned = new HashSet<>();
        private final List<Subscription> subscriptions = new ArrayList<>();
        private final List<Runnable> pending = new ArrayList<>();
        private int pendingBytes;
        private long dropped;
        private boolean closed;
        private @Nullable Server server;

        private Client(String name, Set<String> addresses) {
            this.name = name;
            this.addresses = addresses;
        }

        private record Subscription(String subject, Consumer<byte[]> handler) {}

        /// Its name.
        public String name() {
            return name;
        }

        /// The server that it is connected to, or `null`.
        public @Nullable Server server() {
            return server;
        }

        /// Whether it would get a message of that subject now, as `/connz?subs=1` says.
        public boolean listensTo(String subject) {
            return server != null && subscriptions.stream().anyMatch(one -> one.subject.equals(subject));
        }

        /// How many messages did not fit into what it keeps while no server is there.
        public long dropped() {
            return dropped;
        }

        @Override
        public void publish(String subject, byte[] data) {
            if (server != null) {
                broadcast(subject, data);
            } else if (!closed && pendingBytes + data.length <= PENDING_BYTES) {
                pending.add(() -> broadcast(subject, data));
                pendingBytes += data.length;
            } else {
                dropped++;
            }
        }

        @Override
        public AutoCloseable subscribe(String subject, Consumer<byte[]> handler) {
            Subscription one = new Subscription(subject, handler);
            subscriptions.add(one);
            return () -> subscriptions.remove(one);
        }

        /// Its process ends; what it kept ends with it.
        @Override
        public void close() {
            closed = true;
            server = null;
            clients.remove(this);
        }

        private void lost() {
            server = null;
            reconnect();
        }

        private void reconnect() {
            List<Server> pool = servers.values().stream()
                    .filter(one -> one.accepts && knows(one.name))
                    .toList();
            if (closed || server != null) {
                return;
            }
            if (pool.isEmpty()) {
                time.after(RECONNECT_WAIT.plusMillis(random.nextInt(JITTER_MILLIS)), this::reconnect);
                return;
            }
            server = pool.get(random.nextInt(pool.size()));
            learn();
            List<Runnable> kept = List.copyOf(pending);
            pending.clear();
            pendingBytes = 0;
            kept.forEach(Runnable::run);
        }

        private boolean knows(String address) {
            return addresses.isEmpty() || addresses.contains(address) || learned.contains(address);
        }

        private void learn() {
            if (server != null) {
                learned.addAll(servers.keySet());
            }
        }

        private void receive(String subject, byte[] data) {
            List.copyOf(subscriptions).stream()
                    .filter(one -> one.subject.equals(subject))
                    .forEach(one -> one.handler.accept(data));
        }
    }

    private void broadcast(String subject, byte[] data) {
        List<Client> listeners =
                clients.stream().filter(client -> client.listensTo(subject)).toList();
        witness.accept(data, listeners);
        listeners.forEach(client -> client.receive(subject, data));
    }
}
