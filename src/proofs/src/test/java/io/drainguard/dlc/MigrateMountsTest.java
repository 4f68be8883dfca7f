package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/// The move over real mounts: a full and a read-only file system, a `/store` that is a mount point, and the speed of
/// the copy.
@Isolated("it measures how long a copy takes")
class MigrateMountsTest {
    private static final String REAL_MOUNTS = """
            for last; do :; done
            if [ "$last" = "$DRAINGUARD_ROOT/mnt" ]; then case "$*" in *FSTYPE*) echo nfs4 ;; esac; exit 0; fi
            exec /usr/bin/findmnt "$@\"""";

    /// Mounts what the node's own fstab says; every file system of the test is a bind mount.
    private static final String MOUNT = """
            for last; do :; done
            set -- $(awk -v place="$last" '$2 == place { print $1 }' "$DRAINGUARD_ROOT/etc/fstab")
            [ "$#" = 1 ] && exec /usr/bin/mount --bind "$1" "$last\"""";

    @TempDir
    Path home;

    private DlcNode node;

    @BeforeEach
    void installDlc() throws IOException {
        node = new DlcNode("dash", home);
    }

    private Tools.Answer migrateOver(String mount) throws IOException {
        node.mounted("/usr/bin/mount -t tmpfs -o " + mount + " tmpfs " + node.path("mnt"));
        return node.migrate();
    }

    @Test
    void fullFileSystem_isRefusedBeforeAnythingChanges() throws IOException {
        String before = node.host();
        Tools.Answer answer = migrateOver("size=32k");
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(3);
        assertThat(answer.stderr()).containsPattern("has \\d+ KB free and needs \\d+ KB");
        assertThat(node.host()).isEqualTo(before);
    }

    @Test
    void fileSystemThatFillsUpDuringTheCopy_isRolledBack() throws IOException {
        String before = node.host();
        node.shim("df", "echo head; echo 'efs 9007199254739968 0 9007199254739968 0% /mnt'");
        Tools.Answer answer = migrateOver("size=32k");
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(4);
        assertThat(answer.stderr()).contains("No space left on device");
        assertThat(node.host()).isEqualTo(before);
    }

    @Test
    void readOnlyFileSystem_isRefused() throws IOException {
        Tools.Answer answer = migrateOver("ro");
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(3);
        assertThat(answer.stderr()).contains("Read-only file system");
    }

    /// `/store` on a partition of its own cannot be renamed (EBUSY): it gets a bind mount, and comes back as it was.
    private Tools.Answer onAPartition(String drive) throws IOException {
        Files.move(node.path("store"), node.path("disk"));
        Files.createDirectories(node.path("store"));
        Files.writeString(
                node.path("etc/fstab"),
                node.path("disk") + " " + node.path("store") + " none bind 0 0\n",
                java.nio.file.StandardOpenOption.APPEND);
        node.shim("findmnt", REAL_MOUNTS).shim("mount", MOUNT).shim("umount", "exec /usr/bin/umount \"$@\"");
        Files.writeString(
                home.resolve("dlc/drive"),
                "migrate() { dash \"${0%/*}/migrate_to_nfs.sh\" \"$@\"; }\ncd \"$DRAINGUARD_ROOT\" || exit\n" + drive);
        node.mounted("/usr/bin/mount --bind " + node.path("disk") + " " + node.path("store"));
        return node.run("drive");
    }

    @Test
    void storeThatIsAMountPoint_isBoundAndComesBack() throws IOException {
        String fstab = node.read("etc/fstab");
        String store = node.tree(node.path("store"));
        Tools.Answer answer = onAPartition("""
                migrate || exit 11
                [ ! -L store ] && cmp store/ec/latest mnt/*/store/ec/latest || exit 12
                echo newer >store/persistent_queue/dlc.dlc/9.dat
                cmp store/persistent_queue/dlc.dlc/9.dat mnt/*/store/persistent_queue/dlc.dlc/9.dat || exit 13
                migrate --status || exit 14
                migrate || exit 15
                grep store etc/fstab
                migrate --rollback || exit 16
                cmp disk/persistent_queue/dlc.dlc/9.dat mnt/*.rolled-back/store/persistent_queue/dlc.dlc/9.dat || exit 17
                cmp store/persistent_queue/dlc.dlc/9.dat disk/persistent_queue/dlc.dlc/9.dat || exit 18
                rm disk/persistent_queue/dlc.dlc/9.dat
                """);
        assertThat(answer.exitCode()).as(answer.stdout() + answer.stderr()).isZero();
        assertThat(answer.stdout())
                .contains(node.state("store") + " " + node.path("store")
                        + " none bind,_netdev,x-systemd.requires-mounts-for=" + node.path("mnt"));
        assertThat(node.read("etc/fstab"))
                .isEqualTo(fstab + node.path("disk") + " " + node.path("store") + " none bind 0 0\n");
        assertThat(node.tree(node.path("disk"))).isEqualTo(store);
    }

    @Test
    void storeThatIsBusy_isRolledBack() throws IOException {
        String store = node.tree(node.path("store"));
        Tools.Answer answer = onAPartition("""
                exec 7<store/ec/latest
                migrate
                code=$?
                cmp store/ec/latest disk/ec/latest || exit 11
                exit "$code"
                """);
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(4);
        assertThat(answer.stderr()).contains("target is busy");
        assertThat(node.tree(node.path("disk"))).isEqualTo(store);
        assertThat(node.read("etc/fstab")).endsWith(" none bind 0 0\n").doesNotContain("pre-nfs");
    }

    /// The goal is 80 % of the speed of `cp -a`, on 1 GB. Here the spool is smaller, and a busy machine gets slack.
    @Test
    void copy_isAboutAsFastAsCp() throws Exception {
        Path spool = node.path("store/persistent_queue/dlc.dlc");
        int megabytes = Integer.getInteger("spool.megabytes", 128);
        Tools.Answer filled = Tools.run(List.of(
                "sh",
                "-ec",
                "for i in $(seq 1 " + megabytes / 32 + "); do head -c 33554432 /dev/urandom >\"$1/big_$i.dat\"; done",
                "sh",
                spool.toString()));
        assertThat(filled.exitCode()).as(filled.stderr()).isZero();
        long began = System.nanoTime();
        Tools.run(List.of(
                "cp", "-a", node.path("store").toString(), home.resolve("copy").toString()));
        double alone = (System.nanoTime() - began) / 1e9;

        Process migration =
                node.command("migrate_to_nfs.sh").redirectErrorStream(true).start();
        long copyBegan = 0;
        double copy = 0;
        double compare = 0;
        try (BufferedReader lines = migration.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("step 3 of")) {
                    copyBegan = System.nanoTime();
                } else if (line.contains("step 4 of")) {
                    copy = (System.nanoTime() - copyBegan) / 1e9;
                } else if (line.contains("step 5 of")) {
                    compare = (System.nanoTime() - copyBegan) / 1e9 - copy;
                }
            }
        }
        assertThat(migration.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(migration.exitValue()).isZero();
        System.out.printf(
                "spool of %d MB: cp -a %.2f s, copy %.2f s, %.0f %% of its speed; compare and sync %.2f s%n",
                megabytes, alone, copy, 100 * alone / copy, compare);
        assertThat(alone / copy).isGreaterThan(0.4);
    }
}
