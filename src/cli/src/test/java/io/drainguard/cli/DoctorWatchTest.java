package io.drainguard.cli;

import static io.drainguard.cli.SetupScene.HEARD;
import static io.drainguard.cli.SetupScene.SOUND;
import static io.drainguard.cli.SetupScene.TOPIC;
import static io.drainguard.cli.SetupScene.WATCH;
import static io.drainguard.cli.SetupScene.alarm;
import static io.drainguard.cli.SetupScene.printed;
import static io.drainguard.cli.SetupScene.setup;
import static io.drainguard.cli.SetupScene.told;
import static io.drainguard.cli.SetupScene.unreadable;
import static io.drainguard.cli.SetupScene.watch;
import static io.drainguard.cli.SetupScene.watched;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.aws.setup.Telling.Alarm;
import io.drainguard.aws.setup.Telling.Rule;
import io.drainguard.aws.setup.Telling.State;
import io.drainguard.aws.setup.Telling.Subscription;
import io.drainguard.aws.setup.Telling.Topic;
import io.drainguard.cli.Part.Known;
import io.drainguard.cli.Watch.Alarms;
import io.drainguard.sweep.Fault;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whether anybody is told, without AWS.
class DoctorWatchTest {
    private static final Alarm WELL = alarm(State.OK, TOPIC);
    private static final Subscription PENDING = new Subscription("email", "new@example.com", false);

    private static List<String> toldOf(Watch watch) {
        return told(watched(setup(SOUND), watch));
    }

    private static Watch heardBy(Subscription... subscriptions) {
        return watch(List.of(WELL), new Known<>(new Topic(true, List.of(subscriptions))));
    }

    private static Watch with(Part<Alarms> alarms, Part<@Nullable Rule> notices, boolean on) {
        return new Watch("drainguard", new Known<>("stack"), alarms, Map.of(), notices, on);
    }

    @Test
    void soundWatch_isToldAsANoteWithWhoHears() {
        assertThat(toldOf(WATCH)).isEmpty();
        assertThat(printed(setup(SOUND)))
                .contains("alarms of stack stack: 1, heard by oncall@example.com (email); notices: passed on by rule");
    }

    @Test
    void subscriptionThatNobodyConfirmed_isAFaultThatNamesTheAddress() {
        assertThat(toldOf(heardBy(PENDING)))
                .singleElement()
                .asString()
                .startsWith("fault all groups: nobody hears the alarms")
                .contains("new@example.com (email)", TOPIC, "PendingConfirmation");
    }

    @Test
    void oneOfTwoSubscriptionsUnconfirmed_isARisk() {
        assertThat(toldOf(heardBy(HEARD, PENDING)))
                .singleElement()
                .asString()
                .startsWith("risk all groups: [new@example.com (email)] hears no alarm");
    }

    @Test
    void topicThatNobodyHears_isAFault() {
        assertThat(toldOf(heardBy())).singleElement().asString().contains("nobody has subscribed");
        assertThat(toldOf(watch(List.of(WELL), new Known<>(new Topic(false, List.of())))))
                .singleElement()
                .asString()
                .startsWith("fault")
                .contains("which does not exist");
    }

    @Test
    void alarmsWithoutAnAction_areAFault() {
        assertThat(toldOf(with(new Known<>(new Alarms(List.of(alarm(State.OK)), List.of())), new Known<>(null), false)))
                .singleElement()
                .asString()
                .startsWith("fault all groups: nobody is told when an alarm of stack stack rings");
        Alarm other = new Alarm("a-loud-one", State.OK, "", List.of("arn:aws:lambda:x:1:function:page"));
        assertThat(toldOf(with(
                        new Known<>(new Alarms(List.of(alarm(State.OK), other), List.of())), new Known<>(null), false)))
                .singleElement()
                .asString()
                .contains("nobody is told when one of [stack-CannotLook] rings");
    }

    @Test
    void alarmThatIsGone_isAFault() {
        assertThat(toldOf(with(
                        new Known<>(new Alarms(List.of(WELL), List.of("stack-NoSweep"))), new Known<>(null), false)))
                .singleElement()
                .asString()
                .startsWith("fault")
                .contains("[stack-NoSweep]");
        assertThat(toldOf(with(new Known<>(Alarms.NONE), new Known<>(null), false)))
                .containsExactly("fault all groups: stack stack has no alarm");
    }

    @Test
    void alarmThatRings_isARiskWithItsReason() {
        assertThat(toldOf(watch(List.of(alarm(State.ALARM, TOPIC)), new Known<>(new Topic(true, List.of(HEARD))))))
                .containsExactly("risk all groups: alarm stack-CannotLook rings: a reason");
    }

    @ParameterizedTest
    @EnumSource(
            value = State.class,
            names = {"NO_DATA", "OTHER"})
    void alarmWithoutData_isNotJudged(State state) {
        assertThat(toldOf(watch(List.of(alarm(state, TOPIC)), new Known<>(new Topic(true, List.of(HEARD))))))
                .singleElement()
                .asString()
                .startsWith("not judged all groups: whether alarm stack-CannotLook would ring");
    }

    @Test
    void noticesThatNobodyPassesOn_areARisk() {
        Part<Alarms> alarms = WATCH.alarms();

        assertThat(toldOf(with(alarms, new Known<>(new Rule("notices", false, true)), true)))
                .containsExactly(
                        "risk all groups: guard drainguard tells the event bus what becomes of a node, and rule"
                                + " notices is disabled, so it does not pass it on");
        assertThat(toldOf(with(alarms, new Known<>(null), true)))
                .containsExactly(
                        "risk all groups: guard drainguard tells the event bus what becomes of a node, and stack"
                                + " stack has no rule that passes it on");
        assertThat(toldOf(with(alarms, new Known<>(new Rule("notices", false, true)), false)))
                .isEmpty();
    }

    @Test
    void guardOfNoStack_isNotJudged() {
        Watch none = new Watch(
                "drainguard", new Known<>(null), new Known<>(Alarms.NONE), Map.of(), new Known<>(null), false);

        assertThat(toldOf(none))
                .singleElement()
                .asString()
                .startsWith("not judged all groups: which alarms watch guard drainguard")
                .endsWith("no CloudFormation stack made it");
        assertThat(printed(watched(setup(SOUND), none))).doesNotContain("alarms of stack");
    }

    @ParameterizedTest
    @EnumSource(Fault.Kind.class)
    void eachPartThatMayNotBeRead_isOneThingNotJudged(Fault.Kind kind) {
        Part<Alarms> alarms = unreadable(kind);
        Watch stack = new Watch("drainguard", unreadable(kind), alarms, Map.of(), unreadable(kind), false);
        Watch resources = new Watch(
                "drainguard",
                new Known<>("stack"),
                alarms,
                Map.of(),
                new Part.Unreadable<>(Objects.requireNonNull(alarms.fault())),
                false);

        for (Watch watch : List.of(
                stack,
                resources,
                with(alarms, new Known<>(null), false),
                with(WATCH.alarms(), unreadable(kind), true),
                watch(List.of(WELL), unreadable(kind)))) {
            Setup setup = watched(setup(SOUND), watch);

            assertThat(told(setup)).singleElement().asString().startsWith("not judged all groups: ");
            assertThat(Doctor.examine(setup).exitCode()).isEqualTo(ExitCodes.UNJUDGED);
            assertThat(printed(setup)).doesNotContain("sound");
        }
    }
}
