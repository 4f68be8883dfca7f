package io.drainguard.proofs.demo;

import io.drainguard.proofs.dsiem.Directive;
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
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// The instances of a simulated account on which a dsiem cluster lives: it makes a node of each, tells it what its
/// group wants, and answers launching hooks for backends that are ready.
final class DsiemAccount {
    /// The longest rule of the directives in seconds; the overlap must be longer.
    private static final int RULE_SECONDS = 45;

    /// From the launch to the programs' start: the boot, and the downloads.
    private static final Duration BOOT = Duration.ofSeconds(40);

    private static final Set<LifecycleState> STAY =
            Set.of(LifecycleState.PENDING, LifecycleState.PENDING_WAIT, LifecycleState.IN_SERVICE);

    private final DsiemCluster cluster;
    private final Path configs;
    private final Function<String, Path> roots;

    /// @param fileSystem what the frontends share
    /// @param roots a node's root by its id
    DsiemAccount(DsiemCluster cluster, Path fileSystem, Function<String, Path> roots) {
        this.cluster = cluster;
        this.configs = fileSystem.resolve("configs");
        this.roots = roots;
        offerConfigs();
    }

    private void offerConfigs() {
        List<String> nodes = cluster.nodes();
        try {
            Files.createDirectories(configs);
            Files.writeString(
                    configs.resolve("assets_all.json"),
                    "{\"assets\":[{\"name\":\"all\",\"cidr\":\"10.0.0.0/8\",\"value\":5}]}");
            for (int i = 0; i < nodes.size(); i++) {
                Directive one = Directive.ofTwo(i + 1, DsiemLoad.PLUGIN + i, RULE_SECONDS);
                Files.write(configs.resolve("directives_" + nodes.get(i) + "_demo.json"), Directive.file(List.of(one)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Has launching hooks hold and load balancers let connections end, and starts what runs on the first nodes: the
    /// bus, frontends, then backends, which ask frontends for their directives.
    void prepare(World world) {
        for (DeployedGroup group : cluster.groups()) {
            if (group.launchingHook().isPresent()) {
                world.groupSettings().holdLaunches(group.name());
            }
            if (group.deregistration().isPositive()) {
                world.groupSettings().balancer(group.name(), new LoadBalancer(group.deregistration(), false));
            }
        }
        for (String system : List.of("dsiem-nats", "dsiem-frontend", "dsiem-backend")) {
            for (DeployedGroup group : cluster.groups(system)) {
                world.members(group.name()).forEach(instance -> cluster.add(node(instance), Duration.ZERO));
            }
        }
    }

    /// Sees what became of the account's instances.
    void follow(World world) {
        for (Instance instance : List.copyOf(world.instances())) {
            if (!cluster.has(instance.id())) {
                cluster.add(node(instance), BOOT);
                cluster.note("the group " + instance.groupName() + " has launched " + instance.id());
            }
            follow(world, instance, cluster.node(instance.id()));
        }
    }

    private void follow(World world, Instance instance, ClusterNode node) {
        cluster.inService(node.id(), instance.state() == LifecycleState.IN_SERVICE);
        if (!STAY.contains(instance.state())) {
            node.mustGo();
        }
        if (instance.ended() != null && !node.ended()) {
            node.end();
            cluster.note("EC2 has ended " + node.id());
        }
        Hook hook = node.group.launchingHook().orElse(null);
        if (hook != null
                && instance.state() == LifecycleState.PENDING_WAIT
                && node instanceof BackendNode backend
                && backend.isReady()) {
            cluster.note(backend.id() + " subscribes as " + backend.node() + " and goes into service");
            world.autoScaling()
                    .completeLifecycleAction(node.group.name(), hook.name(), ActionRef.instance(node.id()), "CONTINUE");
        }
    }

    private ClusterNode node(Instance instance) {
        DeployedGroup group = cluster.groups().stream()
                .filter(one -> one.name().equals(instance.groupName()))
                .findFirst()
                .orElseThrow();
        NodeFiles files = new NodeFiles(roots.apply(instance.id()));
        return switch (group.system()) {
            case "dsiem-nats" -> new NatsNode(instance.id(), group, files, cluster.nats());
            case "dsiem-frontend" -> {
                mount(files);
                yield new FrontendNode(
                        instance.id(),
                        group,
                        files,
                        cluster.time(),
                        cluster.nats(),
                        cluster.random().split());
            }
            default -> new BackendNode(instance.id(), group, files, cluster);
        };
    }

    private void mount(NodeFiles files) {
        try {
            Path home = Files.createDirectories(files.root().resolve("dsiem"));
            Files.createSymbolicLink(home.resolve("configs"), configs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
