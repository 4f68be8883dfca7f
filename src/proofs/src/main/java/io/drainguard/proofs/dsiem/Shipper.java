package io.drainguard.proofs.dsiem;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// A stand-in for Filebeat's `log` input with `tail_files: false`: it reads a backend's two logs from the
/// beginning, sends whole lines, and moves on in its registry once the receiver has acknowledged them. A batch
/// that was not acknowledged is sent again, so that a line may arrive twice and never not at all
/// (<https://www.elastic.co/guide/en/beats/filebeat/8.17/how-filebeat-works.html>).
public final class Shipper {
    /// `bulk_max_size` of Filebeat's output to Logstash.
    private static final int BATCH = 2_048;

    private static final List<String> FILES = List.of(AlarmLogs.ALARMS, AlarmLogs.EVENTS);

    private final Path logs;
    private final Registry registry;
    private final Receiver receiver;
    private final String node;
    private final String instance;
    private final Map<String, Long> offsets = new HashMap<>();

    /// A shipper of the logs in a folder, which sends as this node and instance.
    public Shipper(Path logs, Registry registry, Receiver receiver, String node, String instance) {
        this.logs = logs;
        this.registry = registry;
        this.receiver = receiver;
        this.node = node;
        this.instance = instance;
    }

    /// Sends what is there and not acknowledged, until the receiver refuses.
    ///
    /// @return whether all whole lines have arrived
    public synchronized boolean ship() throws IOException {
        boolean hasAll = true;
        for (String file : FILES) {
            Path source = logs.resolve(file);
            if (Files.exists(source) && Files.size(source) > 0) {
                hasAll &= ship(source);
            }
        }
        return hasAll;
    }

    private boolean ship(Path source) throws IOException {
        String file = source.getFileName().toString();
        if (!offsets.containsKey(file)) {
            acknowledged(source, 0);
        }
        byte[] content = Files.readAllBytes(source);
        int from = Math.toIntExact(offsets.getOrDefault(file, 0L));
        for (int to = batchEnd(content, from); to > from; to = batchEnd(content, from)) {
            List<Receiver.Line> batch = new String(content, from, to - from, StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> new Receiver.Line(node, instance, file, line))
                    .toList();
            if (!receiver.take(batch)) {
                return false;
            }
            acknowledged(source, to);
            from = to;
        }
        return true;
    }

    private void acknowledged(Path source, long offset) throws IOException {
        registry.set(source, offset);
        offsets.put(source.getFileName().toString(), offset);
    }

    private static int batchEnd(byte[] content, int from) {
        int end = from;
        int lines = 0;
        for (int at = from; at < content.length && lines < BATCH; at++) {
            if (content[at] == '\n') {
                end = at + 1;
                lines++;
            }
        }
        return end;
    }
}
