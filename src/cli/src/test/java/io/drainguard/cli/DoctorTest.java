package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Agent;
import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.aws.setup.GroupSetup.Member;
import io.drainguard.aws.setup.GuardReader.Function;
import io.drainguard.aws.setup.Permissions.Refused;
import io.drainguard.cli.Finding.Severity;
import io.drainguard.cli.Guards.Activity;
import io.drainguard.cli.Guards.Guard;
import io.drainguard.cli.Part.Known;
import io.drainguard.cli.Part.Unreadable;
import io.drainguard.cli.Setup.Grant;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.cli.Setup.LiveLook;
import io.drainguard.cli.Setup.Nodes;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Look;
import io.drainguard.decide.Operator;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.InstanceDetails;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The judgement on set-ups that were read, without AWS.
class DoctorTest {
    private static final Hooked HOOK = new Hooked(
            Settings.DEFAULTS.hookName(),
            "autoscaling:EC2_INSTANCE_TERMINATING",
            "ABANDON",
            Duration.ofHours(1),
            Duration.ofHours(48));
    private static final Function FUNCTION =
            new Function("arn:aws:iam::1:role/guard", Map.of(), Duration.ofSeconds(300));
    private static final Guard LAMBDA = guard("drainguard", FUNCTION, 5, 0);
    private static final Guard INSTANCE = guard("drainguard-ec2", null, 5, 0);
    private static final Nodes NODES = new Nodes(
            Map.of("i-0a", new Agent("Online", "3.3.3000.0")),
            Map.of("i-0a", new InstanceDetails(Operator.SILENT, "workers", true, Disks.VOLUMES, List.of(), Set.of())));
    private static final GroupState SOUND = state(group(true, "drainguard-workers"), false, new Look.Empty());

    private static Guard guard(String name, @Nullable Function function, long sweeps, long failures) {
        return new Guard(name, new Known<>(function), new Known<>(new Activity(sweeps, failures)));
    }

    private static GroupSetup group(boolean retains, String document) {
        return new GroupSetup(
                "workers",
                "arn:aws:autoscaling:eu-central-1:1:autoScalingGroup:x",
                document,
                true,
                "stack",
                false,
                retains,
                Set.of(),
                List.of(HOOK),
                List.of(new Member("i-0a", "InService")));
    }

    private static GroupState state(GroupSetup group, boolean spotUnheard, Look look) {
        return new GroupState(
                group,
                new Known<>(false),
                new Known<>(NODES),
                new Known<>(spotUnheard),
                new Known<>(new Document("Command", "Active")),
                new Known<>(new LiveLook.Answered("i-0a", look)));
    }

    private static Setup setup(List<Guard> guards, GroupState... groups) {
        return new Setup(
                new Guards(false, guards, null),
                Settings.DEFAULTS,
                List.of(groups),
                FUNCTION.role(),
                List.of(new Grant(SOUND.setup(), new Known<>(List.of()))));
    }

    private static <T extends @Nullable Object> Part<T> unreadable() {
        return new Unreadable<>(new Fault(Fault.Kind.DENIED, "not allowed", new IllegalStateException()));
    }

    private static List<String> told(Setup setup) {
        return Doctor.examine(setup).findings().stream()
                .map(finding -> finding.severity().word() + " " + finding.subject() + ": " + finding.what())
                .toList();
    }

    @Test
    void soundSetup_hasNoFinding() {
        Doctor.Diagnosis diagnosis = Doctor.examine(setup(List.of(LAMBDA), SOUND));

        assertThat(diagnosis.findings()).isEmpty();
        assertThat(diagnosis.wrong()).isFalse();
        assertThat(diagnosis.unasked()).isFalse();
        assertThat(diagnosis.settings()).isEqualTo("function drainguard");
    }

    @Test
    void noGroup_isAFaultOfAll() {
        assertThat(told(setup(List.of(LAMBDA)))).singleElement().asString().startsWith("fault all groups: no Auto");
    }

    @Test
    void groupThatDoesNotRetain_isAFault() {
        assertThat(told(setup(List.of(LAMBDA), state(group(false, "drainguard-workers"), false, new Look.Empty()))))
                .singleElement()
                .asString()
                .startsWith("fault workers: it does not retain");
    }

    @Test
    void documentOfAnotherName_isNotJudged() {
        assertThat(told(setup(List.of(LAMBDA), state(group(true, "other"), false, new Look.Unknown("?")))))
                .singleElement()
                .asString()
                .startsWith("fault workers: its tag 'drainguard' is 'other'");
    }

    @Test
    void lookThatCannotTell_isAFaultOfTheNode() {
        assertThat(told(setup(
                        List.of(LAMBDA),
                        state(group(true, "drainguard-workers"), false, new Look.Unknown("no such path")))))
                .singleElement()
                .asString()
                .startsWith("fault workers/i-0a: its drain document")
                .endsWith("no such path");
    }

    @Test
    void spotNodesThatNoGuardHears_areARisk() {
        assertThat(told(setup(List.of(INSTANCE), state(group(true, "drainguard-workers"), true, new Look.Empty()))))
                .singleElement()
                .asString()
                .startsWith("risk workers: it has Spot nodes")
                .contains("(drainguard-ec2)");
    }

    @Test
    void partThatCannotBeRead_isSkippedAndConcludesNothing() {
        GroupState state = new GroupState(
                SOUND.setup(), unreadable(), new Known<>(NODES), unreadable(), unreadable(), unreadable());
        Doctor.Diagnosis diagnosis = Doctor.examine(setup(List.of(LAMBDA), state));

        assertThat(diagnosis.findings()).extracting(Finding::severity).containsOnly(Severity.SKIPPED);
        assertThat(diagnosis.findings())
                .extracting(Finding::what)
                .containsExactly(
                        "whether its hook stands inline in the template: not allowed",
                        "its nodes and its document: not allowed");
        assertThat(diagnosis.unasked()).isTrue();
        assertThat(diagnosis.wrong()).isFalse();
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
        Guard unsure = new Guard("unsure", unreadable(), new Known<>(new Activity(5, 0)));

        assertThat(new Guards(false, List.of(INSTANCE, unsure), null).deaf()).isEmpty();
    }

    @Test
    void guardThatFailsOrStopped_isARiskWhileAnotherSweeps() {
        assertThat(told(setup(List.of(guard("old", FUNCTION, 0, 0), guard("drainguard", FUNCTION, 5, 2)), SOUND)))
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
                "arn:role",
                List.of(new Grant(
                        SOUND.setup(), new Known<>(List.of(new Refused("ssm:SendCommand", "arn:document"))))));

        assertThat(told(setup)).containsExactly("fault workers: role arn:role may not ssm:SendCommand on arn:document");
    }
}
