package io.drainguard.cli;

import static io.drainguard.cli.SetupScene.DOCUMENT;
import static io.drainguard.cli.SetupScene.FUNCTION;
import static io.drainguard.cli.SetupScene.INSTANCE;
import static io.drainguard.cli.SetupScene.LAMBDA;
import static io.drainguard.cli.SetupScene.NODES;
import static io.drainguard.cli.SetupScene.SOUND;
import static io.drainguard.cli.SetupScene.WATCH;
import static io.drainguard.cli.SetupScene.group;
import static io.drainguard.cli.SetupScene.guard;
import static io.drainguard.cli.SetupScene.setup;
import static io.drainguard.cli.SetupScene.state;
import static io.drainguard.cli.SetupScene.told;
import static io.drainguard.cli.SetupScene.unreadable;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.aws.setup.Permissions.Refused;
import io.drainguard.cli.Finding.Severity;
import io.drainguard.cli.Guards.Activity;
import io.drainguard.cli.Guards.Guard;
import io.drainguard.cli.Part.Known;
import io.drainguard.cli.Setup.Grant;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.decide.Look;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The judgement on set-ups that were read, without AWS.
class DoctorTest {
    @Test
    void soundSetup_hasNoFinding() {
        Doctor.Diagnosis diagnosis = Doctor.examine(setup(SOUND));

        assertThat(diagnosis.findings()).isEmpty();
        assertThat(diagnosis.wrong()).isFalse();
        assertThat(diagnosis.exitCode()).isZero();
        assertThat(diagnosis.settings()).isEqualTo("function drainguard");
    }

    @Test
    void noGroup_isAFaultOfAll() {
        assertThat(told(setup())).singleElement().asString().startsWith("fault all groups: no Auto");
    }

    @Test
    void groupThatDoesNotRetain_isAFault() {
        assertThat(told(setup(state(group(false, DOCUMENT), NODES, new Look.Empty()))))
                .singleElement()
                .asString()
                .startsWith("fault workers: it does not retain");
    }

    @Test
    void documentOfAnotherName_isNotJudged() {
        assertThat(told(setup(state(group(true, "other"), NODES, new Look.Unknown("?")))))
                .singleElement()
                .asString()
                .startsWith("fault workers: its tag 'drainguard' is 'other'");
    }

    @Test
    void lookThatCannotTell_isAFaultOfTheNode() {
        assertThat(told(setup(state(group(true, DOCUMENT), NODES, new Look.Unknown("no such path")))))
                .singleElement()
                .asString()
                .startsWith("fault workers/i-0a: its drain document")
                .endsWith("no such path");
    }

    @Test
    void spotNodesThatNoGuardHears_areARisk() {
        GroupState onSpot = new GroupState(
                SOUND.setup(), SOUND.ownHook(), SOUND.nodes(), new Known<>(true), SOUND.document(), SOUND.look());

        assertThat(told(setup(new Guards(false, List.of(INSTANCE), null), Settings.DEFAULTS, onSpot)))
                .singleElement()
                .asString()
                .startsWith("risk workers: it has Spot nodes")
                .contains("(drainguard-ec2)");
    }

    @Test
    void partThatCannotBeRead_isNotJudgedAndConcludesNothing() {
        GroupState state = new GroupState(
                SOUND.setup(),
                unreadable(Fault.Kind.DENIED),
                new Known<>(NODES),
                unreadable(Fault.Kind.DENIED),
                unreadable(Fault.Kind.DENIED),
                unreadable(Fault.Kind.DENIED));
        Doctor.Diagnosis diagnosis = Doctor.examine(setup(state));

        assertThat(diagnosis.findings()).extracting(Finding::severity).containsOnly(Severity.SKIPPED);
        assertThat(diagnosis.findings())
                .extracting(Finding::what)
                .containsExactly(
                        "whether its hook stands inline in the template: not allowed",
                        "its nodes and its document: not allowed");
        assertThat(diagnosis.exitCode()).isEqualTo(ExitCodes.UNJUDGED);
    }

    @Test
    void guards_areJudgedByTheFunctionThatSweeps() {
        Guard away = guard("old", FUNCTION, 0, 0);

        assertThat(new Guards(false, List.of(away, INSTANCE, LAMBDA), null).best())
                .isEqualTo(LAMBDA);
        assertThat(new Guards(false, List.of(away, INSTANCE), null).best()).isEqualTo(INSTANCE);
        assertThat(new Guards(false, List.of(INSTANCE, away), null).deaf()).containsExactly("drainguard-ec2");
        assertThat(new Guards(false, List.of(INSTANCE, LAMBDA), null).deaf()).isEmpty();
    }

    @Test
    void guardThatMayBeAFunction_isNotCalledDeaf() {
        Guard unsure = new Guard("unsure", unreadable(Fault.Kind.DENIED), new Known<>(new Activity(5, 0)));

        assertThat(new Guards(false, List.of(INSTANCE, unsure), null).deaf()).isEmpty();
    }

    @Test
    void guardThatFailsOrStopped_isARiskWhileAnotherSweeps() {
        assertThat(told(setup(
                        new Guards(
                                false,
                                List.of(guard("old", FUNCTION, 0, 0), guard("drainguard", FUNCTION, 5, 2)),
                                null),
                        Settings.DEFAULTS,
                        SOUND)))
                .satisfiesExactly(
                        failing -> assertThat(failing).startsWith("risk all groups: guard drainguard: its last"),
                        stopped -> assertThat(stopped).startsWith("risk all groups: guard old has swept"));
    }

    @Test
    void refusedAction_isAFaultOfItsGroup() {
        Setup setup = new Setup(
                new Guards(false, List.of(LAMBDA), null),
                Settings.DEFAULTS,
                List.of(SOUND),
                Map.of(),
                "arn:role",
                List.of(new Grant(SOUND.setup(), new Known<>(List.of(new Refused("ssm:SendCommand", "arn:document"))))),
                List.of(WATCH));

        assertThat(told(setup)).containsExactly("fault workers: role arn:role may not ssm:SendCommand on arn:document");
    }
}
