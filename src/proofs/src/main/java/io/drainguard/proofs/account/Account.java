package io.drainguard.proofs.account;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.Ec2Volumes;
import io.drainguard.aws.GivenDocuments;
import io.drainguard.aws.SsmLooks;
import io.drainguard.decide.NodeId;
import io.drainguard.proofs.trial.AwsPorts;
import io.drainguard.sim.wire.InProcessHttpClient;
import io.drainguard.sim.wire.SharedWorld;
import io.drainguard.sim.wire.WireProtocol;
import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Site;
import io.drainguard.sim.world.Timings;
import io.drainguard.sim.world.World;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Volumes;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkClient;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ssm.SsmClient;

/// A simulated account with a drain document, a shell in memory and the SDK clients, whose own retries are off.
public final class Account {
    /// When it begins.
    public static final Instant START = Instant.parse("2026-01-01T10:00:00Z");

    /// The usual group; blanks and marks as in real names.
    public static final String GROUP = "workers <1> & more";

    /// The usual hook.
    public static final String HOOK = "Cribl-Scaledown-Hook";

    /// The usual drain document.
    public static final String DOCUMENT = "drainguard-workers";

    /// The parameter that lists a guard's documents.
    public static final String DOCUMENTS = "/drainguard/workers/documents";

    private static final URI NOWHERE = URI.create("http://simulator.invalid");

    /// The world behind it.
    public final World world;

    /// How its nodes answer.
    public final MemoryShell shell;

    /// What may go wrong with its calls.
    public final Trouble trouble = new Trouble();

    /// What its clients speak through.
    public final EditedHttpClient http;

    /// An account with recorded timings and no group yet.
    public Account() {
        this(Timings.recorded());
    }

    /// An account with other timings.
    public Account(Timings timings) {
        this(timings, START);
    }

    /// An account that begins at another time, for programs that live on the machine's clock.
    public Account(Timings timings, Instant start) {
        world = new World(1, start, timings, Site.EXAMPLE);
        shell = new MemoryShell(world);
        http = new EditedHttpClient(plugged(world));
        world.shell(shell);
        world.intercept(trouble);
        world.putDocument(document());
    }

    /// The usual drain document: a look may stay on the node, as the template's document lets it.
    public static CommandDocument document() {
        return document(DOCUMENT);
    }

    /// The same with another name.
    public static CommandDocument document(String name) {
        return new CommandDocument(name, "look", "true", Map.of(), Duration.ofSeconds(110))
                .withParameter("wait", "0", "^[0-9]{1,3}$");
    }

    /// A drain document of that name that its owner wrote before looks could stay on the node.
    public static CommandDocument oldDocument() {
        return new CommandDocument(DOCUMENT, "look", "true", Map.of(), Duration.ofSeconds(60));
    }

    /// The usual group: tagged, with a terminating hook, retaining.
    public static GroupSpec group(int size, Duration heartbeat) {
        return named(GROUP, size, heartbeat);
    }

    /// The same with another name.
    public static GroupSpec named(String name, int size, Duration heartbeat) {
        return GroupSpec.of(name, 0, Math.max(1, size), size)
                .tag(Tags.GUARDED, DOCUMENT)
                .hook(Hook.terminating(HOOK, heartbeat))
                .retaining();
    }

    /// Makes the usual group with a period of an hour.
    public List<Instance> workers(int size) {
        return world.createGroup(group(size, Duration.ofHours(1)));
    }

    /// Terminates these nodes by hand, without decrement, and lets them come to their wait.
    public void scaleIn(List<Instance> nodes) {
        nodes.forEach(node -> world.autoScaling().terminateInstanceInAutoScalingGroup(node.id(), false));
        world.advance(Duration.ofSeconds(2));
    }

    /// Records a heartbeat for a waiting node.
    public void heartbeat(Instance node) {
        world.autoScaling().recordLifecycleActionHeartbeat(node.groupName(), HOOK, ActionRef.instance(node.id()));
    }

    /// Abandons a waiting node, and lets it come to where its group keeps it.
    public void giveUp(Instance node) {
        world.autoScaling().completeLifecycleAction(node.groupName(), HOOK, ActionRef.instance(node.id()), "ABANDON");
        world.advance(Duration.ofSeconds(2));
    }

    /// The product's name of a node.
    public static NodeId name(Instance node) {
        return new NodeId(node.groupName(), node.id());
    }

    /// The product's groups over the wire protocol, without a socket.
    public Groups groups() {
        return new AutoScalingGroups(scaling(http, NOWHERE), world);
    }

    /// The product's looks over the wire protocol, without a socket, for a guard that may run any drain document.
    public Looks looks() {
        return looks("", "");
    }

    /// The same for a guard that was given its own document, and a parameter that lists others.
    public Looks looks(String own, String parameter) {
        return looks(ssm(http, NOWHERE), world, own, parameter);
    }

    private static SsmLooks looks(SsmClient client, World world, String own, String parameter) {
        return new SsmLooks(client, new GivenDocuments(client, world, own, parameter));
    }

    /// The product's volumes over the wire protocol, without a socket.
    public Volumes volumes() {
        return new Ec2Volumes(ec2(http, NOWHERE));
    }

    /// The product's ports plugged into any world.
    public static AwsPorts ports(World world) {
        return ports(world, http -> http);
    }

    /// The same with something between them and the world.
    public static AwsPorts ports(World world, UnaryOperator<SdkHttpClient> between) {
        SdkHttpClient http = between.apply(plugged(world));
        return new AwsPorts(
                new AutoScalingGroups(scaling(http, NOWHERE), world),
                looks(ssm(http, NOWHERE), world, "", ""),
                new Ec2Volumes(ec2(http, NOWHERE)));
    }

    /// A client of Auto Scaling.
    public static AutoScalingClient scaling(SdkHttpClient http, URI endpoint) {
        return client(AutoScalingClient.builder(), endpoint, http);
    }

    /// A client of EC2.
    public static Ec2Client ec2(SdkHttpClient http, URI endpoint) {
        return client(Ec2Client.builder(), endpoint, http);
    }

    /// A client of Systems Manager.
    public static SsmClient ssm(SdkHttpClient http, URI endpoint) {
        return client(SsmClient.builder(), endpoint, http);
    }

    private static SdkHttpClient plugged(World world) {
        return new InProcessHttpClient(new WireProtocol(new SharedWorld(world)));
    }

    private static <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C extends SdkClient> C client(
            B builder, URI endpoint, SdkHttpClient http) {
        return builder.endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .overrideConfiguration(settings -> settings.retryStrategy(retries -> retries.maxAttempts(1)))
                .httpClient(http)
                .build();
    }
}
