package io.drainguard.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/// The scene of a story: node a serves DLC, node b has booted from the same image and waits for the lease.
final class Pair implements AutoCloseable {
    static final String UUID = "2f1c8f0e-5a43-4f0e-9a57-0c1d2e3f4a5b";

    private static final String USER_DATA =
            "printf 'FILE_SYSTEM=fs-0123456789abcdef0\\nACCESS_POINT=\\nREGION=eu-central-1\\n"
                    + "GROUP=dlc\\nLAUNCH_HOOK=launching\\n' >/etc/drainguard-dlc.conf; systemctl start --no-block dlc-boot.service";

    private static final Duration PATIENCE = Duration.ofSeconds(120);

    final Lab lab;
    final NfsServer server;
    final Account account;
    final Guest a;
    final Guest b;

    private Pair(Lab lab, MigratedHost host) {
        this.lab = lab;
        server = new NfsServer(lab);
        Commands.run("cp", "-a", host.state() + "/.", lab.exported().toString());
        account = new Account(lab);
        a = new Guest(lab, "a", host.image());
        a.run(USER_DATA);
        awaitSpooled(a, 0);
        b = new Guest(lab, "b", host.image());
        b.run(USER_DATA);
        Waiting.untilTrue("b waits for the lock", PATIENCE, () -> b.hasSaid("waits for the lock"));
        if (a.boots() + b.boots() != 2)
            throw new AssertionError("a node rebooted before the story: see " + lab.folder());
    }

    static Pair of(Path folder, MigratedHost host) {
        Lab lab = new Lab(folder);
        try {
            return new Pair(lab, host);
        } catch (Throwable e) {
            lab.close();
            throw e;
        }
    }

    Record record() {
        return Record.of(a.record(), b.record());
    }

    /// Waits until DLC on a guest has spooled a file after a moment, and returns when it had.
    long awaitSpooled(Guest guest, long afterMillis) {
        Waiting.untilTrue(
                guest.name() + " spools, see " + lab.folder(),
                PATIENCE,
                () -> Record.of(guest.record())
                        .firstSpooled(guest.name(), afterMillis)
                        .isPresent());
        return Record.of(guest.record())
                .firstSpooled(guest.name(), afterMillis)
                .orElseThrow()
                .millis();
    }

    /// The spool on the server's own disk.
    Path spool() {
        return lab.exported().resolve(UUID).resolve("store/persistent_queue/dlc.dlc");
    }

    /// Files that were there before the move and are not any more.
    long lostBeforeTheMove() {
        return Stream.iterate(1, number -> number + 1)
                .limit(20)
                .filter(number -> !content(number).equals("before the move " + number))
                .count();
    }

    private String content(int number) {
        try {
            Path file = spool().resolve("dlc_TCP_TO_QRADAR_" + number + ".dat");
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Uptimes that a guest has counted on a disk outside NFS, in seconds; they begin anew with each boot.
    static List<Double> counter(Guest guest) {
        try {
            return Files.readAllLines(guest.counter()).stream()
                    .filter(line -> line.matches("\\d+\\.\\d\\d"))
                    .map(Double::parseDouble)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        for (Guest guest : List.of(a, b)) {
            guest.kill();
        }
        lab.close();
    }
}
