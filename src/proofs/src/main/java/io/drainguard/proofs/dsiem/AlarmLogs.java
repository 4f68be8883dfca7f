package io.drainguard.proofs.dsiem;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The two files that a shipper reads, in a backend's folder `logs`. They only grow, and each line is one
/// write, which a kill does not split: `internal/pkg/shared/fs/fwriter.go`. Nobody rotates them.
///
/// The binary writes in the background through queues of 1,000 and 10,000 lines; here a line is there at once.
public final class AlarmLogs {
    /// An alarm, whole, each time that it changes.
    public static final String ALARMS = "siem_alarms.json";

    /// Which event belongs to which alarm, and to which stage of it.
    public static final String EVENTS = "siem_alarm_events.json";

    private final Path folder;

    AlarmLogs(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
        append(ALARMS, "");
        append(EVENTS, "");
    }

    void alarm(ObjectNode alarm) {
        write(ALARMS, alarm);
    }

    void event(String alarm, int stage, String event) {
        write(
                EVENTS,
                Event.JSON
                        .createObjectNode()
                        .put("alarm_id", alarm)
                        .put("stage", stage)
                        .put("event_id", event));
    }

    private void write(String file, ObjectNode line) {
        try {
            append(file, line + "\n");
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    private void append(String file, String text) throws IOException {
        Files.write(
                folder.resolve(file),
                text.getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
