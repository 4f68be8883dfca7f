package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.cli.NodeFinder.Found;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.InstanceDetails.Membership;
import io.drainguard.sweep.Marks;
import io.drainguard.sweep.Time;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What an operator is asked, and whether the answer still counts.
class ConfirmationTest {
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final Time CLOCK = new Time() {
        @Override
        public Instant instant() {
            return NOW;
        }

        @Override
        public void pause(Duration length) {
            throw new AssertionError("nothing waits");
        }
    };
    private static final Found EMPTY = node("Terminating:Wait", new Look.Empty());
    private static final Found FULL = node("Terminating:Wait", new Look.Pending(1, 10, NOW));

    private static Found node(String state, Look look) {
        return node(state, look, List.of());
    }

    private static Found node(String state, Look look, List<Attached> volumes) {
        InstanceDetails details = new InstanceDetails(
                Operator.SILENT,
                new Membership("workers", "drainguard-workers"),
                false,
                Disks.VOLUMES,
                volumes,
                Marks.NONE);
        return new Found(
                new NodeId("workers", "i-0a"),
                state,
                Operator.SILENT,
                new Seen(NOW.minusSeconds(30), look),
                details,
                Map.of());
    }

    private static Confirmation asked(OverrideRequest request, Found node, Instant at) {
        return Confirmation.of(request, List.of(node), null, at);
    }

    /// What the operator is asked, when the answer is `answer`; it begins with `+` if the answer was taken.
    private static String said(Confirmation question, String answer) throws IOException {
        StringWriter out = new StringWriter();
        Terminal terminal = new Terminal(
                new PrintWriter(out),
                new PrintWriter(out),
                new BufferedReader(new StringReader(answer + "\n")),
                false,
                true,
                CLOCK);
        return (question.given(terminal) ? "+" : "-") + out;
    }

    @Test
    void releaseOfANodeThatIsNotEmpty_isGrave() {
        assertThat(asked(OverrideRequest.RELEASE, FULL, NOW).grave()).isTrue();
        assertThat(asked(OverrideRequest.RELEASE, EMPTY, NOW).grave()).isFalse();
        assertThat(asked(OverrideRequest.RELEASE, EMPTY, NOW.plusSeconds(600)).grave())
                .isTrue();
        assertThat(asked(OverrideRequest.HOLD, FULL, NOW).grave()).isFalse();
    }

    @Test
    void nodeThatMovedOn_isNotChanged() {
        Confirmation question = asked(OverrideRequest.HOLD, FULL, NOW);

        assertThatThrownBy(() -> question.check(List.of(node("Terminating:Retained", new Look.Empty())), NOW))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("it was Terminating:Wait when you were asked, and is Terminating:Retained");
    }

    @Test
    void nodeThatFilledUp_isNotReleasedAsAnEmptyOne() {
        Confirmation question = asked(OverrideRequest.RELEASE, EMPTY, NOW);

        assertThatThrownBy(() -> question.check(List.of(FULL), NOW))
                .hasMessageContaining("now at risk: 1 file, 10 bytes");
        assertThatCode(() -> question.check(List.of(EMPTY), NOW)).doesNotThrowAnyException();
        assertThatCode(() -> asked(OverrideRequest.HOLD, EMPTY, NOW).check(List.of(FULL), NOW))
                .doesNotThrowAnyException();
    }

    @Test
    void question_tellsWhatIsKeptFromWhatIsLost() throws IOException {
        Attached kept = new Attached("/dev/xvda", "vol-1", false);
        Attached going = new Attached("/dev/xvdb", "vol-2", true);
        Look full = new Look.Pending(1, 10, NOW);
        Found safe = node("Terminating:Wait", full, List.of(kept));
        Found half = node("Terminating:Wait", full, List.of(kept, going));
        Found lost = node("Terminating:Wait", full, List.of(going));

        assertThat(said(asked(OverrideRequest.RELEASE, safe, NOW), "i-0a"))
                .isEqualTo("+Type the node's id to release it; what it holds stays on the kept volumes: ");
        assertThat(said(asked(OverrideRequest.RELEASE, half, NOW), "y"))
                .isEqualTo("-Type the node's id to release it and lose what lies on vol-2: ");
        assertThat(said(asked(OverrideRequest.RELEASE, lost, NOW), "i-0a"))
                .isEqualTo("+Type the node's id to release it and lose what it holds: ");
        assertThat(said(Confirmation.of(OverrideRequest.RELEASE, List.of(safe, lost), null, NOW), "2"))
                .isEqualTo(
                        "+Type the number of nodes to release these 2 nodes and lose what is not kept of 1 of them: ");
        assertThat(said(Confirmation.of(OverrideRequest.RELEASE, List.of(safe, lost), "workers", NOW), "2"))
                .startsWith("-Type the group's name");
        assertThat(said(Confirmation.of(OverrideRequest.RELEASE, List.of(safe), "workers", NOW), "workers"))
                .isEqualTo("+Type the group's name to release its node; what they hold stays on the kept volumes: ");
    }

    @Test
    void volumeThatIsNotKeptAnyMore_stopsTheRelease() {
        Look full = new Look.Pending(1, 10, NOW);
        Found before = node("Terminating:Wait", full, List.of(new Attached("/dev/xvda", "vol-1", false)));
        Found now = node("Terminating:Wait", full, List.of(new Attached("/dev/xvda", "vol-1", true)));

        assertThatThrownBy(() -> asked(OverrideRequest.RELEASE, before, NOW).check(List.of(now), NOW))
                .hasMessageContaining("when you were asked, vol-1 is kept; now: volumes go with the node");
        assertThatThrownBy(() -> asked(OverrideRequest.RELEASE, before, NOW).check(List.of(), NOW))
                .hasMessageContaining("not there any more");
    }

    @Test
    void fate_saysWhatEndsWithTheNode() {
        assertThat(Fate.of(null).text()).startsWith("unknown");
        InstanceDetails store = new InstanceDetails(
                Operator.SILENT,
                new Membership("workers", "drainguard-workers"),
                false,
                Disks.INSTANCE_STORE,
                List.of(new Attached("/dev/xvda", "vol-1", false)),
                Marks.NONE);
        assertThat(Fate.of(store).text()).isEqualTo("vol-1 is kept; instance store: lost for good");
        assertThat(Fate.of(store).keepsAll()).isFalse();
        assertThat(Fate.of(store).lost()).isEqualTo("what lies on its instance store");
        assertThat(EMPTY.fate().text()).contains("nothing outlives");
    }

    @Test
    void risk_saysWhatAStaleEmptyIsWorth() {
        assertThat(RiskText.of(EMPTY.last(), NOW)).isEqualTo("nothing: its queues were empty, by a look 30 s ago");
        assertThat(RiskText.of(EMPTY.last(), NOW.plusSeconds(600)))
                .startsWith("unknown")
                .contains("nothing of now");
        assertThat(RiskText.of(null, NOW)).startsWith("unknown");
    }
}
