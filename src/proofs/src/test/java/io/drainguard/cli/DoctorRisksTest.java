package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.DiskLayout;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.QueuePath;
import io.drainguard.sim.world.Surroundings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `drainguard doctor` over the wire: what would lose data, or let nobody look, and shows it before that happens.
class DoctorRisksTest {
    private static final String FUNCTION = "drainguard-Guard";
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Hook OURS = Hook.terminating(Account.HOOK, HOUR);

    private final Prompt prompt = new Prompt();
    private final Map<String, String> settings = new TreeMap<>();

    @AfterEach
    void close() {
        prompt.close();
    }

    /// A guard that sweeps, and that has these settings; its role is another test's matter, and is not judged here.
    private List<Instance> deployed(GroupSpec group) {
        Surroundings around = prompt.world.surroundings();
        around.function(new Surroundings.Function(
                FUNCTION, "arn:aws:iam::123456789012:role/guard", settings, Duration.ofSeconds(300)));
        around.swept(FUNCTION, prompt.world.instant().minusSeconds(70));
        around.deny("iam:SimulatePrincipalPolicy");
        prompt.watched(FUNCTION);
        return prompt.world.createGroup(group);
    }

    private List<Instance> deployed() {
        return deployed(Account.named(Prompt.GROUP, 2, HOUR));
    }

    private static GroupSpec bare(Hook... hooks) {
        GroupSpec group = GroupSpec.of(Prompt.GROUP, 0, 2, 2).tag("drainguard", Account.DOCUMENT);
        for (Hook hook : hooks) {
            group = group.hook(hook);
        }
        return group;
    }

    @ParameterizedTest
    @CsvSource({
        "yes, fault, which is no drain document",
        "drainguard-old, risk, and its group's is 'drainguard-workers'"
    })
    void nodeWhoseTagHasAnotherValue_isFound(String value, String severity, String words) {
        Instance node = deployed().getFirst();
        prompt.world.ec2().createTags(List.of(node.id()), Map.of("drainguard", value));

        assertThat(prompt.run("doctor")).isEqualTo(1);

        assertThat(prompt.out())
                .contains(severity + "  workers/" + node.id() + ": its tag 'drainguard' is '" + value + "', ")
                .contains(words, "next: tag the instance drainguard=drainguard-workers");
    }

    @Test
    void nodeWithoutRoomForMarks_isFound() {
        Instance node = deployed().getFirst();
        prompt.world.mishaps().fillTags(node.id(), 47);

        assertThat(prompt.run("doctor")).isEqualTo(1);

        assertThat(prompt.out())
                .contains("risk  workers/" + node.id() + ": it has 46 tags of its own, and EC2 allows 50");
    }

    @Test
    void otherTerminationHook_isFound() {
        deployed(bare(OURS, Hook.terminating("old", HOUR)).retaining());

        assertThat(prompt.run("doctor")).isEqualTo(1);

        assertThat(prompt.out()).contains("risk  workers: it has other termination hooks: [old]");
    }

    @Test
    void hookThatWasRenamedWhileANodeWaits_isFoundWithTheNode() {
        List<Instance> nodes = deployed();
        prompt.account.scaleIn(List.of(nodes.getFirst()));
        settings.put("LIFECYCLE_HOOK_NAME", "New-Hook");
        prompt.world
                .surroundings()
                .function(new Surroundings.Function(
                        FUNCTION, "arn:aws:iam::123456789012:role/guard", settings, Duration.ofSeconds(300)));

        assertThat(prompt.run("doctor")).isEqualTo(1);

        assertThat(prompt.out())
                .contains("fault  workers: it has no termination hook 'New-Hook'")
                .contains("these nodes wait all the same: [" + nodes.getFirst().id() + "]", "CONTINUE");
    }

