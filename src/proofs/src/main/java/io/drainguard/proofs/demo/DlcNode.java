package io.drainguard.proofs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A node of a DLC: its directory is that of a machine on which the real drain document looks, and whether it may start
/// the real rule says (`nodes/dlc/lease-rule.sh`, by a shell). A stand-in delivers; that the real lease process,
/// hand-over and units do the same on real machines, `DlcNodesIT` shows.
final class DlcNode {
    private static final Path RULE = Path.of("nodes/dlc/lease-rule.sh");
    private static final String DLC = "dlc.service";
    private static final String LEASE = "dlc-lease.service";

    private final String id;
    private final NodeFiles files;
    private final DlcState state;
    private int token;
    private boolean running;

    /// @param root what stands for the root of its file system
    DlcNode(String id, Path root, DlcState state) {
        this.id = id;
        this.files = new NodeFiles(root);
        this.state = state;
        files.write("proc/self/mountinfo", "40 1 0:40 / " + root + "/mnt rw - nfs4 fs-0123456789abcdef0:/ rw\n");
        for (String unit : List.of(DLC, LEASE)) {
            files.unit(unit, false);
        }
        try {
            Files.createSymbolicLink(root.resolve("store"), state.store());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String id() {
        return id;
    }

    /// The number of its lease, 0 for none.
    int token() {
        return token;
    }

    boolean isRunning() {
        return running;
    }

    /// Asks the rule whether it may take the lease, and takes it if so.
    ///
    /// @param waited since it has the lock
    /// @param ec2 what EC2 says of the former owner: ended, other or silent
    boolean takes(Duration waited, String ec2) {
        List<String> last = state.lastRecord();
        if (!rule(last.get(2), last.get(0), id, waited.toSeconds() + "", ec2).equals("start")) {
            return false;
        }
        token = Integer.parseInt(last.get(1)) + 1;
        state.record(id, token, "held");
        files.write("run/drainguard-dlc/lease", "token=" + token + "\n");
        files.unit(LEASE, true);
        files.unit(DLC, true);
        running = true;
        return true;
    }

    /// The machine is cut off, and its lease process reboots it into nothing that it could mount.
    void lost() {
        running = false;
    }

    /// What `dlc-handover` does: stop the DLC, bring the spool to the server, release the lease, leave the mark.
    void handOver() {
        running = false;
        files.unit(DLC, false);
        state.record(id, token, "released");
        files.delete("run/drainguard-dlc/lease");
        files.unit(LEASE, false);
        files.write("run/drainguard-dlc/released", "token=" + token + "\n");
    }

    private static String rule(String... arguments) {
        String quoted = "'" + String.join("' '", arguments) + "'";
        try {
            Process shell = new ProcessBuilder("sh", "-c", ". ./" + RULE + " && lease_rule " + quoted)
                    .redirectErrorStream(true)
                    .start();
            String answer = new String(shell.getInputStream().readAllBytes(), UTF_8).strip();
            return shell.waitFor() == 0 ? answer : "the rule does not run: " + answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
