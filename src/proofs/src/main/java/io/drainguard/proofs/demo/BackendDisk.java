package io.drainguard.proofs.demo;

import io.drainguard.proofs.dsiem.AlarmLogs;
import io.drainguard.proofs.dsiem.Registry;
import io.drainguard.proofs.dsiem.Shipper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The alarm logs of a backend's node, and the shipper that reads them: real files, of which the drain document reads
/// too.
final class BackendDisk {
    private static final List<String> LOGS = List.of(AlarmLogs.ALARMS, AlarmLogs.EVENTS);

    private final Path home;
    private final String instance;
    private final DsiemTally tally;
    private final Shipper shipper;
    private final AlarmTail alarms;

    /// @param home dsiem's folder
    BackendDisk(Path home, String node, String instance, DsiemReceiver receiver, DsiemTally tally) {
        this.home = home;
        this.instance = instance;
        this.tally = tally;
        this.alarms = new AlarmTail(log(AlarmLogs.ALARMS));
        try {
            Registry registry = new Registry(home.resolve("filebeat/registry/filebeat"));
            this.shipper = new Shipper(home.resolve("logs"), registry, receiver, node, instance);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path home() {
        return home;
    }

    private Path log(String name) {
        return home.resolve("logs").resolve(name);
    }

    /// Tells the tally of the alarms that were written since the last time.
    void readAlarms() {
        alarms.fresh().forEach(tally::raised);
    }

    /// Ships what is there, and says whether all of it has arrived.
    boolean ship() {
        try {
            return shipper.ship();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Bytes in the logs that have not arrived at the receiver.
    long waiting() {
        return LOGS.stream().mapToLong(this::size).sum() - tally.bytes(instance);
    }

    private long size(String log) {
        try {
            return Files.exists(log(log)) ? Files.size(log(log)) : 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The lines in the logs that never arrived at the receiver.
    List<String> unshipped() {
        List<String> lines = new ArrayList<>();
        for (String log : LOGS) {
            lines.addAll(tally.missing(instance, log, lines(log)));
        }
        return lines;
    }

    private List<String> lines(String log) {
        try {
            return Files.exists(log(log)) ? Files.readAllLines(log(log)) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