    @Test
    void documentThatTheGuardWasNotGiven_isFoundAndNotRun() {
        settings.put("DRAIN_DOCUMENT", "drainguard-another");
        deployed();

        assertThat(prompt.run("doctor")).isEqualTo(1);

        assertThat(prompt.out())
                .contains("fault  workers: the guard was not given its drain document 'drainguard-workers'");
        assertThat(prompt.world.calls().count("SendCommand")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"drainguard-workers", "drainguard-a, drainguard-workers"})
    void documentInTheGuardsList_isNoFault(String list) {
        settings.put("DRAIN_DOCUMENT", "drainguard-another");
        settings.put("DOCUMENTS_PARAMETER", "/drainguard/documents");
        prompt.world.parameters().put("/drainguard/documents", list);
        deployed();

        assertThat(prompt.run("doctor")).as(prompt.out()).isEqualTo(4);
        assertThat(prompt.world.calls().count("SendCommand")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"drainguard-a, add its name to parameter '/drainguard/documents'", "'', does not exist"})
    void listWithoutTheDocument_isFound(String list, String words) {
        settings.put("DOCUMENTS_PARAMETER", "/drainguard/documents");
        if (!list.isEmpty()) {
            prompt.world.parameters().put("/drainguard/documents", list);
        }
        deployed();

        assertThat(prompt.run("doctor")).as(prompt.out() + prompt.err()).isEqualTo(1);
        assertThat(prompt.out()).contains("fault  workers: the guard").contains(words);
    }

    @Test
    void listThatMayNotBeRead_isNotJudgedAndItsDocumentNotRun() {
        settings.put("DOCUMENTS_PARAMETER", "/drainguard/documents");
        deployed();
        prompt.account.trouble.refuse("GetParameter", 9, new AwsError("AccessDeniedException", 400, "no"));

        assertThat(prompt.run("doctor")).as(prompt.out()).isEqualTo(4);

        assertThat(prompt.out())
                .contains("not judged  workers: whether the guard was given its drain document")
                .contains("allow ssm:GetParameter to the operator")
                .doesNotContain("sound");
        assertThat(prompt.world.calls().count("SendCommand")).isZero();
    }

    @Test
    void instanceStoreInAGroupThatDoesNotRetain_isALossSaidInAdvance() {
        deployed(bare(OURS).disks(DiskLayout.INSTANCE_STORE));

        assertThat(prompt.run("doctor")).isEqualTo(1);

        assertThat(prompt.out())
                .contains("fault  workers: data will be lost: nothing protects the instance-store disks of [i-");
    }

    @Test
    void protectionThatIsOffBehindAHookThatContinues_isALossSaidInAdvance() {
        settings.put("PROTECT_VOLUMES", "false");
        deployed(bare(OURS.withDefaultResult("CONTINUE")).retaining());

        assertThat(prompt.run("doctor")).isEqualTo(1);

        assertThat(prompt.out())
                .contains("fault  workers: data will be lost: PROTECT_VOLUMES is false")
                .contains("DefaultResult is CONTINUE: a node that no guard holds for 3600 s goes with its data");
    }

    @Test
    void pathsOfALiveNode_areShownWithWhatTheyLieOn() {
        Instance node = deployed().getFirst();
        prompt.account.shell.paths(node.id()).first().mount("1d2f-data");
        prompt.account
                .shell
                .paths(node.id())
                .add("/opt/cribl/state/outputs/staging", Disk.empty())
                .optional(true)
                .absent(true);

        assertThat(prompt.run("doctor")).as(prompt.out()).isEqualTo(4);

        assertThat(prompt.out())
                .contains("looked at workers/" + node.id() + ": its queues are empty\n")
                .contains("present, lies on 1d2f-data\n", ": absent, would lie on ");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pathThatIsAbsent_isAFaultWithItsReason(boolean all) {
        Instance node = deployed().getFirst();
        QueuePath first = prompt.account.shell.paths(node.id()).first().absent(true);
        if (!all) {
            prompt.account.shell.paths(node.id()).add("/var/spool/other", Disk.empty());
        }

        assertThat(prompt.run("doctor")).isEqualTo(1);

        assertThat(prompt.out())
                .contains("fault  workers/" + node.id() + ": its drain document 'drainguard-workers' cannot tell")
                .contains(first.name())
                .doesNotContain("looked at");
    }

    @Test
    void cloudWatchThatCannotBeAsked_leavesTheGuardNotJudged() {
        deployed();
        prompt.world.surroundings().deny("cloudwatch:GetMetricStatistics");

        assertThat(prompt.run("doctor")).isEqualTo(4);

        assertThat(prompt.out())
                .contains("not judged  all groups: whether a guard sweeps", "not all could be judged")
                .doesNotContain("nothing wrong", "sound");
    }

    @Test
    void groupWithoutNodes_isNotCalledSound() {
        deployed(Account.named(Prompt.GROUP, 0, HOUR));

        assertThat(prompt.run("doctor")).as(prompt.out()).isEqualTo(4);

        assertThat(prompt.out())
                .contains("not all could be judged; 0 faults, 0 risks, 2 not judged.")
                .contains("no node in service is fit to be asked")
                .doesNotContain("nothing wrong", "sound");
    }
}
