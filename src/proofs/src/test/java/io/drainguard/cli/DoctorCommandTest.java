package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.drainguard.aws.setup.Permissions;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.DiskLayout;
import io.drainguard.sim.world.DocumentState;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Surroundings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `drainguard doctor` over the wire: a sound set-up, and one planted fault at a time.
class DoctorCommandTest {
    private static final String FUNCTION = "drainguard-Guard";
    private static final String ROLE = "arn:aws:iam::123456789012:role/drainguard-GuardRole";
    private static final Duration HOUR = Duration.ofHours(1);

    private final Prompt prompt = new Prompt();
    private final Map<String, String> settings = new TreeMap<>(Map.of("MAX_HOLD_SECONDS", "172800"));
    private List<Instance> nodes = List.of();

    @AfterEach
    void close() {
        prompt.close();
    }

    /// A group as it ought to be, but for what `change` does to it, with a guard that sweeps.
    private void deployed(UnaryOperator<GroupSpec> change) {
        nodes = prompt.world.createGroup(change.apply(Account.named(Prompt.GROUP, 2, HOUR)));
        Surroundings around = prompt.world.surroundings();
        around.role(ROLE, policy(statement -> true));
        function(Duration.ofSeconds(300));
        around.swept(FUNCTION, prompt.world.instant().minusSeconds(70));
        prompt.watched(FUNCTION);
    }

    private void function(Duration timeout) {
        prompt.world.surroundings().function(new Surroundings.Function(FUNCTION, ROLE, settings, timeout));
    }

    /// The template's own policy, with those of its statements that fit; its ARNs name this Region.
    private static String policy(Predicate<String> sid) {
        ObjectNode policy = JsonNodeFactory.instance.objectNode();
        ArrayNode statements = policy.putArray("Statement");
        for (JsonNode statement : template().policyStatements()) {
            if (sid.test(statement.path("Sid").asText())) {
                statements.add(statement);
            }
        }
        return policy.toString().replace("eu-central-1", "us-east-1");
    }

