package io.drainguard.proofs.demo;

import io.drainguard.proofs.dsiem.ConfigSource;
import io.drainguard.proofs.dsiem.MemoryNats;
import io.drainguard.sim.time.SimTime;
import io.drainguard.sim.time.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A dsiem cluster on the nodes of a simulated account: NATS in memory, stand-ins for dsiem and its shipper, events
/// that are posted, and a receiver of alarms. It lives on a clock of its own, which somebody moves along with
/// the account's. Not thread-safe.
final class DsiemCluster {
    private static final Duration TICK = Duration.ofSeconds(1);

    private static final Duration AWAY = Duration.ofSeconds(40);

    private final VirtualTime time;
    private final List<DeployedGroup> groups;
    private final MemoryNats nats;
    private final SplittableRandom random;
    private final DsiemTally tally = new DsiemTally();
    private final DsiemReceiver receiver = new DsiemReceiver(tally);
    private final Map<String, ClusterNode> nodes = new LinkedHashMap<>();
    private final Map<String, Instant> inService = new HashMap<>();
    private final Consumer<String> notes;
    private final boolean stopsEarly;
    private final DsiemLoad load;
    private boolean receiverLeft;

    /// @param notes told what happens
    /// @param stopsEarly a planted fault: a backend stops as soon as its successor is launched
    DsiemCluster(Instant start, long seed, List<DeployedGroup> groups, Consumer<String> notes, boolean stopsEarly) {
        this.time = new VirtualTime(start);
        this.random = new SplittableRandom(seed);
        this.nats = new MemoryNats(time, random.nextLong());
        this.groups = groups;
        this.notes = notes;
        this.stopsEarly = stopsEarly;
        nats.witness((message, clients) -> tally.sent(
                message, clients.stream().map(MemoryNats.Client::name).toList()));
        this.load = new DsiemLoad(this, random.split());
        time.after(TICK, this::tick);
    }

    List<DeployedGroup> groups() {
        return groups;
    }

    SimTime time() {
        return time;
    }

    Instant now() {
        return time.now();
    }

    SplittableRandom random() {
        return random;
    }

    MemoryNats nats() {
        return nats;
    }

    DsiemTally tally() {
        return tally;
    }

    DsiemReceiver receiver() {
        return receiver;
    }

    DsiemLoad load() {
        return load;
    }

    boolean stopsEarly() {
        return stopsEarly;
    }

    /// The names of the backends' nodes.
    List<String> nodes() {
        return groups.stream()
                .map(DeployedGroup::node)
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /// Its groups of one kind, by their tag `drainguard:system`.
    List<DeployedGroup> groups(String system) {
        return groups.stream().filter(group -> group.system().equals(system)).toList();
    }

    ClusterNode node(String id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    <T extends ClusterNode> Stream<T> all(Class<T> kind) {
        return nodes.values().stream().filter(kind::isInstance).map(kind::cast);
    }

    /// A node is there, whose programs start after a while.
    void add(ClusterNode node, Duration boot) {
        nodes.put(node.id(), node);
        if (boot.isZero()) {
            node.boot();
        } else {
            time.after(boot, node::boot);
        }
    }

    boolean has(String id) {
        return nodes.containsKey(id);
    }

    /// Whether a node is in service from now on.
    void inService(String id, boolean is) {
        if (is) {
            inService.putIfAbsent(id, now());
        } else {
            inService.remove(id);
        }
    }

    void note(String text) {
        notes.accept(text);
    }

    /// Lets its time pass up to then.
    void advance(Instant until) {
        if (until.isAfter(now())) {
            time.advance(Duration.between(now(), until));
        }
    }

    private void tick() {
        List.copyOf(nodes.values()).forEach(node -> node.tick(now()));
        time.after(TICK, this::tick);
    }

    /// Posts an event to a frontend, as the balancer and a sender who tries again do; says whether one answered 200.
    boolean post(int turn, byte[] event) {
        List<FrontendNode> takers =
                all(FrontendNode.class).filter(FrontendNode::takes).toList();
        for (int i = 0; i < takers.size(); i++) {
            if (takers.get((turn + i) % takers.size()).post(event)) {
                return true;
            }
        }
        return false;
    }

    /// What a frontend behind the balancer serves.
    ConfigSource configs() {
        return all(FrontendNode.class)
                .filter(FrontendNode::takes)
                .map(FrontendNode::configs)
                .findFirst()
                .orElseThrow();
    }

    /// Since when another node of a backend's group has been in service without a break.
    Optional<Instant> successorSince(BackendNode backend) {
        return others(backend)
                .filter(other -> inService.containsKey(other.id()))
                .map(other -> inService.get(other.id()))
                .findFirst();
    }

    boolean hasSuccessor(BackendNode backend) {
        List<ClusterNode> all = new ArrayList<>(nodes.values());
        return others(backend).anyMatch(other -> all.indexOf(other) > all.indexOf(backend));
    }

    private Stream<BackendNode> others(BackendNode backend) {
        return all(BackendNode.class)
                .filter(other -> other != backend && other.group.equals(backend.group) && !other.goes());
    }

    /// A backend's dsiem was stopped.
    void stopped(BackendNode backend) {
        notes.accept("dsiem of " + backend.id() + " is stopped with " + backend.openAtStop() + " correlations open; "
                + backend.disk().waiting() + " bytes of alarms wait on its disk");
    }

    /// The receiver of alarms goes away for a while, once.
    void receiverLeaves() {
        if (!receiverLeft) {
            receiverLeft = true;
            notes.accept("the receiver of alarms is away for " + AWAY.toSeconds() + " s");
            receiver.away(true);
            time.after(AWAY, () -> receiver.away(false));
        }
    }
}
