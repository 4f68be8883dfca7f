package io.drainguard.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A host with DLC that was moved to NFS word for word as the guide of the original solution says, and then made into
/// an image.
/// Made once: every story begins with copies of its disk and of its state.
final class MigratedHost {
    /// The guide's own words, with a file system's address in them; the guest's hosts file has its name.
    private static final String MOUNT =
            "mount -t nfs4 -o nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2 "
                    + "fs-0123456789abcdef0.efs.eu-central-1.amazonaws.com:/ /mnt";

    private static final String FSTAB = "fs-0123456789abcdef0.efs.eu-central-1.amazonaws.com:/\\t/mnt\\tnfs4\\t"
            + "nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2\\t0\\t0\\n";

    private final Path folder;
    private final Map<String, Guest.Answer> answers = new LinkedHashMap<>();
    private Record record = new Record(List.of());

    MigratedHost(Path folder) {
        this.folder = folder;
        Path installed = folder.resolve("installed.img");
        try (Lab lab = new Lab(folder.resolve("lab"))) {
            Commands.run(
                    "sh",
                    Lab.SCRIPTS + "/image.sh",
                    folder + "/tree",
                    installed.toString(),
                    System.getProperty("java.home"));
            new NfsServer(lab);
            new Account(lab);
            Guest host = new Guest(lab, "a", installed);
            Waiting.untilTrue(
                    "DLC runs before the move",
                    java.time.Duration.ofSeconds(30),
                    () -> Record.of(host.record()).firstSpooled("a", 0).isPresent());
            ask(host, "mount", MOUNT);
            ask(host, "fstab", "printf '" + FSTAB + "' >>/etc/fstab; cat /etc/fstab");
            ask(host, "migrate", "/root/dlc/migrate_to_nfs.sh");
            ask(host, "again", "/root/dlc/migrate_to_nfs.sh");
            ask(host, "mounted", "findmnt --noheadings --output FSTYPE,OPTIONS --mountpoint /mnt");
            ask(host, "store", "readlink -f /store; readlink -f /opt/ibm/si/services/dlc/conf/config.json");
            ask(host, "active", "systemctl is-active dlc.service dlc-lease.service");
            ask(host, "lease", "cat /run/drainguard-dlc/lease");
            long moved = System.currentTimeMillis();
            if (answers.get("migrate").code() == 0) {
                Waiting.untilTrue(
                        "DLC runs after the move",
                        java.time.Duration.ofSeconds(30),
                        () -> Record.of(host.record()).firstSpooled("a", moved).isPresent());
            }
            record = Record.of(host.record());
            host.start("systemctl poweroff");
            host.awaitOff();
            Files.createDirectories(folder.resolve("state"));
            Commands.run(
                    "cp", "-a", lab.exported() + "/.", folder.resolve("state").toString());
            Commands.run("cp", "--sparse=always", host.disk().toString(), image().toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void ask(Guest host, String name, String command) {
        answers.put(name, host.run(command));
    }

    /// What a command of the move answered.
    Guest.Answer answer(String name) {
        return answers.get(name);
    }

    /// DLC's own notes, to the moment before the host was switched off.
    Record record() {
        return record;
    }

    /// The disk of the host after the move, for all replacements.
    Path image() {
        return folder.resolve("migrated.img");
    }

    /// What was on the file system then.
    Path state() {
        return folder.resolve("state");
    }
}