    private static Template template() {
        try {
            return Template.load(Path.of("template.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void soundSetUp_hasNoFinding() {
        deployed(spec -> spec);

        assertThat(prompt.run("doctor")).as(prompt.out() + prompt.err()).isZero();

        assertThat(prompt.out())
                .startsWith("1 group examined (workers), settings of function " + FUNCTION + ": sound.\n")
                .doesNotContain("next:");
    }

    /// A fault that is planted, and the words that tell of it.
    ///
    /// @param group changes what the group is made with
    /// @param change changes the account after that
    record Planted(
            String name, UnaryOperator<GroupSpec> group, Consumer<DoctorCommandTest> change, List<String> words) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Planted inGroup(String name, UnaryOperator<GroupSpec> group, String... words) {
        return new Planted(name, group, test -> {}, List.of(words));
    }

    private static Planted inAccount(String name, Consumer<DoctorCommandTest> change, String... words) {
        return new Planted(name, spec -> spec, change, List.of(words));
    }

    private static Planted overridden(String value, String words) {
        return new Planted(
                "node in service with override " + value,
                spec -> spec,
                test -> test.prompt
                        .world
                        .ec2()
                        .createTags(List.of(test.nodes.getFirst().id()), Map.of("drainguard:override", value)),
                List.of("risk  workers/i-", words, "next: drainguard clear i-"));
    }

    private static UnaryOperator<GroupSpec> hooked(Hook... hooks) {
        return spec -> {
            GroupSpec bare = GroupSpec.of(spec.name(), 0, 2, 2)
                    .tag("drainguard", Account.DOCUMENT)
                    .retaining();
            for (Hook hook : hooks) {
                bare = bare.hook(hook);
            }
            return bare;
        };
    }

    static List<Planted> faults() {
        Hook sound = Hook.terminating(Account.HOOK, HOUR);
        return List.of(
                inGroup("no hook", hooked(), "fault  workers: it has no termination hook 'Cribl-Scaledown-Hook'"),
                inGroup(
                        "hook of another name",
                        hooked(Hook.terminating("other", HOUR)),
                        "its termination hooks are [other]",
                        "LIFECYCLE_HOOK_NAME"),
                inGroup(
                        "hook for launches",
                        hooked(new Hook(Account.HOOK, Hook.LAUNCHING, HOUR, "ABANDON", null, null, null)),
                        "fault  workers",
                        "is for autoscaling:EC2_INSTANCE_LAUNCHING"),
                inGroup(
                        "DefaultResult CONTINUE",
                        hooked(sound.withDefaultResult("CONTINUE")),
                        "fault  workers",
                        "DefaultResult is CONTINUE"),
                inGroup(
                        "short period, retaining",
                        hooked(sound.withHeartbeatTimeout(Duration.ofSeconds(120))),
                        "risk  workers: its hook's HeartbeatTimeout is 120 s",
                        "retained"),
                inGroup(
                        "short period, not retaining",
                        spec -> GroupSpec.of(spec.name(), 0, 2, 2)
                                .tag("drainguard", Account.DOCUMENT)
                                .hook(sound.withHeartbeatTimeout(Duration.ofSeconds(120))),
                        "fault  workers: its hook's HeartbeatTimeout is 120 s",
                        "terminated with its data"),
                inGroup(
                        "hold above AWS's limit",
                        hooked(sound.withHeartbeatTimeout(Duration.ofSeconds(300))),
                        "risk  workers: MAX_HOLD_SECONDS is 172800, but AWS ends a wait at this hook after 30000 s",
                        "raise HeartbeatTimeout to 1728"),
                inGroup(
                        "no retain policy",
                        spec -> GroupSpec.of(spec.name(), 0, 2, 2)
                                .tag("drainguard", Account.DOCUMENT)
                                .hook(sound),
                        "fault  workers: it does not retain",
                        "TerminateHookAbandon=retain"),
                inGroup(
                        "tag of another name",
                        spec -> spec.tag("drainguard", "AWS-RunShellScript"),
                        "fault  workers: its tag 'drainguard' is 'AWS-RunShellScript'"),
                inGroup(
                        "instance-store disks",
                        spec -> spec.disks(DiskLayout.INSTANCE_STORE),
                        "risk  workers/i-",
                        "instance-store"),
                inAccount(
                        "tag that does not propagate",
                        test -> test.prompt
                                .world
                                .autoScaling()
                                .createOrUpdateTags(Prompt.GROUP, Map.of("drainguard", Account.DOCUMENT), false),
                        "risk  workers",
                        "not propagated at launch"),
                new Planted(
                        "hook that its stack deletes first",
                        DoctorCommandTest::inStack,
                        test -> test.prompt
                                .world
                                .surroundings()
                                .resource("cribl", Account.HOOK, "AWS::AutoScaling::LifecycleHook"),
                        List.of("risk  workers: its hook is a resource of its own in stack cribl")),
                inAccount(
                        "Terminate suspended",
                        test -> test.prompt.world.autoScaling().suspendProcesses(Prompt.GROUP, List.of("Terminate")),
                        "risk  workers: its process Terminate is suspended"),
                inAccount(
                        "no document",
                        test -> test.prompt.world.removeDocument(Account.DOCUMENT),
                        "fault  workers: its drain document 'drainguard-workers' does not exist"),
                inAccount(
                        "document of another type",
                        test -> test.prompt.world.documentState(
                                Account.DOCUMENT, new DocumentState("Automation", "Active")),
                        "fault  workers",
                        "is of type Automation, not Command"),
                inAccount(
                        "document that failed",
                        test -> test.prompt.world.documentState(
                                Account.DOCUMENT, new DocumentState("Command", "Failed")),
                        "fault  workers",
                        "is Failed, not Active"),
                inAccount(
                        "document that cannot tell",
                        test -> test.nodes.forEach(
                                node -> test.prompt.account.shell.manner(node.id(), MemoryShell.Manner.MISSING_PATH)),
                        "fault  workers/i-",
                        "path and parent missing"),
                inAccount(
                        "document that never answers",
                        test -> test.nodes.forEach(
                                node -> test.prompt.account.shell.manner(node.id(), MemoryShell.Manner.HANG)),
                        "fault  workers/i-",
                        "no answer within 60 s"),
                inAccount(
                        "agent offline",
                        test -> {
                            test.prompt
                                    .world
                                    .mishaps()
                                    .stopAgent(test.nodes.getFirst().id());
                            test.prompt.world.advance(HOUR);
                            test.prompt.world.surroundings().swept(FUNCTION, test.prompt.world.instant());
                            test.prompt.world.advance(Duration.ofMinutes(1));
                        },
                        "fault  workers/i-",
                        "agent is ConnectionLost"),
                inAccount(
                        "agent that never registered",
                        test -> test.prompt
                                .world
                                .mishaps()
                                .neverRegistered(test.nodes.getFirst().id()),
                        "fault  workers/i-",
                        "Systems Manager does not know the node"),
                inAccount(
                        "agent too old",
                        test -> test.prompt
                                .world
                                .mishaps()
                                .agentVersion(test.nodes.getFirst().id(), "3.3.987.0"),
                        "fault  workers/i-",
                        "agent is 3.3.987.0, and the drain document needs 3.3.2746.0"),
                inAccount(
                        "node without the tag",
                        test -> test.prompt
                                .world
                                .ec2()
                                .deleteTags(List.of(test.nodes.getFirst().id()), List.of("drainguard")),
                        "fault  workers/i-",
                        "does not carry the tag 'drainguard'",
                        "tag the instance drainguard=drainguard-workers"),
                overridden("release", "let it go unseen"),
                overridden("hold", "last to AWS's limit"),
                inAccount(
                        "volumes not protected",
                        test -> {
                            test.settings.put("PROTECT_VOLUMES", "false");
                            test.function(Duration.ofSeconds(300));
                        },
                        "risk  all groups: PROTECT_VOLUMES is false"),
                inAccount(
                        "function that is stopped too early",
                        test -> test.function(Duration.ofSeconds(30)),
                        "fault  all groups: function drainguard-Guard is stopped after 30 s, in the middle of a sweep"),
                inAccount(
                        "settings that cannot be used",
                        test -> {
                            test.settings.put("MAX_HOLD_SECONDS", "two days");
                            test.function(Duration.ofSeconds(300));
                        },
                        "fault  all groups: function drainguard-Guard cannot start",
                        "MAX_HOLD_SECONDS is 'two days'"),
                inAccount(
                        "no guard",
                        test -> test.prompt.world.surroundings().neverSwept(),
                        "fault  all groups: no guard has swept in the last three hours"),
                inAccount(
                        "guard that fell silent",
                        test -> test.prompt.world.advance(Duration.ofMinutes(5)),
                        "fault  all groups: no sweep in the last 5 min, by the metric of guard drainguard-Guard"),
                inAccount(
                        "guard whose sweeps fail",
                        test -> test.prompt
                                .world
                                .surroundings()
                                .failed(FUNCTION, test.prompt.world.instant().minusSeconds(70)),
                        "risk  all groups: guard drainguard-Guard: its last sweeps failed, 1 failure in the last 5 min",
                        "read its log"),
                inAccount(
                        "policy without looks",
                        test -> test.without("RunDrainDocuments"),
                        "fault  workers: role " + ROLE
                                + " may not ssm:SendCommand on arn:aws:ssm:us-east-1:123456789012:document/drainguard-workers"),
                inAccount(
                        "policy without heartbeats",
                        test -> test.without("HoldReleaseAndEndNodesOfTaggedGroups"),
                        "may not autoscaling:RecordLifecycleActionHeartbeat on arn:aws:autoscaling",
                        "may not autoscaling:CompleteLifecycleAction"),
                inAccount(
                        "policy without protection of volumes",
                        test -> test.without("ProtectTheirVolumes"),
                        "may not ec2:ModifyInstanceAttribute on arn:aws:ec2:us-east-1:123456789012:volume/"));
    }

    private static GroupSpec inStack(GroupSpec group) {
        return group.tag("aws:cloudformation:stack-name", "cribl");
    }

    @Test
    void hookInsideTheGroup_isSoundInAStack() {
        deployed(DoctorCommandTest::inStack);
        Surroundings around = prompt.world.surroundings();
        around.resource("cribl", Prompt.GROUP, "AWS::AutoScaling::AutoScalingGroup");
        around.resource("cribl", "another-hook", "AWS::AutoScaling::LifecycleHook");

        assertThat(prompt.run("doctor")).isZero();
        assertThat(prompt.out()).contains("sound");
        around.deny("cloudformation:ListStackResources");
        assertThat(prompt.run("doctor")).isEqualTo(4);
        assertThat(prompt.out()).contains("not judged  workers: whether its hook stands inline");
    }

    private void without(String sid) {
        prompt.world.surroundings().role(ROLE, policy(one -> !one.equals(sid)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void plantedFault_isFound(Planted fault) {
        deployed(fault.group());
        fault.change().accept(this);

        assertThat(prompt.run("doctor")).as(prompt.out() + prompt.err()).isEqualTo(1);

        assertThat(prompt.out()).contains(fault.words()).contains("next: ").doesNotContain("sound");
    }

    /// One cause is told once for each node or call that it spoils, and draws no others after it.
    @ParameterizedTest
    @MethodSource("faults")
    void plantedFault_drawsNoOthers(Planted fault) {
        deployed(fault.group());
        fault.change().accept(this);
        prompt.run("doctor");

        assertThat(prompt.out().lines().filter(line -> line.startsWith("fault") || line.startsWith("risk")))
                .hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void everyActionOfTheTemplate_isSimulated() throws IOException {
        assertThat(Permissions.ACTIONS)
                .isEqualTo(Template.load(Path.of("template.yaml")).iamActions());
    }

    @Test
    void noTaggedGroup_isAFault() {
        deployed(spec -> GroupSpec.of("bare", 0, 2, 2));

        assertThat(prompt.run("doctor")).isEqualTo(1);

        assertThat(prompt.out())
                .contains("fault  all groups: no Auto Scaling group")
                .contains("--region");
    }

    @Test
    void callerWhoMayNotSimulate_seesThatItWasNotJudged() {
        deployed(spec -> spec);
        prompt.world.surroundings().deny("iam:SimulatePrincipalPolicy");

        assertThat(prompt.run("doctor")).isEqualTo(4);

        assertThat(prompt.out())
                .contains("not judged  all groups: the guard's permissions")
                .contains("iam:SimulatePrincipalPolicy")
                .contains("not all could be judged; 0 faults, 0 risks, 1 not judged.")
                .doesNotContain("sound", "nothing wrong");
    }

    @Test
    void callerWhoMayNotReadMetricsOrFunctions_seesThatItWasNotJudged() {
        deployed(spec -> spec);
        prompt.world.surroundings().deny("cloudwatch:ListMetrics");
        prompt.world.surroundings().deny("lambda:GetFunctionConfiguration");

        assertThat(prompt.run("doctor", "--guard", FUNCTION)).isEqualTo(4);
        assertThat(prompt.out()).contains("not judged  all groups: settings and role of guard");
        assertThat(prompt.run("doctor")).isEqualTo(4);
        assertThat(prompt.out())
                .contains("not judged  all groups: whether a guard sweeps")
                .contains("allow cloudwatch:ListMetrics")
                .contains("not all could be judged")
                .doesNotContain("nothing wrong", "sound")
                .contains("--role ARN");
    }

    @Test
    void guardThatIsNoFunction_isJudgedByItsSweepsAndTheRoleItIsGiven() {
        deployed(spec -> spec);
        Surroundings around = prompt.world.surroundings();
        around.neverSwept();
        around.swept("drainguard-ec2", prompt.world.instant().minusSeconds(30));

        assertThat(prompt.run("doctor", "--role", ROLE)).as(prompt.out()).isZero();
        assertThat(prompt.out()).contains("settings of this environment: sound");
        without("RunDrainDocuments");
        assertThat(prompt.run("doctor", "--role", ROLE)).isEqualTo(1);
    }

    @Test
    void guardOfTheFirstVersion_isKnownByItsOlderMetric() {
        deployed(spec -> spec);
        prompt.world.surroundings().neverSwept();
        prompt.world
                .surroundings()
                .sweptAsBefore(FUNCTION, prompt.world.instant().minusSeconds(70));

        assertThat(prompt.run("doctor")).as(prompt.out()).isZero();
        prompt.world.advance(Duration.ofMinutes(5));
        assertThat(prompt.run("doctor")).isEqualTo(1);
        assertThat(prompt.out()).contains("fault  all groups: no sweep in the last 5 min");
    }

    /// Both editions, the instance's metric first, as CloudWatch may list them.
    private void both(Duration instance, Duration function) {
        deployed(spec -> spec);
        Surroundings around = prompt.world.surroundings();
        around.neverSwept();
        around.swept("drainguard-ec2", prompt.world.instant().minus(instance));
        around.swept(FUNCTION, prompt.world.instant().minus(function));
    }

    @Test
    void bothEditions_areJudgedByTheFunctionsRoleAndSettings() {
        both(Duration.ofSeconds(40), Duration.ofSeconds(30));

        assertThat(prompt.run("doctor")).as(prompt.out()).isZero();

        assertThat(prompt.out()).contains("settings of function " + FUNCTION + ": sound");
    }

    @Test
    void secondGuardThatFellSilent_isARisk() {
        both(Duration.ofSeconds(40), Duration.ofMinutes(20));

        assertThat(prompt.run("doctor", "--role", ROLE)).isEqualTo(1);

        assertThat(prompt.out())
                .contains("risk  all groups: guard " + FUNCTION + " has swept")
                .contains("next: ");
    }

    @Test
    void guardOnAnInstance_mayTakeFiveMinutesForASweep() {
        deployed(spec -> spec);
        Surroundings around = prompt.world.surroundings();
        around.neverSwept();
        around.swept("drainguard-ec2", prompt.world.instant().minus(Duration.ofMinutes(7)));

        assertThat(prompt.run("doctor", "--role", ROLE)).as(prompt.out()).isZero();
        prompt.world.advance(Duration.ofMinutes(4));
        assertThat(prompt.run("doctor", "--role", ROLE)).isEqualTo(1);
        assertThat(prompt.out()).contains("fault  all groups: no sweep in the last 10 min");
    }

    /// The server's answers bear the machine's time, so the account lives in it.
    @ParameterizedTest
    @ValueSource(longs = {-40, 40})
    void operatorsClock_doesNotSilenceTheGuard(long minutes) {
        prompt.world.advance(Duration.between(prompt.world.instant(), Instant.now()));
        deployed(spec -> spec);

        assertThat(prompt.ahead(Duration.ofMinutes(minutes)).run("doctor"))
                .as(prompt.out())
                .isZero();
    }

    @Test
    void spotNodes_wantAFunctionAmongTheGuards() {
        deployed(GroupSpec::onSpot);
        assertThat(prompt.run("doctor")).as(prompt.out()).isZero();
        Surroundings around = prompt.world.surroundings();
        around.neverSwept();
        around.swept("drainguard-ec2", prompt.world.instant().minusSeconds(30));

        assertThat(prompt.run("doctor", "--role", ROLE)).isEqualTo(1);

        assertThat(prompt.out())
                .contains("risk  workers: it has Spot nodes")
                .contains("(drainguard-ec2)")
                .contains("next: deploy the guard with RunOn=Lambda or RunOn=Both");
    }

    @Test
    void document_isRunOnOneNodeInServiceOnly() {
        deployed(spec -> spec);

        prompt.run("doctor");
        assertThat(prompt.world.calls().of("SendCommand"))
                .hasSize(1)
                .allMatch(call ->
                        call.parameter("InstanceIds").equals(nodes.getFirst().id()));
        prompt.run("doctor", "--no-look");
        assertThat(prompt.world.calls().of("SendCommand")).hasSize(1);
        assertThat(prompt.out()).contains("not judged  workers: whether the drain document answers: --no-look");
    }

    @Test
    void nodeThatHoldsData_isNoFault() {
        deployed(spec -> spec);
        prompt.account.shell.disk(nodes.getFirst().id(), Disk.holding(5, 500, Account.START));

        assertThat(prompt.run("doctor")).isZero();
    }

    @Test
    void doctor_changesNothing() {
        deployed(spec -> spec);

        prompt.run("doctor");

        assertThat(prompt.world.calls().all())
                .isNotEmpty()
                .allMatch(call -> call.action().startsWith("Describe")
                        || call.action().startsWith("List")
                        || call.action().equals("SendCommand"));
        assertThat(prompt.world.surroundings().telling().set()).isEmpty();
        assertThat(prompt.world.surroundings().telling().events()).isEmpty();
    }

    @Test
    void groupsThatCannotBeRead_concludeNothing() {
        deployed(spec -> spec);
        prompt.account.trouble.refuse("DescribeAutoScalingGroups", 9, new AwsError("AccessDenied", 403, "no"));

        assertThat(prompt.run("doctor")).isEqualTo(3);

        assertThat(prompt.out()).isEmpty();
        assertThat(prompt.err()).startsWith("drainguard: reading the groups").contains("your credentials may not");
    }

    @Test
    void nodesThatCannotBeRead_areNotCalledSound() {
        deployed(spec -> spec);
        prompt.account.trouble.refuse("DescribeInstances", 9, new AwsError("UnauthorizedOperation", 403, "no"));

        assertThat(prompt.run("doctor")).isEqualTo(4);

        assertThat(prompt.out())
                .contains("not judged  workers: its nodes and its document")
                .doesNotContain("sound")
                .doesNotContain("nothing wrong");
    }
}
