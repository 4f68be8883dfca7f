package io.drainguard.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.metrics.AlarmState;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The alarms of `templates/dlc.yaml` over what a node in service writes each minute, and over its silence.
class DlcAlarmsTest {
    private static final String GROUP = "mydlc-dlc";

    private final Watches alarms;
    private boolean groupIsThere;
    private Instant now = Instant.parse("2026-01-01T00:00:20Z");

    DlcAlarmsTest() throws IOException {
        alarms = new Watches(
                Template.load(Path.of("templates/dlc.yaml"))
                        .in("mydlc", "eu-central-1")
                        .with("AmiId", "ami-0123456789abcdef0"),
                () -> now);
    }

    /// A deployment, and half an hour after it.
    @BeforeEach
    void serve() {
        silence(5);
        groupIsThere = true;
        silence(3);
        minutes(30, sound());
    }

    /// What a node writes in a minute.
    private record Numbers(int serving, int takenOver, int uplink, double spool) {}

    private static Numbers sound() {
        return new Numbers(1, 0, 1, 0.4);
    }

    private void minutes(int count, Numbers numbers) {
        for (int i = 0; i < count; i++) {
            put("Serving", numbers.serving());
            put("LeaseTakenOver", numbers.takenOver());
            put("UplinkUp", numbers.uplink());
            put("SpoolUsedPercent", numbers.spool());
            silence(1);
        }
    }

    private void silence(int minutes) {
        for (int i = 0; i < minutes; i++) {
            if (groupIsThere) {
                alarms.put("AWS/AutoScaling", "GroupDesiredCapacity", "AutoScalingGroupName", GROUP, 1);
            }
            alarms.evaluate();
            now = now.plus(Duration.ofMinutes(1));
        }
    }

    private void put(String metric, double number) {
        alarms.put("Drainguard/DLC", metric, "AutoScalingGroupName", GROUP, number);
    }

    @Test
    void soundNode_ringsNothing() {
        minutes(60, sound());

        assertThat(alarms.rang()).isEmpty();
    }

    @Test
    void silence_ringsOnceAndAloneAndEndsWithTheSuccessor() {
        Instant since = now;
        silence(30);
        alarms.assertRings("DlcNotServing", since, 7);

        minutes(10, sound());

        assertThat(alarms.rang()).containsExactly("DlcNotServing");
        assertThat(alarms.states("DlcNotServing")).containsExactly(AlarmState.OK);
    }

    @Test
    void nodeThatDoesNotServe_ringsLikeSilence() {
        Instant since = now;
        minutes(30, new Numbers(0, 0, 1, 0.4));

        alarms.assertRings("DlcNotServing", since, 7);
    }

    /// Somebody may have switched the group's metrics off.
    @Test
    void silence_ringsWithoutTheNumbersOfTheGroupToo() {
        groupIsThere = false;
        minutes(30, sound());
        Instant since = now;
        silence(30);

        alarms.assertRings("DlcNotServing", since, 7);
    }

    @Test
    void firstNodeThatNeverServes_rings() throws IOException {
        DlcAlarmsTest fresh = new DlcAlarmsTest();
        fresh.silence(5);
        fresh.groupIsThere = true;
        Instant since = fresh.now;
        fresh.silence(30);

        fresh.alarms.assertRings("DlcNotServing", since, 7);
    }

    /// A planned hand-over, and a take-over after 60 s, are over in less.
    @Test
    void shortGap_ringsNothing() {
        silence(3);
        minutes(10, sound());

        assertThat(alarms.rang()).isEmpty();
    }

    /// Two nodes write in the minute of a hand-over, the old one that it serves no more.
    @Test
    void nodeThatHasHandedOver_doesNotRingBesideItsSuccessor() {
        for (int i = 0; i < 10; i++) {
            put("Serving", 0);
            minutes(1, sound());
        }

        assertThat(alarms.rang()).isEmpty();
    }

    @Test
    void takeOver_ringsOnceAndIsOverByItself() {
        Instant since = now;
        minutes(1, new Numbers(1, 1, 1, 0.4));
        minutes(20, sound());

        alarms.assertRings("LeaseTakenOver", since, 3);
        assertThat(alarms.states("LeaseTakenOver")).containsExactly(AlarmState.OK);
        assertThat(alarms.rang()).containsExactly("LeaseTakenOver");
    }

    /// The gap for which a DLC is there: QRadar fails over within minutes.
    @Test
    void shortOutageOfQRadar_ringsNothing() {
        minutes(8, new Numbers(1, 0, 0, 2));
        minutes(20, sound());

        assertThat(alarms.rang()).isEmpty();
    }

    @Test
    void longOutageOfQRadar_ringsAndStaysThroughASilence() {
        Instant since = now;
        minutes(20, new Numbers(1, 0, 0, 2));
        alarms.assertRings("UplinkDown", since, 12);

        silence(30);

        assertThat(alarms.states("UplinkDown")).containsExactly(AlarmState.ALARM);
        assertThat(alarms.times("UplinkDown")).isOne();
    }

    @Test
    void fullSpool_ringsAboveFourFifths() {
        minutes(20, new Numbers(1, 0, 1, 80));
        assertThat(alarms.rang()).isEmpty();

        Instant since = now;
        minutes(20, new Numbers(1, 0, 1, 80.1));

        alarms.assertRings("SpoolFilling", since, 3);
    }
}
