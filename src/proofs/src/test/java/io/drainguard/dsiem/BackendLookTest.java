package io.drainguard.dsiem;

import static io.drainguard.dsiem.BackendNode.ALARMS;
import static io.drainguard.dsiem.BackendNode.EVENTS;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/// The drain document's script for a backend, and what the guard reads in its line.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash", "busybox sh"})
class BackendLookTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private BackendNode backend;
    private LookNode node;

    @BeforeEach
    void shipAll() throws IOException {
        backend = new BackendNode(shell, home);
        node = backend.look;
    }

    @Test
    void deadBackendWhoseAlarmsAreShipped_isEmptyAfterFifteenSeconds() throws IOException {
        String before = node.tree();

        Look look = node.look();

        assertThat(look).isEqualTo(new Look.Empty(java.util.List.of("/dev/nvme1n1:/sub")));
        assertThat(node.pauses()).isEqualTo(5);
        assertThat(node.tree()).isEqualTo(before);
    }

    @Test
    void bytesThatWereNotAcknowledged_arePending() throws IOException {
        backend.ship(ALARMS, 24);
        backend.ship(EVENTS, 12);
        node.unit("filebeat", "active");

        Look.Pending pending = node.pending();

        assertThat(pending.size()).isEqualTo("2 files, 36 bytes");
        assertThat(pending.sources()).containsExactly("/dev/nvme1n1:/sub");
        assertThat(pending.oldest())
                .isEqualTo(Files.getLastModifiedTime(node.path(ALARMS))
                        .toInstant()
                        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    }

    @Test
    void shipperThatIsDead_isNamed() throws IOException {
        backend.ship(ALARMS, 24);

        assertThat(node.pending().floor()).isEqualTo("filebeat does not run");
    }

    /// `activating` is what systemd says between a crash and the next start, `Restart=always`.
    @Test
    void livingDsiem_isPendingThoughAllIsShipped() throws IOException {
        for (String state : new String[] {"active", "activating", "deactivating", "reloading"}) {
            node.unit("dsiem", state);

            assertThat(node.pending().size()).as(state).isEqualTo("at least 1 connection");
        }
        backend.ship(ALARMS, 12);
        assertThat(node.pending().size()).isEqualTo("at least 1 file, 12 bytes");
    }

    @Test
    void processesOfADeadUnit_areAlive() throws IOException {
        node.unit("dsiem", "failed");
        node.isEmpty();
        node.write("sys/fs/cgroup/system.slice/dsiem.service/cgroup.procs", "4711\n");
        assertThat(node.pending().what()).isEqualTo(Look.What.CONNECTIONS);
        Files.delete(node.path("sys/fs/cgroup/system.slice/dsiem.service/cgroup.procs"));
        node.write("proc/4711/cmdline", node.path("dsiem/dsiem") + "\0serve\0");
        assertThat(node.pending().what()).isEqualTo(Look.What.CONNECTIONS);
    }

    @Test
    void systemdThatDoesNotSay_isUnknown() throws IOException {
        node.shim("systemctl", "exit 1");
        assertThat(node.unknown()).isEqualTo("systemd did not answer");
        node.shim("systemctl", "echo LoadState=not-found; echo ActiveState=inactive");
        assertThat(node.unknown()).isEqualTo("systemd does not know the unit dsiem");
        node.shim("systemctl", "echo LoadState=loaded; echo ActiveState=new");
        assertThat(node.unknown()).isEqualTo("the state of the unit dsiem is not known");
        node.edit("ask=5 ", "ask=1 ").shim("systemctl", "exec /usr/bin/sleep 1000");
        assertThat(node.unknown()).isEqualTo("systemd did not answer in time");
    }

    @Test
    void dsiemThatComesBackWhileItIsLookedAt_isPending() throws IOException {
        node.pause("[ $n -lt 5 ] || echo active >state.dsiem");

        assertThat(node.pending().what()).isEqualTo(Look.What.CONNECTIONS);
    }

    @Test
    void logThatGrowsWhileItIsLookedAt_isPending() throws IOException {
        node.pause("[ $n -lt 5 ] || echo late >>" + ALARMS);

        assertThat(node.pending().bytes()).isEqualTo(5);
    }

    @Test
    void logThatIsReplacedWhileItIsLookedAt_isUnknown() throws IOException {
        node.pause("[ $n -ne 5 ] || { cp " + ALARMS + " new && mv new " + ALARMS + "; }");

        assertThat(node.unknown()).contains("no entry of siem_alarms.json");
    }

    @Test
    void registryThatChanges_startsTheFifteenSecondsAnew() throws IOException {
        node.pause("[ $n -ne 3 ] || touch " + BackendNode.REGISTRY + "log.json");

        node.isEmpty();
        assertThat(node.pauses()).isEqualTo(8);
    }

    /// Each reading is out of date when it is done.
    @Test
    void registryThatChangesWithEachReading_isUnknown() throws IOException {
        node.shim("jq", "touch \"$DRAINGUARD_ROOT/" + BackendNode.REGISTRY + "log.json\"\nexec /usr/bin/jq \"$@\"");

        assertThat(node.unknown()).isEqualTo("registry or logs change while they are read");
    }

    @Test
    void wait_endsAsSoonAsTheLastAlarmIsShipped() throws IOException {
        backend.ship(ALARMS, 12);
        String before = backend.read("log.json");
        backend.ship(ALARMS, 0);
        String after = backend.read("log.json");
        backend.write("log.json", before);
        node.write("after", after);
        node.askToStay("50");
        node.pause("[ $n -ne 4 ] || cp after " + BackendNode.REGISTRY + "log.json");

        node.isEmpty();
        assertThat(node.pauses()).isEqualTo(9);
    }

    @Test
    void wait_isPendingAtItsEnd() throws IOException {
        node.unit("dsiem", "active");
        node.askToStay("09");

        node.pending();
        assertThat(node.pauses()).isEqualTo(3);
        node.askToStay("1;reboot");
        assertThat(node.unknown()).contains("wait is no whole number");
    }

    @Test
    @Timeout(60)
    void hungFileSystem_isUnknownInTime() throws IOException {
        node.edit("ask=5 ", "ask=1 ").edit("budget=10 ", "budget=1 ");
        node.shim("find", "exec /usr/bin/sleep 1000");
        assertThat(node.unknown()).contains("did not answer in time");
        node.shim("find", "exec /usr/bin/find \"$@\"").shim("jq", "exec /usr/bin/sleep 1000");
        assertThat(node.unknown()).isEqualTo("the registry did not answer in time");
    }

    /// A process on a hung file system may not even end at a signal; here its shell ignores them.
    @Test
    @Timeout(60)
    void commandThatCannotEvenBeKilled_isUnknownInTime() throws IOException {
        node.edit("total=45 ", "total=1 ")
                .shim("timeout", "case $* in *find*) exec /usr/bin/sleep 20 ;; esac; exec /usr/bin/timeout \"$@\"");
        long began = System.nanoTime();

        assertThat(node.unknown()).isEqualTo("the look did not answer in time");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(15));
    }

    @Test
    void missingJq_isUnknown() throws IOException {
        node.shim("jq", "exit 127");

        assertThat(node.unknown()).isEqualTo("jq is missing");
    }

    @Test
    void mountsThatCannotBeRead_areUnknown() throws IOException {
        node.write("proc/self/mountinfo", "");

        assertThat(node.unknown()).contains("mounts cannot be read");
        node.write("proc/self/mountinfo", "27 1 0:9 / / rw - nfs4 " + "\\040\"h".repeat(1_000) + ":/ rw\n");
        assertThat(((Look.Empty) node.look()).sources().getFirst()).hasSize(500);
    }
}
