package io.drainguard.cli;

import static io.drainguard.cli.SetupScene.DOCUMENT;
import static io.drainguard.cli.SetupScene.NODES;
import static io.drainguard.cli.SetupScene.QUEUES;
import static io.drainguard.cli.SetupScene.STAGING;
import static io.drainguard.cli.SetupScene.group;
import static io.drainguard.cli.SetupScene.printed;
import static io.drainguard.cli.SetupScene.setup;
import static io.drainguard.cli.SetupScene.state;
import static io.drainguard.cli.SetupScene.told;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.cli.Setup.GroupState;
import io.drainguard.decide.Look;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What doctor shows of the look at a live node, without AWS.
class DoctorLooksTest {
    private static GroupState looked(Look look, String... paths) {
        return state(group(true, DOCUMENT), NODES, look, paths);
    }

    @Test
    void eachPathOfALiveNode_isShownAsPresentOrAbsentAndWithItsFileSystem() {
        assertThat(printed(setup(looked(new Look.Empty(List.of("1d2f-uuid", "-0a0b-uuid")), QUEUES, STAGING))))
                .contains("1 group examined (workers)", ": sound.")
                .contains("looked at workers/i-0a: its queues are empty\n")
                .contains("    /opt/cribl/state/queues: present, lies on 1d2f-uuid\n")
                .contains("    /opt/cribl/state/outputs/staging?: absent, would lie on 0a0b-uuid\n");
    }

    @Test
    void nodeWithData_isShownWithItsPathsAndWhyTheCountIsAFloor() {
        Look look = new Look.Pending(5, 2048, Instant.EPOCH, "the search did not end in time", List.of("host:/export"));

        assertThat(printed(setup(looked(look, "/spool"))))
                .contains("at least 5 files of 2.0 KiB queued (the search did not end in time)")
                .contains("    /spool: present, lies on host:/export\n");
    }

    @Test
    void pathsThatTheDocumentDoesNotName_areNumbered() {
        assertThat(printed(setup(looked(new Look.Empty(List.of("a", "-b"))))))
                .contains("    path 1: present, lies on a\n", "    path 2: absent, would lie on b\n");
    }

    @Test
    void documentOfTheFirstVersion_saysNothingOfItsPaths() {
        assertThat(printed(setup(looked(new Look.Empty(), QUEUES, STAGING))))
                .contains("does not say which paths are there");
    }

    @Test
    void checksumOfManyPaths_isNoPath() {
        assertThat(printed(setup(looked(new Look.Empty(List.of("sum:0123456789abcdef")), QUEUES, STAGING))))
                .contains("too many paths to name", "sum:0123456789abcdef")
                .doesNotContain("present");
    }

    @Test
    void lookWithAllPathsAbsent_isAFaultWithItsReason() {
        Setup setup = setup(looked(new Look.Unknown("no path is there: /opt/cribl/state/queue"), QUEUES, STAGING));

        assertThat(told(setup))
                .singleElement()
                .asString()
                .startsWith("fault workers/i-0a: its drain document 'drainguard-workers' cannot tell")
                .endsWith("no path is there: /opt/cribl/state/queue");
        assertThat(printed(setup)).doesNotContain("looked at").doesNotContain("sound");
    }

    @Test
    void queuesWithoutTheStagingDirectory_areARisk() {
        Setup setup = setup(looked(new Look.Empty(List.of("a")), QUEUES));

        assertThat(told(setup))
                .singleElement()
                .asString()
                .startsWith("risk workers: its drain document looks at " + QUEUES);
        assertThat(Doctor.examine(setup).findings().getFirst().next()).contains("add " + STAGING);
        assertThat(told(setup(looked(new Look.Empty(List.of("a")), "/var/spool/other"))))
                .isEmpty();
    }
}
