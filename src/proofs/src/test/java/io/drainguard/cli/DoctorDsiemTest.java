package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.drainguard.cli.SystemScene.Planted;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Retention;
import io.drainguard.sim.world.Upkeep;
import io.drainguard.sim.world.Upkeep.MaintenancePolicy;
import io.drainguard.sweep.Tags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `drainguard doctor` over the wire before the groups of a dsiem cluster: as they ought to be, and with one planted
/// fault at a time.
class DoctorDsiemTest {
    private static final String NATS = "siem-nats";
    private static final String FRONTEND = "siem-frontend";
    private static final String BACKEND = "siem-01-backend";
    private static final String OTHER = "siem-02-backend";
    private static final String LAUNCH = "drainguard-dsiem-launch";
    private static final String NODE = "drainguard:dsiem-node";
    private static final String OVERLAP = "drainguard:overlap";
    private static final String QUEUE = "drainguard:max-queue";

    private final SystemScene scene = new SystemScene();
    private final Prompt prompt = scene.prompt;

    private void deploy(String... groups) {
        for (String group : groups) {
            switch (group) {
                case NATS -> scene.group(yielding(NATS, "nats", 3, "180"), SystemScene.replacing("ELB", "66/100"));
                case FRONTEND ->
                    scene.group(yielding(FRONTEND, "frontend", 2, "600"), SystemScene.replacing("ELB", "100/150"));
                default -> backend(group, group.substring(0, "siem-01".length()));
            }
        }
    }

    @AfterEach
    void close() {
        scene.close();
    }

    /// NATS and the frontends: three servers of a fixed size, and room for two frontends more.
    private static GroupSpec yielding(String name, String role, int nodes, String seconds) {
        return GroupSpec.of(name, nodes, role.equals("nats") ? nodes : nodes + 2, nodes)
                .tag(Tags.GUARDED, "drainguard-siem-dsiem-" + role)
                .tag(Tags.YIELDS_AFTER, seconds)
                .tag("drainguard:system", "dsiem-" + role)
                .hook(SystemScene.hook(Account.HOOK, Hook.TERMINATING, 300, "CONTINUE"));
    }

    private void backend(String name, String node) {
        GroupSpec spec = GroupSpec.of(name, 1, 1, 1)
                .tag(Tags.GUARDED, "drainguard-" + node + "-dsiem-backend")
                .tag("drainguard:system", "dsiem-backend")
                .tag(NODE, node)
                .tag(OVERLAP, "600")
                .tag(QUEUE, "0")
                .hook(SystemScene.hook(LAUNCH, Hook.LAUNCHING, 900, "ABANDON"))
                .hook(SystemScene.hook(Account.HOOK, Hook.TERMINATING, 3600, "ABANDON"))
                .retaining();
        scene.group(spec, SystemScene.replacing("EC2", "100/200"))
                .forEach(one -> prompt.account.shell.connections(one.id(), 1, prompt.world.instant()));
    }

    @Test
    void soundCluster_hasNoFinding() {
        deploy(NATS, FRONTEND, BACKEND, OTHER);

        assertThat(prompt.run("doctor")).as(prompt.out() + prompt.err()).isZero();

        assertThat(prompt.out())
                .contains("4 groups examined (" + NATS + ", " + FRONTEND + ", " + BACKEND + ", " + OTHER + ")")
                .contains(": sound.\n")
                .contains("looked at " + BACKEND + "/", ": 1 connection\n")
                .doesNotContain("next:");
    }

    @Test
    void groupsOfTheTemplates_areSound() throws IOException {
        Path cluster = Path.of("templates/dsiem.yaml");
        assumeThat(cluster).as("the templates of a dsiem cluster").exists();
        Template template = placed(Template.load(cluster).in("siem", "us-east-1"));
        scene.group(template.properties("NatsGroup"));
        scene.group(template.properties("FrontendGroup"));
        for (String node : List.of("siem-01", "siem-02")) {
            scene.group(placed(Template.load(Path.of("templates/dsiem-backend.yaml"))
                            .in(node, "us-east-1")
                            .with("NodeName", node))
                    .properties("BackendGroup"));
        }

        assertThat(prompt.run("doctor")).as(prompt.out() + prompt.err()).isZero();

        assertThat(prompt.out()).contains("4 groups examined", ": sound.\n");
    }

    private static Template placed(Template template) {
        return template.with("FirstSubnetId", "subnet-0a").with("SecondSubnetId", "subnet-0b");
    }

    private static Planted fault(String name, String group, Consumer<SystemScene> plant, String what, String next) {
        return new Planted(name, group, plant, "fault", what, next);
    }

    private static Planted risk(String name, String group, Consumer<SystemScene> plant, String what, String next) {
        return new Planted(name, group, plant, "risk", what, next);
    }

    private static Planted tagged(String key, String value, String severity, String what, String next) {
        return new Planted(key + "=" + value, BACKEND, scene -> scene.tag(BACKEND, key, value), severity, what, next);
    }

    private static Planted untagged(String key, String severity, String what, String next) {
        return new Planted("without " + key, BACKEND, scene -> scene.untag(BACKEND, key), severity, what, next);
    }

