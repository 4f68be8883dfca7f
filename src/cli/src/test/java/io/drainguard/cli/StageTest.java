package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.aws.setup.NodeRecords.Machine;
import io.drainguard.aws.setup.NodeRecords.Membership;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How far a node has come on its way out, and whether it still goes.
class StageTest {
    private static Stage in(String state) {
        return Stage.of(new Membership("workers", state), null);
    }

    private static Stage alone(String state) {
        return Stage.of(null, new Machine(state, null, Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "Terminating:Wait, Terminating:Retained, true",
        "Terminating:Wait, Terminating:Proceed, false",
        "Terminating:Retained, Terminating:Wait, false",
        "Terminating:Retained, Terminating:Retained, false",
        "Terminating:Wait, Terminating:Wait, false",
        "InService, InService, false",
        "InService, Terminating:Wait, false",
        "ReplacingRootVolume:Wait, InService, true",
        "Warmed:Pending:Wait, Warmed:Stopped, true",
        "Warmed:Terminating:Wait, Warmed:Terminating:Retained, true",
        "Warmed:Terminating:Wait, Warmed:Terminating:Proceed, false"
    })
    void nodeThatIsRetainedOrComesBack_stays(String before, String now, boolean stays) {
        assertThat(in(now).staysAfter(in(before))).isEqualTo(stays);
    }

    @Test
    void nodeThatNoGroupHas_hasGoneOnlyIfEc2SaysSo() {
        assertThat(alone("terminated").kind()).isEqualTo(Stage.Kind.GONE);
        assertThat(alone("shutting-down").kind()).isEqualTo(Stage.Kind.GONE);
        assertThat(Stage.of(null, null).kind()).isEqualTo(Stage.Kind.GONE);
        assertThat(alone("running").kind()).isEqualTo(Stage.Kind.DETACHED);
        assertThat(alone("stopped").staysAfter(in("Terminating:Wait"))).isTrue();
        assertThat(alone("terminated").staysAfter(in("Terminating:Wait"))).isFalse();
    }
}
