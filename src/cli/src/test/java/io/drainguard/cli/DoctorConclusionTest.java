package io.drainguard.cli;

import static io.drainguard.cli.SetupScene.DOCUMENT;
import static io.drainguard.cli.SetupScene.FUNCTION;
import static io.drainguard.cli.SetupScene.HOOK;
import static io.drainguard.cli.SetupScene.LAMBDA;
import static io.drainguard.cli.SetupScene.SOUND;
import static io.drainguard.cli.SetupScene.WATCH;
import static io.drainguard.cli.SetupScene.given;
import static io.drainguard.cli.SetupScene.group;
import static io.drainguard.cli.SetupScene.printed;
import static io.drainguard.cli.SetupScene.setup;
import static io.drainguard.cli.SetupScene.unreadable;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.cli.Doctor.Diagnosis;
import io.drainguard.cli.Part.Known;
import io.drainguard.cli.Setup.Grant;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.cli.Setup.LiveLook.NotAsked;
import io.drainguard.cli.Setup.Nodes;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;

/// Nothing is called sound, and nothing `nothing wrong`, that was not checked.
class DoctorConclusionTest {
    private static final String NOTHING_WRONG = "nothing wrong";

    private static void concludesNothing(Setup setup) {
        assertThat(Doctor.examine(setup).exitCode()).isEqualTo(ExitCodes.UNJUDGED);
        assertThat(printed(setup)).contains("not all could be judged").doesNotContain(NOTHING_WRONG, "sound");
    }

    private static Guards unread(Fault fault) {
        return new Guards(false, List.of(), fault);
    }

    private static Setup granted(Part<List<io.drainguard.aws.setup.Permissions.Refused>> refused) {
        return new Setup(
                new Guards(false, List.of(LAMBDA), null),
                Settings.DEFAULTS,
                List.of(SOUND),
                Map.of(DOCUMENT, new Known<>(true)),
                FUNCTION.role(),
                List.of(new Grant(SOUND.setup(), refused)),
                List.of(WATCH));
    }

    @Test
    void noGroup_isWrongAndNotSound() {
        Diagnosis none = Doctor.examine(setup());

        assertThat(none.wrong()).isTrue();
        assertThat(printed(setup())).contains("0 groups examined").doesNotContain(NOTHING_WRONG, "sound");
    }

    @ParameterizedTest
    @EnumSource(Fault.Kind.class)
    void guardsThatCouldNotBeAskedFor_leaveNothingToConclude(Fault.Kind kind) {
        concludesNothing(
                setup(unread(new Fault(kind, "no answer", new IllegalStateException())), Settings.DEFAULTS, SOUND));
    }

    @Test
    void networkThatIsAway_isNotCalledAPermission() {
        Setup setup = setup(
                unread(new Fault(Fault.Kind.BROKEN, "no route", new IllegalStateException())),
                Settings.DEFAULTS,
                SOUND);

        assertThat(printed(setup))
                .contains("whether a guard sweeps: no route", "this machine reaches them")
                .doesNotContain("allow cloudwatch");
    }

    @Test
    void refusalThatIsNoPermission_isNotCalledOne() {
        Fault refused = new Fault(
                Fault.Kind.BROKEN,
                "InternalFailure",
                CloudWatchException.builder().build());

        assertThat(printed(setup(unread(refused), Settings.DEFAULTS, SOUND)))
                .contains("if AWS refuses again")
                .doesNotContain("allow cloudwatch");
    }

    @Test
    void permissionThatIsMissing_isNamed() {
        assertThat(printed(granted(unreadable(Fault.Kind.DENIED))))
                .contains("allow iam:SimulatePrincipalPolicy to the operator")
                .contains("not all could be judged; 0 faults, 0 risks, 1 not judged")
                .doesNotContain(NOTHING_WRONG, "sound");
    }

    @Test
    void checkThatAwsDidNotAnswer_leavesNothingToConclude() {
        concludesNothing(granted(unreadable(Fault.Kind.BROKEN)));
        concludesNothing(given(setup(SOUND), unreadable(Fault.Kind.THROTTLED)));
    }

    @Test
    void callThatWasThrottled_isNotCalledAPermissionNorANetwork() {
        assertThat(printed(granted(unreadable(Fault.Kind.THROTTLED))))
                .contains("AWS had too many calls: repeat the command in a minute")
                .doesNotContain("allow iam", "reaches them");
    }

    @Test
    void faultBesideWhatCouldNotBeJudged_isStillAFault() {
        Setup setup = setup(unread(new Fault(Fault.Kind.DENIED, "no", new IllegalStateException())), Settings.DEFAULTS);

        assertThat(Doctor.examine(setup).exitCode()).isEqualTo(ExitCodes.WRONG);
        assertThat(printed(setup)).contains("1 fault, 0 risks, 1 not judged.");
    }

    @Test
    void groupWithoutANodeInService_isNotCalledSound() {
        GroupState bare = new GroupState(
                group(true, DOCUMENT, List.of(HOOK)),
                new Known<>(false),
                new Known<>(Nodes.NONE),
                new Known<>(false),
                SOUND.document(),
                new Known<>(NotAsked.NO_FIT_NODE));

        assertThat(printed(setup(bare)))
                .contains("not all could be judged; 0 faults, 0 risks, 1 not judged")
                .doesNotContain(NOTHING_WRONG, "sound");
    }
}
