package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.cli.SystemScene.Planted;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Upkeep;
import io.drainguard.sim.world.Upkeep.MaintenancePolicy;
import io.drainguard.sweep.Tags;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `drainguard doctor` over the wire before the group that `templates/dlc.yaml` makes: as it is, and with one planted
/// fault at a time.
class DoctorDlcTest {
    private static final String GROUP = "mydlc-dlc";
    private static final String LAUNCH = "drainguard-dlc-launch";

    private SystemScene scene;
    private Prompt prompt;

    /// The template's group, with the command run that its output names, and a guard that sweeps.
    @BeforeEach
    void deploy() throws IOException {
        scene = new SystemScene();
        prompt = scene.prompt;
        scene.group(Template.load(Path.of("templates/dlc.yaml"))
                .in("mydlc", "us-east-1")
                .with("AmiId", "ami-0123456789abcdef0")
                .with("FirstSubnetId", "subnet-0a")
                .with("SecondSubnetId", "subnet-0b")
                .properties("DlcGroup"));
        prompt.world.autoScaling().suspendProcesses(GROUP, List.of("AZRebalance"));
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void groupOfTheTemplate_isSoundOnceRebalancingIsSuspended() {
        assertThat(prompt.run("doctor")).as(prompt.out() + prompt.err()).isZero();

        assertThat(prompt.out()).contains("(" + GROUP + ")", ": sound.\n").doesNotContain("next:");
    }

    private static Planted fault(String name, Consumer<SystemScene> plant, String what, String next) {
        return new Planted(name, GROUP, plant, "fault", what, next);
    }

    private static Planted risk(String name, Consumer<SystemScene> plant, String what, String next) {
        return new Planted(name, GROUP, plant, "risk", what, next);
    }

    static List<Planted> faults() {
        return List.of(
                fault(
                        "room for two",
                        scene -> scene.resize(GROUP, 1, 2, 1),
                        "its MaxSize is 2, and a DLC is one",
                        "set its MaxSize to 1"),
                fault(
                        "launch before terminate",
                        scene -> scene.upkeep(GROUP, SystemScene.replacing("ELB", "100/200")),
                        "its instance maintenance policy is 100/200",
                        "MinHealthyPercentage=0, MaxHealthyPercentage=100"),
                fault(
                        "no maintenance policy",
                        scene -> scene.upkeep(GROUP, SystemScene.replacing("ELB", null)),
                        "it has no instance maintenance policy",
                        "MinHealthyPercentage=0, MaxHealthyPercentage=100"),
                fault(
                        "no launching hook",
                        scene -> scene.unhook(GROUP, LAUNCH),
                        "it has no launching hook",
                        "DefaultResult=ABANDON"),
                fault(
                        "no terminating hook",
                        scene -> scene.unhook(GROUP, Account.HOOK),
                        "it has no termination hook '" + Account.HOOK + "'",
                        "LifecycleHookSpecificationList"),
                fault(
                        "launching hook that continues",
                        scene -> scene.hook(GROUP, SystemScene.hook(LAUNCH, Hook.LAUNCHING, 900, "CONTINUE")),
                        "the DefaultResult of its launching hook '" + LAUNCH + "' is CONTINUE",
                        "set DefaultResult=ABANDON on hook '" + LAUNCH + "'"),
                fault(
                        "rebalancing",
                        scene -> scene.prompt.world.autoScaling().resumeProcesses(GROUP, List.of("AZRebalance")),
                        "its process AZRebalance is not suspended",
                        "aws autoscaling suspend-processes --auto-scaling-group-name '" + GROUP
                                + "' --scaling-processes AZRebalance"),
                fault(
                        "tag of the ceiling is away",
                        scene -> scene.untag(GROUP, Tags.YIELDS_AFTER),
                        "it does not carry the tag 'drainguard:yields-after'",
                        "tag the group drainguard:yields-after=240"),
                risk(
                        "health check of EC2 alone",
                        scene -> scene.upkeep(GROUP, SystemScene.replacing("EC2", "0/100")),
                        "its health check is EC2",
                        "health check type be ELB"),
                risk(
                        "one zone",
                        scene -> scene.upkeep(
                                GROUP, new Upkeep("ELB", new MaintenancePolicy(0, 100), List.of("us-east-1b"))),
                        "it has subnets in one zone only: [us-east-1b]",
                        "in two or three zones"),
                risk(
                        "destination by UDP",
                        scene -> scene.tag(GROUP, "drainguard:destination", "UDP"),
                        "with UDP nothing is buffered",
                        "configure the DLC for TLS"),
                risk(
                        "system that is none",
                        scene -> scene.tag(GROUP, "drainguard:system", "dcl"),
                        "its tag 'drainguard:system' is 'dcl', which names no system that doctor knows",
                        "set the tag to one of [dlc, dsiem-nats, dsiem-frontend, dsiem-backend]"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void plantedFault_isTheOneFindingAndNamesGroupAndNextStep(Planted planted) {
        planted.isTheOneFinding(scene);
    }

    /// Without the tags that say what it is and that it yields, the group is judged like any other, which does not let
    /// it pass either.
    @Test
    void groupThatDoesNotSayThatItIsOne_isNoDlc() {
        scene.untag(GROUP, "drainguard:system", Tags.YIELDS_AFTER);

        assertThat(prompt.run("doctor")).isEqualTo(1);

        assertThat(prompt.out()).doesNotContain("a DLC");
    }
}
