package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

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

/// What a path lies on, from a list of mounts as the kernel writes it (proc(5), `/proc/PID/mountinfo`), and disks that
/// nobody uses. In the texts, `Q` is the queue's directory.
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"dash", "bash", "busybox sh"})
class DrainScriptSourcesTest {
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
            quoteCharacter = '\u0000',
            value = {
                "the root                | 30 27 0:5 / /dev rw - devtmpfs dev rw                                  | /dev/root",
                "its own mount           | 30 27 0:40 / Q rw shared:7 master:2 - nfs4 host:/export rw             | host:/export",
                "a parent's mount        | 30 27 0:40 / P rw - xfs /dev/xvdf rw                                   | /dev/xvdf",
                "the longest             | 30 27 8:1 / P rw - xfs /dev/a rw;31 30 8:2 / Q rw - xfs /dev/b rw      | /dev/b",
                "the longest, listed first | 31 30 8:2 / Q rw - xfs /dev/b rw;30 27 8:1 / P rw - xfs /dev/a rw    | /dev/b",
                "a subdirectory          | 30 27 8:1 /vol/q\\0401 Q rw - xfs /dev/a rw                            | /dev/a:/vol/q 1",
                "a subvolume             | 30 27 0:50 /@state Q rw - btrfs /dev/a rw                              | /dev/a:/@state",
                "not its namesake        | 30 27 8:1 / Q2 rw - xfs /dev/a rw                                     | /dev/root",
                "a source without a name | 30 27 0:40 / Q rw - tmpfs none rw                                      | tmpfs",
                "an empty source         | 30 27 0:40 / Q rw - tmpfs  rw                                          | tmpfs",
                "an odd source           | 30 27 0:40 / Q rw - fuse my\\134\"disk\\011 rw                          | my__disk_",
                "an overlay              | 30 27 0:40 / Q rw - overlay overlay rw,lowerdir=/a - b                 | overlay",
                "the same mount twice    | 30 27 8:1 / Q rw - xfs /dev/a rw;31 30 8:1 / Q rw - xfs /dev/a rw      | /dev/a",
            })
    void path_liesOn(String what, String lines, String source) throws IOException {
        mounts(lines);
        assertThat(script.look().verdict()).as(what).isEqualTo("empty");
        assertThat(script.sources()).as(what).containsExactly(source);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\u0000',
            value = {
                "over it    | 30 27 8:1 / Q rw - xfs /dev/a rw;31 30 8:2 / Q rw - xfs /dev/b rw | a mount is hidden by another",
                "over both  | 30 27 8:1 / Q rw - xfs /dev/a rw;31 27 8:2 / P rw - xfs /dev/b rw | a mount is hidden by another",
                "automount  | 30 27 0:9 / Q rw - autofs systemd-1 rw                            | automount point is not mounted",
                "parent's   | 30 27 0:9 / P rw - autofs systemd-1 rw                            | automount point is not mounted",
                "below      | 30 27 0:9 / Q/0 rw - autofs systemd-1 rw                          | automount point is not mounted",
            })
    void mountThatIsNotSeen_isUnknown(String what, String lines, String reason) throws IOException {
        mounts(lines);
        assertThat(script.look())
                .as(what)
                .extracting(Look::verdict, look -> look.reason().split(":")[0])
                .containsExactly("unknown", reason);
    }

    @Test
    void automountThatIsMounted_isEmpty() throws IOException {
        mounts("30 27 0:9 / Q rw - autofs systemd-1 rw;31 30 8:1 / Q rw - xfs /dev/a rw");
        assertThat(script.look().verdict()).isEqualTo("empty");
        assertThat(script.sources()).containsExactly("/dev/a");
        mounts("30 27 0:9 / P rw - autofs auto.state rw,indirect;31 30 8:1 / Q rw - xfs /dev/b rw");
        assertThat(script.look().verdict()).isEqualTo("empty");
        assertThat(script.sources()).containsExactly("/dev/b");
    }

    @Test
    void mountsThatCannotBeRead_areUnknown() throws IOException {
        Files.delete(mounts);
        assertThat(script.look().reason()).startsWith("mounts cannot be read: ");
        Files.writeString(mounts, "");
        assertThat(script.look().reason()).startsWith("mounts cannot be read: ");
    }

    /// What was empty is another place than what is empty now.
    @Test
    void volumeThatIsUnmountedWhileTheLookSettles_isUnknown() throws IOException {
        mounts("30 27 8:1 / Q rw - xfs /dev/a rw");
        script.atPause(3, "sed -i '$d' " + mounts);
        assertThat(script.look().reason()).isEqualTo("mounts changed while the look waited for late data");
    }

    @Test
    void fileSystem_isNamedByItsUuidNeverByItsNumber() throws IOException {
        disk("4b2d-a", 8, 1);
        disk("0f3a", 259, 1);
        mounts("30 27 8:1 /q Q rw - xfs /dev/nvme1n1 rw");
        assertThat(script.look(queue + "," + Files.createDirectories(home.resolve("other")) + "," + home + "/absent?")
                        .verdict())
                .isEqualTo("empty");
        assertThat(script.sources()).containsExactly("4b2d-a:/q", "0f3a", "-0f3a");
    }

    @Test
    void fstabThatWantsAnotherFileSystemThere_isUnknown() throws IOException {
        disk("4b2d", 8, 1);
        disk("0f3a", 259, 1);
        mounts("30 27 8:1 / Q rw - xfs /dev/nvme1n1 rw");
        Path fstab = Files.createDirectories(home.resolve("machine/etc")).resolve("fstab");
        Files.writeString(fstab, "UUID=\"4b2d\" " + queue + " xfs nofail 0 0\n");
        assertThat(script.look().verdict()).isEqualTo("empty");
        Files.writeString(fstab, "UUID=77aa " + queue + " xfs nofail 0 0\n");
        assertThat(script.look().reason()).startsWith("mounted is another file system than the one that ");
    }

    @Test
    void fileSystemThatIsMountedNowhere_isUnknownUnlessItIsTheRootsOrSwapOrHeld() throws IOException {
        disk("0f3a", 259, 1);
        Path sys = script.moved("/sys/dev/block");
        partition(sys, "259:1", "nvme0n1");
        assertThat(script.look().verdict()).as("the root alone").isEqualTo("empty");
        disk("efi", 259, 2);
        partition(sys, "259:2", "nvme0n1");
        assertThat(script.look().verdict()).as("on the root's disk").isEqualTo("empty");
        disk("4b2d", 259, 5);
        partition(sys, "259:5", "nvme1n1");
        assertThat(script.look())
                .isEqualTo(new Look("unknown", 1, 0, 0, 0, "file system that is mounted nowhere: 4b2d"));
        script.file("1", 3);
        assertThat(script.look()).extracting(Look::verdict, Look::reason).containsExactly("pending", "");
        Files.delete(queue.resolve("1"));
        Path udev = script.moved("/run/udev/data");
        Files.writeString(Files.createDirectories(udev).resolve("b259:5"), "S:disk\nE:ID_FS_TYPE=swap\nE:X=1\n");
        assertThat(script.look().verdict()).as("swap").isEqualTo("empty");
        Files.writeString(udev.resolve("b259:5"), "E:ID_FS_TYPE=LVM2_member\n");
        assertThat(script.look().verdict()).as("part of what nobody assembled").isEqualTo("unknown");
        Files.createDirectories(home.resolve("machine/sys/disks/nvme1n1/259:5/holders/dm-0"));
        assertThat(script.look().verdict()).as("held").isEqualTo("empty");
        Files.delete(home.resolve("machine/sys/disks/nvme1n1/259:5/holders/dm-0"));
        mounts("30 27 259:5 / /mnt/other rw - xfs /dev/nvme1n1p1 rw");
        assertThat(script.look().verdict()).as("mounted elsewhere").isEqualTo("empty");
    }

    private void mounts(String lines) throws IOException {
        script.mounts(lines.replace(" P ", " " + queue.getParent() + " "));
    }

    private void disk(String uuid, int major, int minor) throws IOException {
        Path disks = Files.createDirectories(home.resolve("machine/dev/disk/by-uuid"));
        Path node = home.resolve("machine/dev/disk").resolve(major + ":" + minor);
        Tools.Answer made = Tools.run(List.of("mknod", node.toString(), "b", "" + major, "" + minor));
        assumeTrue(made.exitCode() == 0, "SKIPPED: this user may make no devices here");
        Files.createSymbolicLink(disks.resolve(uuid), node);
    }

    /// A partition of a disk, as sysfs shows it.
    private void partition(Path sys, String number, String disk) throws IOException {
        Path place = Files.createDirectories(home.resolve("machine/sys/disks/" + disk + "/" + number));
        Files.writeString(place.resolve("partition"), "1\n");
        Files.createDirectories(place.resolve("holders"));
        Files.createSymbolicLink(Files.createDirectories(sys).resolve(number), place);
    }
}
