package io.drainguard.cli;

import static io.drainguard.cli.SetupScene.DOCUMENT;
import static io.drainguard.cli.SetupScene.HOOK;
import static io.drainguard.cli.SetupScene.LIVE;
import static io.drainguard.cli.SetupScene.NODES;
import static io.drainguard.cli.SetupScene.SOUND;
import static io.drainguard.cli.SetupScene.given;
import static io.drainguard.cli.SetupScene.group;
import static io.drainguard.cli.SetupScene.hook;
import static io.drainguard.cli.SetupScene.setup;
import static io.drainguard.cli.SetupScene.state;
import static io.drainguard.cli.SetupScene.told;
import static io.drainguard.cli.SetupScene.unreadable;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.aws.setup.GroupSetup.Member;
import io.drainguard.cli.Part.Known;
import io.drainguard.decide.Look;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Yield;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The judgement on a group's hooks and on the document that it names, without AWS.
class DoctorGroupsTest {
    private static final Member WAITING = new Member("i-0b", "Terminating:Wait");

    private static List<String> hooked(List<Hooked> hooks, Member... members) {
        return told(setup(state(group(true, DOCUMENT, hooks, members), NODES, new Look.Empty())));
    }

    @Test
    void otherTerminationHook_isARiskThatNamesIt() {
        assertThat(hooked(List.of(HOOK, hook("old", "ABANDON")), LIVE))
                .singleElement()
                .asString()
                .startsWith("risk workers: it has other termination hooks: [old]");
    }

    @Test
    void launchHook_isNoOtherTerminationHook() {
        Hooked launching = new Hooked(
                "boot", "autoscaling:EC2_INSTANCE_LAUNCHING", "ABANDON", Duration.ofHours(1), Duration.ofHours(48));

        assertThat(hooked(List.of(HOOK, launching), LIVE)).isEmpty();
    }

    private static List<String> yields(boolean retains, String tag, Hooked hook) {
        return told(
                setup(state(group(retains, Yield.of(tag), DOCUMENT, List.of(hook), LIVE), NODES, new Look.Empty())));
    }

    /// Its data outlives its nodes: none is lost with a node that ends.
    @Test
    void groupThatYieldsAndNeitherRetainsNorAbandons_isSound() {
        assertThat(yields(false, "240", hook(HOOK.name(), "CONTINUE"))).isEmpty();
    }

    @Test
    void groupThatYieldsAndRetains_isARisk() {
        assertThat(yields(true, "240", HOOK))
                .singleElement()
                .asString()
                .startsWith("risk workers: it yields and retains: a node is let go after 240 s, so nothing is ever"
                        + " retained");
    }

    @ParameterizedTest
    @ValueSource(strings = {"abc", "10", "", "172801"})
    void tagThatSaysNoTimeAfterWhichAGroupYields_isAFault(String tag) {
        assertThat(yields(true, tag, HOOK))
                .singleElement()
                .asString()
                .startsWith("fault workers: its tag 'drainguard:yields-after' is '" + tag
                        + "', so it does not yield; want seconds, 30 to 172800");
    }

    /// With a tag that cannot be read the guard does not let the node go, so the group has to keep it.
    @Test
    void groupWhoseTagCannotBeRead_isJudgedAsOneThatDoesNotYield() {
        assertThat(yields(false, "4 min", hook(HOOK.name(), "CONTINUE"))).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Terminating:Wait", "ReplacingRootVolume:Wait", "Warmed:Terminating:Wait"})
    void hookThatIsMissingWhileNodesWait_namesThemAndWhatARenameDoes(String state) {
        assertThat(hooked(List.of(hook("new-name", "ABANDON")), LIVE, new Member("i-0b", state)))
                .singleElement()
                .asString()
                .startsWith("fault workers: it has no termination hook 'Cribl-Scaledown-Hook'")
                .contains("[new-name]", "these nodes wait all the same: [i-0b]", "renamed or deleted", "CONTINUE");
    }

    @Test
    void hookThatIsMissingWhileNobodyWaits_isAFaultWithoutThat() {
        assertThat(hooked(List.of(), LIVE, new Member("i-0c", "Terminating:Retained")))
                .singleElement()
                .asString()
                .startsWith("fault workers: it has no termination hook")
                .doesNotContain("wait all the same");
    }

    @Test
    void hookWhileNodesWait_isSound() {
        assertThat(hooked(List.of(HOOK), LIVE, WAITING)).isEmpty();
    }

    @Test
    void documentThatTheGuardWasNotGiven_isAFault() {
        Setup setup = given(setup(SOUND), new Known<>(false));

        assertThat(told(setup))
                .singleElement()
                .asString()
                .startsWith("fault workers: the guard was not given its drain document 'drainguard-workers'");
    }

    @Test
    void listOfDocuments_isNamedWhereOneIsMissing() {
        Settings settings =
                new Settings(HOOK.name(), Duration.ofHours(48), true, "drainguard-own", "/drainguard/documents", false);
        Setup setup = given(
                setup(new Guards(false, List.of(SetupScene.INSTANCE), null), settings, SOUND), new Known<>(false));

        assertThat(Doctor.examine(setup).findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.next()).contains("parameter '/drainguard/documents'"));
    }

    @Test
    void listThatTheOperatorMayNotRead_isNotJudged() {
        assertThat(told(given(setup(SOUND), unreadable(Fault.Kind.DENIED))))
                .containsExactly("not judged workers: whether the guard was given its drain document: not allowed");
    }
}
