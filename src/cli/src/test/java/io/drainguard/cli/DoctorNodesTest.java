package io.drainguard.cli;

import static io.drainguard.cli.SetupScene.DOCUMENT;
import static io.drainguard.cli.SetupScene.HOOK;
import static io.drainguard.cli.SetupScene.NODE;
import static io.drainguard.cli.SetupScene.NODES;
import static io.drainguard.cli.SetupScene.details;
import static io.drainguard.cli.SetupScene.group;
import static io.drainguard.cli.SetupScene.hook;
import static io.drainguard.cli.SetupScene.nodes;
import static io.drainguard.cli.SetupScene.setup;
import static io.drainguard.cli.SetupScene.state;
import static io.drainguard.cli.SetupScene.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Member;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.cli.Setup.Nodes;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Look;
import io.drainguard.decide.Operator;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.InstanceDetails;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The judgement on the nodes of a group and on what would be lost with them, without AWS.
class DoctorNodesTest {
    private static final Settings UNPROTECTED = new Settings(HOOK.name(), Duration.ofHours(48), false);

    private static GroupState with(InstanceDetails details, int tags) {
        return state(group(true, DOCUMENT), nodes(details, tags), new Look.Empty());
    }

    private static List<String> tagged(@Nullable String value) {
        return told(setup(with(details(value, Disks.VOLUMES, Operator.SILENT), 3)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "", "AWS-RunShellScript", "Drainguard-workers", " drainguard-workers"})
    void nodeWhoseTagNamesNoDrainDocument_isAFault(String value) {
        assertThat(tagged(value))
                .singleElement()
                .asString()
                .startsWith("fault workers/i-0a: its tag 'drainguard' is '" + value + "', which is no drain document");
    }

    @Test
    void nodeWithoutTheTag_isAFault() {
        assertThat(tagged(null)).singleElement().asString().startsWith("fault workers/i-0a: it does not carry the tag");
    }

    @Test
    void nodeTaggedForAnotherGroup_isARisk() {
        assertThat(tagged("drainguard-old"))
                .singleElement()
                .asString()
                .startsWith(
                        "risk workers/i-0a: its tag 'drainguard' is 'drainguard-old', and its group's is 'drainguard-workers'");
    }

    @Test
    void wrongTagOfAGroupAndItsNodes_isToldOnceAndMendedOnBoth() {
        GroupSetup wrong = group(true, "other");
        Nodes alike = nodes(details("other", Disks.VOLUMES, Operator.SILENT), 3);
        Setup setup = setup(state(wrong, alike, new Look.Empty()));

        assertThat(told(setup)).singleElement().asString().startsWith("fault workers: its tag 'drainguard' is 'other'");
        assertThat(Doctor.examine(setup).findings().getFirst().next()).contains("the same on its running instances");
    }

    @ParameterizedTest
    @CsvSource({"39, 0", "40, 1", "46, 1", "50, 1"})
    void nodeWithoutRoomForTheGuardsMarks_isARisk(int tags, int risks) {
        List<String> told = told(setup(with(details(DOCUMENT, Disks.VOLUMES, Operator.SILENT), tags)));

        assertThat(told).hasSize(risks);
        assertThat(told).allMatch(line -> line.startsWith("risk workers/i-0a: it has " + tags + " tags of its own"));
    }

    @ParameterizedTest
    @CsvSource({
        "RELEASE, SILENT, carries the tag 'drainguard:override', let it go unseen",
        "SILENT, RELEASE, its group carries the tag 'drainguard:override:i-0a', let it go unseen",
        "SILENT, HOLD, its group carries the tag 'drainguard:override:i-0a', last to AWS's limit",
        "RELEASE, HOLD, carries the tag 'drainguard:override', last to AWS's limit",
        "UNCLEAR, SILENT, neither 'hold' nor 'release', last to AWS's limit"
    })
    void overrideOfANodeInService_isARiskWhereverItStands(
            Operator own, Operator ofItsGroup, String where, String then) {
        GroupSetup group = group(true, DOCUMENT, List.of(HOOK), new Member(NODE, "InService", ofItsGroup));

        assertThat(told(setup(state(group, nodes(details(DOCUMENT, Disks.VOLUMES, own), 3), new Look.Empty()))))
                .singleElement()
                .asString()
                .startsWith("risk workers/i-0a: it is in service and ")
                .contains(where, then);
    }

    private static List<String> losses(Setup setup) {
        return told(setup).stream()
                .filter(line -> line.contains("data will be lost"))
                .toList();
    }

    private static GroupState store(boolean retains, String defaultResult) {
        return state(
                group(retains, DOCUMENT, List.of(hook(HOOK.name(), defaultResult)), SetupScene.LIVE),
                nodes(details(DOCUMENT, Disks.INSTANCE_STORE, Operator.SILENT), 3),
                new Look.Empty());
    }

    @Test
    void instanceStoreInAGroupThatDoesNotRetain_isALossSaidInAdvance() {
        assertThat(losses(setup(store(false, "ABANDON"))))
                .singleElement()
                .asString()
                .startsWith("fault workers: data will be lost: nothing protects the instance-store disks of [i-0a]")
                .contains("does not retain");
    }

    @Test
    void instanceStoreBehindAHookThatContinues_isALossSaidInAdvance() {
        assertThat(losses(setup(store(true, "CONTINUE"))))
                .singleElement()
                .asString()
                .contains("DefaultResult is CONTINUE", "3600 s");
    }

    @Test
    void protectionThatIsOffInAGroupThatDoesNotRetain_isALossSaidInAdvance() {
        GroupState state = state(group(false, DOCUMENT), NODES, new Look.Empty());

        assertThat(losses(setup(new Guards(false, List.of(SetupScene.INSTANCE), null), UNPROTECTED, state)))
                .singleElement()
                .asString()
                .contains("PROTECT_VOLUMES is false");
    }

    @Test
    void nodesThatAreKeptOneWayOrTheOther_areNoLoss() {
        assertThat(losses(setup(store(true, "ABANDON")))).isEmpty();
        assertThat(losses(setup(state(group(false, DOCUMENT), NODES, new Look.Empty()))))
                .isEmpty();
    }
}
