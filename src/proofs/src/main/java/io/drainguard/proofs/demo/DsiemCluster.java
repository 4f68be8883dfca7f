package io.drainguard.proofs.demo;

import io.drainguard.proofs.dsiem.ConfigSource;
import io.drainguard.proofs.dsiem.Directive;
import io.drainguard.proofs.dsiem.MemoryNats;
import io.drainguard.sim.time.SimTime;
import io.drainguard.sim.time.VirtualTime;
import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.GroupSettings.LoadBalancer;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/// A dsiem cluster on the nodes of a simulated account: NATS in memory, stand-ins for dsiem and its shipper, events that
/// are posted, and a receiver of alarms. It lives on a clock of its own, which somebody moves along with the account's.
/// Not thread-safe.
final class DsiemCluster {
    /// The longest rule of the directives; the overlap must be longer.
    static final int RULE_SECONDS = 45;

    /// From the launch to the programs' start: the boot, and the downloads.
    private static final Duration BOOT = Duration.ofSeconds(40);

    private static final Duration TICK = Duration.ofSeconds(1);

    private static final Duration AWAY = Duration.ofSeconds(40);

    private static final Set<LifecycleState> STAY =
            Set.of(LifecycleState.PENDING, LifecycleState.PENDING_WAIT, LifecycleState.IN_SERVICE);

    private final VirtualTime time;
    private final List<DeployedGroup> groups;
    private final Function<String, Path> roots;
    private final Path configs;
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

    /// @param fileSystem what the frontends share
    /// @param roots a node's root by its id
    /// @param notes told what happens
    /// @param stopsEarly a planted fault: a backend stops as soon as its successor is launched
    DsiemCluster(
            Instant start,
            long seed,
            List<DeployedGroup> groups,
            Path fileSystem,
            Function<String, Path> roots,
            Consumer<String> notes,
            boolean stopsEarly) {
        this.time = new VirtualTime(start);
        this.random = new SplittableRandom(seed);
        this.nats = new MemoryNats(time, random.nextLong());
        this.groups = groups;
        this.roots = roots;
        this.configs = fileSystem.resolve("configs");
        this.notes = notes;
        this.stopsEarly = stopsEarly;
        nats.witness((message, clients) -> tally.sent(
                message, clients.stream().map(MemoryNats.Client::name).toList()));
        offerConfigs();
        this.load = new DsiemLoad(this, random.split());
        time.after(TICK, this::tick);
    }

    private void offerConfigs() {
        try {
            Files.createDirectories(configs);
            Files.writeString(
                    configs.resolve("assets_all.json"),
                    "{\"assets\":[{\"name\":\"all\",\"cidr\":\"10.0.0.0/8\",\"value\":5}]}");
            for (int i = 0; i < nodes().size(); i++) {
                Directive one = Directive.ofTwo(i + 1, DsiemLoad.PLUGIN + i, RULE_SECONDS);
                Files.write(
                        configs.resolve("directives_" + nodes().get(i) + "_demo.json"), Directive.file(List.of(one)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
                .map(group -> group.tag("drainguard:dsiem-node"))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /// Its groups of one kind, by their tag `drainguard:system`.
    List<DeployedGroup> groups(String system) {
        return groups.stream()
                .filter(group -> group.tag("drainguard:system").equals(system))
                .toList();
    }

    ClusterNode node(String id) {
        return Objects.requireNonNull(nodes.get(id));
    }

    <T extends ClusterNode> Stream<T> all(Class<T> kind) {
        return nodes.values().stream().filter(kind::isInstance).map(kind::cast);
    }

    /// Has launching hooks hold, and load balancers let connections end.
    void prepare(World world) {
        for (DeployedGroup group : groups) {
            if (group.launchingHook().isPresent()) {
                world.groupSettings().holdLaunches(group.name());
            }
            if (group.deregistration().isPositive()) {
                world.groupSettings().balancer(group.name(), new LoadBalancer(group.deregistration(), false));
            }
        }
        groups.forEach(group -> world.members(group.name()).forEach(this::launched));
        List.of(NatsNode.class, FrontendNode.class, BackendNode.class)
                .forEach(kind -> all(kind).forEach(ClusterNode::boot));
    }

    /// Sees what became of the account's nodes, and answers the launching hooks of backends that are ready.
    void follow(World world) {
        for (Instance instance : List.copyOf(world.instances())) {
            if (!nodes.containsKey(instance.id())) {
                launched(instance);
                ClusterNode fresh = node(instance.id());
                notes.accept("the group " + fresh.group.name() + " has launched " + fresh.id());
                time.after(BOOT, fresh::boot);
            }
            follow(world, instance, node(instance.id()));
        }
    }

    private void follow(World world, Instance instance, ClusterNode node) {
        if (instance.state() == LifecycleState.IN_SERVICE) {
            inService.putIfAbsent(node.id(), now());
        } else {
            inService.remove(node.id());
        }
        if (!STAY.contains(instance.state())) {
            node.mustGo();
        }
        if (instance.ended() != null && !node.ended()) {
            node.end();
            notes.accept("EC2 has ended " + node.id());
        }
        Hook hook = node.group.launchingHook().orElse(null);
        if (hook != null
                && instance.state() == LifecycleState.PENDING_WAIT
                && node instanceof BackendNode backend
                && backend.isReady()) {
            notes.accept(backend.id() + " subscribes as " + backend.node() + " and goes into service");
            world.autoScaling()
                    .completeLifecycleAction(
                            node.group.name(), hook.name(), ActionRef.instance(node.id()), "CONTINUE");
        }
    }

    private void launched(Instance instance) {
        DeployedGroup group = groups.stream()
                .filter(one -> one.name().equals(instance.groupName()))
                .findFirst()
                .orElseThrow();
        NodeFiles files = new NodeFiles(roots.apply(instance.id()));
        nodes.put(instance.id(), switch (group.tag("drainguard:system")) {
            case "dsiem-nats" -> new NatsNode(instance.id(), group, files, nats);
            case "dsiem-frontend" -> {
                mount(files);
                yield new FrontendNode(instance.id(), group, files, time, nats, random.split());
            }
            default -> new BackendNode(instance.id(), group, files, this);
        });
    }

    private void mount(NodeFiles files) {
        try {
            Path home = Files.createDirectories(files.root().resolve("dsiem"));
            Files.createSymbolicLink(home.resolve("configs"), configs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
        List<FrontendNode> takers = all(FrontendNode.class).filter(FrontendNode::takes).toList();
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
        notes.accept("dsiem of " + backend.id() + " is stopped with " + backend.openAtStop()
                + " correlations open; " + backend.waiting() + " bytes of alarms wait on its disk");
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
