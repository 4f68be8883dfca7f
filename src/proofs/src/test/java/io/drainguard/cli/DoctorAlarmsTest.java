package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.Surroundings;
import io.drainguard.sim.world.Telling;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `drainguard doctor` over the wire: whether anybody is told when a node needs a person.
class DoctorAlarmsTest {
    private static final String FUNCTION = "drainguard-Guard";
    private static final String ROLE = "arn:aws:iam::123456789012:role/guard";
    private static final String ALLOW_ALL =
            "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}";

    private final Prompt prompt = new Prompt();
    private final Surroundings around = prompt.world.surroundings();
    private final Telling telling = around.telling();

    @BeforeEach
    void deploy() {
        prompt.world.createGroup(Account.named(Prompt.GROUP, 2, Duration.ofHours(1)));
        around.role(ROLE, ALLOW_ALL);
        around.function(new Surroundings.Function(FUNCTION, ROLE, Map.of("NOTICES", "on"), Duration.ofSeconds(300)));
        around.swept(FUNCTION, prompt.world.instant().minusSeconds(70));
        prompt.watched(FUNCTION);
    }

    @AfterEach
    void close() {
        prompt.close();
    }

    @Test
    void soundSetUp_saysWhoHears() {
        assertThat(prompt.run("doctor")).as(prompt.out() + prompt.err()).isZero();

        assertThat(prompt.out())
                .contains(": sound.")
                .contains(
                        "alarms of stack drainguard: 3, heard by oncall@example.com (email); notices: passed on by rule");
    }

    record Planted(String name, Consumer<DoctorAlarmsTest> change, String words) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Planted> faults() {
        return Stream.of(
                new Planted(
                        "pending",
                        test -> test.telling.topic(
                                Prompt.TOPIC,
                                new Telling.Subscription("email", "new@example.com", "PendingConfirmation")),
                        "fault  all groups: nobody hears the alarms: the subscription of [new@example.com (email)]"),
                new Planted(
                        "taken off",
                        test -> test.telling.topic(
                                Prompt.TOPIC, new Telling.Subscription("email", "old@example.com", "Deleted")),
                        "nobody has subscribed to it"),
                new Planted(
                        "no action",
                        test -> Prompt.ALARMS.forEach(alarm -> test.telling.alarm(Telling.Alarm.well(alarm))),
                        "fault  all groups: nobody is told when an alarm of stack drainguard rings"),
                new Planted(
                        "switched off",
                        test -> test.telling.alarm(
                                new Telling.Alarm(Prompt.ALARMS.getFirst(), List.of(Prompt.TOPIC), false, "OK", "")),
                        "nobody is told when one of [drainguard-CannotLook-1] rings"),
                new Planted(
                        "deleted",
                        test -> test.telling.noAlarm(Prompt.ALARMS.getLast()),
                        "somebody deleted these alarms of stack drainguard: [drainguard-NoSweep-1]"),
                new Planted(
                        "rings",
                        test -> test.telling.alarm(Telling.Alarm.well(Prompt.ALARMS.getFirst(), Prompt.TOPIC)
                                .in("ALARM", "Threshold Crossed: 1 datapoint")),
                        "risk  all groups: alarm drainguard-CannotLook-1 rings: Threshold Crossed: 1 datapoint"),
                new Planted(
                        "rule off",
                        test -> test.telling.rule(
                                new Telling.Rule(Prompt.RULE, "{\"source\":[\"drainguard\"]}", false)),
                        "rule drainguard-Notices-1 is disabled"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void plantedFault_isFoundAlone(Planted planted) {
        planted.change().accept(this);

        assertThat(prompt.run("doctor")).as(prompt.out() + prompt.err()).isEqualTo(1);

        assertThat(prompt.out()).contains(planted.words(), "next: ").doesNotContain("sound");
        assertThat(prompt.out().lines().filter(line -> line.startsWith("fault") || line.startsWith("risk")))
                .hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cloudformation:DescribeStackResources",
                "cloudformation:ListStackResources",
                "cloudwatch:DescribeAlarms",
                "sns:ListSubscriptionsByTopic",
                "events:DescribeRule"
            })
    void callThatTheOperatorMayNotMake_isNotJudgedAndNamed(String action) {
        around.deny(action);

        assertThat(prompt.run("doctor")).as(prompt.out() + prompt.err()).isEqualTo(4);

        assertThat(prompt.out())
                .contains("not judged  all groups: ", action, "not all could be judged; 0 faults, 0 risks, 1 not")
                .contains(" to the operator")
                .doesNotContain("sound", "nothing wrong");
    }

    @Test
    void alarmThatJustBegan_isNotJudged() {
        telling.alarm(Telling.Alarm.well(Prompt.ALARMS.getFirst(), Prompt.TOPIC).in("INSUFFICIENT_DATA", "Unchecked"));

        assertThat(prompt.run("doctor")).isEqualTo(4);

        assertThat(prompt.out()).contains("not judged  all groups: whether alarm drainguard-CannotLook-1 would ring");
    }

    @Test
    void ruleOfAnotherSource_isNoRuleOfNotices() {
        telling.rule(new Telling.Rule(Prompt.RULE, "{\"source\":[\"aws.autoscaling\"]}", true));

        assertThat(prompt.run("doctor")).isEqualTo(1);

        assertThat(prompt.out()).contains("stack drainguard has no rule that passes it on", "; notices: off");
    }

    @Test
    void stackOfAGuardOnAnInstance_isFoundByItsName() {
        around.neverSwept();
        around.swept("drainguard-ec2", prompt.world.instant().minusSeconds(30));

        assertThat(prompt.run("doctor", "--role", ROLE)).as(prompt.out()).isZero();
        assertThat(prompt.out()).contains("alarms of stack drainguard: 3");
        around.neverSwept();
        around.swept("elsewhere-ec2", prompt.world.instant().minusSeconds(30));
        assertThat(prompt.run("doctor", "--role", ROLE)).isEqualTo(4);
        assertThat(prompt.out()).contains("no CloudFormation stack made it");
    }
}
