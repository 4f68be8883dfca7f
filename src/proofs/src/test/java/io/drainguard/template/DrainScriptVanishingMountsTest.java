package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.DrainScript.Look;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Mounts that go, and mounts below a path, of which only the sources tell: a later look must not take the bare
/// directory for the volume on which data was seen. In the texts, `Q` is the queue's directory.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash", "busybox sh"})
class DrainScriptVanishingMountsTest {
    @TempDir
    Path home;

    @Parameter
    String shell;

    private DrainScript script;
    private Path queue;
    private Path mounts;

    @BeforeEach
    void takeScriptOutOfTemplate() throws IOException {
        script = new DrainScript(shell, home);
        queue = script.queue();
        mounts = script.mountTable();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "below          | 30 27 0:40 / Q/0 rw - nfs4 h:/x rw                                          | /dev/root+h:/x",
                "in order       | 30 27 8:2 / Q/0 rw - xfs /dev/b rw;31 27 8:1 /v Q/1 rw - xfs /dev/a rw      | /dev/root+/dev/a:/v+/dev/b",
                "below below    | 30 27 8:1 / Q rw - xfs /dev/a rw;31 30 8:2 / Q/0/1 rw - xfs /dev/b rw       | /dev/a+/dev/b",
                "twice          | 30 27 8:1 / Q/0 rw - xfs /dev/a rw;31 30 8:1 / Q/0 rw - xfs /dev/a rw       | /dev/root+/dev/a",
                "automount      | 30 27 0:9 / Q/0 rw - autofs systemd-1 rw;31 30 8:1 / Q/0 rw - xfs /dev/a rw | /dev/root+/dev/a",
                "not a namesake | 30 27 8:1 / Q2/0 rw - xfs /dev/a rw                                         | /dev/root",
            })
    void mountBelowThePath_belongsToItsSource(String what, String lines, String source) throws IOException {
        mounts(lines);
        assertThat(script.look().verdict()).as(what).isEqualTo("empty");
        assertThat(script.sources()).as(what).containsExactly(source);
    }

    /// Data was seen on a volume below the path. The bare directory below that volume is empty.
    @Test
    void emptyWithoutAVolumeBelowThePath_namesAnotherSourceThanThePendingWithIt() throws IOException {
        mounts("30 27 0:40 / Q/0 rw - nfs4 host:/export rw");
        Path data = script.file("0/data", 3);
        assertThat(script.look().verdict()).isEqualTo("pending");
        assertThat(script.sources()).containsExactly("/dev/root+host:/export");
        Files.delete(data);
        mounts("");
        assertThat(script.look().verdict()).isEqualTo("empty");
        assertThat(script.sources()).containsExactly("/dev/root");
    }

    /// What docs/reference/empty.md says of a mount that another hides, at the same place or at an ancestor.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "by a mount over the path   | 30 27 8:1 / Q/0 rw - xfs /dev/a rw;31 27 8:2 / Q rw - xfs /dev/b rw",
                "by a mount at its place    | 30 27 8:1 / Q/0 rw - xfs /dev/a rw;31 30 8:2 / Q/0 rw - xfs /dev/b rw",
            })
    void mountBelowThePathThatIsHidden_isUnknown(String what, String lines) throws IOException {
        Files.createDirectories(queue.resolve("0"));
        mounts(lines);
        assertThat(script.look())
                .as(what)
                .isEqualTo(new Look("unknown", 1, 0, 0, 0, "a mount is hidden by another: " + queue + "/0"));
    }

    /// The same look has seen data on the volume at its beginning.
    @Test
    void volumeThatIsUnmountedWhileTheLookWaits_isUnknown() throws IOException {
        Files.writeString(script.clock(), "1000.00 1.00\n");
        mounts("30 27 8:1 / Q rw - xfs /dev/a rw");
        Path data = script.file("1", 5);
        script.atPause(2, "rm " + data + "; sed -i '$d' " + mounts);
        assertThat(script.with("SSM_wait", "50").look())
                .isEqualTo(new Look("unknown", 1, 0, 0, 0, "data was seen on another file system in the same look"));
    }

    /// Data that is still in sight is Pending all the same; what else there may be on the volume, nobody sees.
    @Test
    void dataOnAnotherFileSystemThanBefore_isPendingAtLeast() throws IOException {
        Files.writeString(script.clock(), "1000.00 1.00\n");
        mounts("30 27 8:1 / Q rw - xfs /dev/a rw");
        script.file("1", 5);
        script.atPause(2, "sed -i '$d' " + mounts);
        assertThat(script.with("SSM_wait", "20").look())
                .extracting(Look::verdict, Look::files, Look::reason)
                .containsExactly("pending", 1L, "data was seen on another file system in the same look");
        assertThat(script.sources()).containsExactly("/dev/root");
    }

    /// What happens to mounts that have nothing to do with the paths changes nothing.
    @Test
    void otherMountThatGoesWhileTheLookWaits_changesNothing() throws IOException {
        Files.writeString(script.clock(), "1000.00 1.00\n");
        mounts("30 27 8:1 / Q rw - xfs /dev/a rw;31 27 8:2 / /mnt/other rw - xfs /dev/b rw");
        Path data = script.file("1", 5);
        script.atPause(2, "rm " + data + "; sed -i '$d' " + mounts);
        assertThat(script.with("SSM_wait", "50").look().verdict()).isEqualTo("empty");
        assertThat(script.sources()).containsExactly("/dev/a");
    }

    /// The volume goes between the search that sees the data and the reading of the mounts.
    @Test
    void volumeThatIsUnmountedDuringTheSearch_isNotNamed() throws IOException {
        mounts("30 27 8:1 / Q rw - xfs /dev/a rw");
        script.file("1", 5);
        script.shim("find", "/usr/bin/find \"$@\"; code=$?; sed -i '/dev.a/d' " + mounts + "; exit $code");
        Path other = Files.createDirectories(home.resolve("other"));
        assertThat(script.look(queue + "," + other))
                .extracting(Look::verdict, Look::reason)
                .containsExactly("pending", "mounts changed during the search");
        assertThat(script.sources()).containsExactly("?", "/dev/root");
    }

    @Test
    void volumeThatIsUnmountedDuringASearchWithoutData_isUnknown() throws IOException {
        mounts("30 27 8:1 / Q rw - xfs /dev/a rw");
        script.shim("find", "/usr/bin/find \"$@\"; code=$?; sed -i '/dev.a/d' " + mounts + "; exit $code");
        assertThat(script.look()).isEqualTo(new Look("unknown", 1, 0, 0, 0, "mounts changed during the search"));
    }

    /// If a line with counts gave a checksum, and one without gave the list, the guard could not compare them, and the
    /// node would be Unknown until a person releases it.
    @ParameterizedTest
    @ValueSource(ints = {150, 193, 194, 230})
    void sourcesNearTheLimit_areNamedTheSameWayInEveryLine(int length) throws IOException {
        StringBuilder lines = new StringBuilder();
        StringBuilder queues = new StringBuilder();
        for (int number = 0; number < 10; number++) {
            Path path = Files.createDirectories(home.resolve("q" + number));
            lines.append("%d 27 0:%d / %s rw - nfs4 h:/%s rw;"
                    .formatted(40 + number, 40 + number, path, "x".repeat(length)));
            queues.append(number == 0 ? "" : ",").append(path);
        }
        mounts(lines.toString());
        Path data = Files.write(home.resolve("q0/data"), new byte[5]);
        assertThat(script.look(queues.toString()).verdict()).isEqualTo("pending");
        List<String> pendingOn = script.sources();
        Files.delete(data);
        assertThat(script.look(queues.toString()).verdict()).isEqualTo("empty");
        assertThat(script.sources()).isEqualTo(pendingOn);
    }

    private void mounts(String lines) throws IOException {
        script.mounts(lines);
    }
}