    static List<Planted> servers() {
        return List.of(
                fault(
                        "one NATS server",
                        NATS,
                        scene -> scene.resize(NATS, 1, 1, 1),
                        "it has room for fewer than 3 NATS servers: its DesiredCapacity is 1 and its MaxSize 1, and a"
                                + " single server that was away lost 41 % in one run of three seconds (1 to 58 % in others)",
                        "set its MinSize, DesiredCapacity and MaxSize to 3"),
                fault(
                        "two NATS servers for now",
                        NATS,
                        scene -> scene.resize(NATS, 2, 3, 2),
                        "its DesiredCapacity is 2 and its MaxSize 3",
                        "set its MinSize, DesiredCapacity and MaxSize to 3"),
                risk(
                        "NATS that may shrink",
                        NATS,
                        scene -> scene.resize(NATS, 1, 3, 3),
                        "its MinSize is 1, so a scale-in may leave fewer than 3 NATS servers",
                        "set its MinSize, DesiredCapacity and MaxSize to 3"),
                fault(
                        "NATS replaced all at once",
                        NATS,
                        scene -> scene.upkeep(NATS, SystemScene.replacing("ELB", "0/100")),
                        "its instance maintenance policy is 0/100: Auto Scaling may replace all but 0 of its servers",
                        "MinHealthyPercentage=66, MaxHealthyPercentage=100"),
                fault(
                        "NATS that does not yield",
                        NATS,
                        scene -> scene.untag(NATS, Tags.YIELDS_AFTER),
                        "it does not carry the tag 'drainguard:yields-after'",
                        "tag the group drainguard:yields-after=180"),
                risk(
                        "NATS that retains",
                        NATS,
                        scene -> scene.retention(NATS, Retention.RETAIN),
                        "it yields and retains: a node is let go after 180 s",
                        "the policy TerminateHookAbandon=retain if it does not"),
                fault(
                        "NATS without a terminating hook",
                        NATS,
                        scene -> scene.unhook(NATS, Account.HOOK),
                        "it has no termination hook '" + Account.HOOK + "'",
                        "LifecycleHookSpecificationList"),
                risk(
                        "one frontend",
                        FRONTEND,
                        scene -> scene.resize(FRONTEND, 1, 4, 2),
                        "its MinSize is 1: while its only frontend is replaced nobody takes events",
                        "set its MinSize to 2 or more"),
                fault(
                        "frontends that do not yield",
                        FRONTEND,
                        scene -> scene.untag(FRONTEND, Tags.YIELDS_AFTER),
                        "it does not carry the tag 'drainguard:yields-after'",
                        "tag the group drainguard:yields-after=600"),
                fault(
                        "frontends whose ceiling is no number",
                        FRONTEND,
                        scene -> scene.tag(FRONTEND, Tags.YIELDS_AFTER, "10min"),
                        "'10min'",
                        "set the tag to that time"),
                risk(
                        "frontends that retain",
                        FRONTEND,
                        scene -> scene.retention(FRONTEND, Retention.RETAIN),
                        "it yields and retains: a node is let go after 600 s",
                        "the policy TerminateHookAbandon=retain if it does not"),
                risk(
                        "frontends checked by EC2 alone",
                        FRONTEND,
                        scene -> scene.upkeep(FRONTEND, SystemScene.replacing("EC2", "100/150")),
                        "its health check is EC2: a node on which dsiem no longer listens stays in service",
                        "health check type be ELB"),
                fault(
                        "frontends without a terminating hook",
                        FRONTEND,
                        scene -> scene.unhook(FRONTEND, Account.HOOK),
                        "it has no termination hook '" + Account.HOOK + "'",
                        "LifecycleHookSpecificationList"),
                risk(
                        "frontends in one zone",
                        FRONTEND,
                        scene -> scene.upkeep(
                                FRONTEND, new Upkeep("ELB", new MaintenancePolicy(100, 150), List.of("us-east-1a"))),
                        "it has subnets in one zone only: [us-east-1a]",
                        "give the group subnets in two or three zones"));
    }

    static List<Planted> backends() {
        return List.of(
                fault(
                        "gap",
                        BACKEND,
                        scene -> scene.upkeep(BACKEND, SystemScene.replacing("EC2", "0/100")),
                        "its instance maintenance policy is 0/100: Auto Scaling may end the old node before its successor",
                        "MinHealthyPercentage=100, MaxHealthyPercentage=200"),
                fault(
                        "no maintenance policy",
                        BACKEND,
                        scene -> scene.upkeep(BACKEND, SystemScene.replacing("EC2", null)),
                        "it has no instance maintenance policy",
                        "MinHealthyPercentage=100, MaxHealthyPercentage=200"),
                tagged(
                        OVERLAP,
                        "0",
                        "risk",
                        "its overlap is 0: each replacement loses what is published",
                        "deploy it again with Overlap=600"),
                tagged(OVERLAP, "ten minutes", "fault", "its tag '" + OVERLAP + "' is 'ten minutes'", "Overlap=600"),
                untagged(OVERLAP, "fault", "it does not carry the tag '" + OVERLAP + "'", "Overlap=600"),
                tagged(
                        OVERLAP,
                        "172800",
                        "risk",
                        "its overlap is 172800 s, and a node is held for at most 172800 s",
                        "shorten the overlap"),
                tagged(
                        QUEUE,
                        "25000",
                        "risk",
                        "its queue is bounded (" + QUEUE
                                + "=25000): dsiem then skips events when it is busy. With dsiem's"
                                + " defaults 18 to 33 % of the alarms were lost at 800 events/s",
                        "MaxQueue=0"),
                tagged(QUEUE, "", "risk", "its tag '" + QUEUE + "' is ''", "MaxQueue=0"),
                untagged(QUEUE, "risk", "it does not carry the tag '" + QUEUE + "'", "MaxQueue=0"),
                fault(
                        "backend that does not retain",
                        BACKEND,
                        scene -> scene.retention(BACKEND, Retention.TERMINATE),
                        "it does not retain: a node that has not drained when its wait ends is terminated with its data",
                        "TerminateHookAbandon=retain"),
                fault(
                        "terminating hook that continues",
                        BACKEND,
                        scene ->
                                scene.hook(BACKEND, SystemScene.hook(Account.HOOK, Hook.TERMINATING, 3600, "CONTINUE")),
                        "its hook's DefaultResult is CONTINUE: should the guard fall silent, nodes end with their data",
                        "set DefaultResult=ABANDON on hook '" + Account.HOOK + "'"),
                tagged(
                        Tags.YIELDS_AFTER,
                        "600",
                        "fault",
                        "it carries the tag 'drainguard:yields-after': after 600 s a backend is let go with the alarms",
                        "take the tag off"),
                fault(
                        "backend without a launching hook",
                        BACKEND,
                        scene -> scene.unhook(BACKEND, LAUNCH),
                        "it has no launching hook: a node that sees no events is taken for a good one",
                        "DefaultResult=ABANDON"),
                fault(
                        "launching hook that continues",
                        BACKEND,
                        scene -> scene.hook(BACKEND, SystemScene.hook(LAUNCH, Hook.LAUNCHING, 900, "CONTINUE")),
                        "the DefaultResult of its launching hook '" + LAUNCH + "' is CONTINUE",
                        "set DefaultResult=ABANDON on hook '" + LAUNCH + "'"),
                fault(
                        "backend without a terminating hook",
                        BACKEND,
                        scene -> scene.unhook(BACKEND, Account.HOOK),
                        "it has no termination hook '" + Account.HOOK + "'",
                        "LifecycleHookSpecificationList"),
                fault(
                        "room for two backends",
                        BACKEND,
                        scene -> scene.resize(BACKEND, 1, 2, 1),
                        "its MaxSize is 2, and a backend is one of its name",
                        "set its MaxSize to 1"),
                fault(
                        "two backends of one name",
                        OTHER,
                        scene -> scene.tag(OTHER, NODE, "siem-01"),
                        "group " + BACKEND + " has the same node name 'siem-01': both raise every alarm",
                        "give one of the two another name"),
                tagged(
                        NODE,
                        "siem-1",
                        "risk",
                        "its node name 'siem-1' does not end in two digits",
                        "name backends like siem-01"),
                untagged(NODE, "fault", "it does not carry the tag '" + NODE + "'", "tag the group " + NODE));
    }

    @ParameterizedTest
    @MethodSource({"servers", "backends"})
    void plantedFault_isTheOneFindingAndNamesGroupAndNextStep(Planted planted) {
        deploy(planted.group().equals(OTHER) ? new String[] {BACKEND, OTHER} : new String[] {planted.group()});

        planted.isTheOneFinding(scene);
    }

    /// A node of the name of another product's, or of a group that says nothing, is no backend.
    @Test
    void groupThatIsNoBackend_sharesItsNodeNameWithNobody() {
        deploy(FRONTEND, BACKEND);
        scene.tag(FRONTEND, NODE, "siem-01");

        assertThat(prompt.run("doctor")).as(prompt.out() + prompt.err()).isZero();
    }

    @Test
    void backendThatYields_isNotRehearsedAsOneWhoseDataOutlivesIt() {
        deploy(BACKEND);
        scene.tag(BACKEND, Tags.YIELDS_AFTER, "600");

        assertThat(prompt.run("rehearse", BACKEND)).isEqualTo(1);

        assertThat(prompt.out())
                .contains("answered: 1 connection")
                .contains("take the tag off")
                .doesNotContain("proved  yield", "proved  retain");
    }

    /// Its hook continues where it yields, and either result lets its nodes go.
    @Test
    void adoptingAGroupOfTheCluster_changesNothing() {
        deploy(NATS, FRONTEND, BACKEND);
        for (String group : List.of(NATS, FRONTEND, BACKEND)) {
            assertThat(prompt.run("adopt", group))
                    .as(prompt.out() + prompt.err())
                    .isZero();

            assertThat(prompt.out()).as(group).contains("Nothing is to be done.");
        }
    }
}
