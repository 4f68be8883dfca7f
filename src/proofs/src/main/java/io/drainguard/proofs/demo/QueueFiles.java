package io.drainguard.proofs.demo;

import io.drainguard.proofs.demo.report.Held;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// The queue of one node: real files in a real directory, oldest delivered first. Not thread-safe.
///
/// @param directory the queue's directory on the node
/// @param files how many there are at first
/// @param drain how long they take to drain, or zero for a queue that never does
record QueueFiles(Path directory, int files, Duration drain) {
    private static final byte[] EVENTS =
            "{\"_raw\":\"an event that was queued on disk\"}\n".repeat(400).getBytes(StandardCharsets.UTF_8);

    /// Writes the files as a worker whose destination is down: one each second up to now.
    void write(Instant now) {
        try {
            Path slices = Files.createDirectories(directory.resolve("0").resolve("out-siem"));
            for (int i = 0; i < files; i++) {
                Path slice = Files.write(slices.resolve("queue.%06d.ndjson".formatted(i)), EVENTS);
                Files.setLastModifiedTime(slice, FileTime.from(now.minusSeconds(files - i)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Deletes what has been delivered by now, and says whether the last file went just now.
    boolean drain(Instant start, Instant now) {
        if (drain.isZero()) {
            return false;
        }
        double part = (double) Duration.between(start, now).toMillis() / drain.toMillis();
        int left = (int) Math.ceil(files * Math.max(0, 1 - part));
        List<Path> slices = slices();
        for (int i = 0; i < slices.size() - left; i++) {
            try {
                Files.delete(slices.get(i));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return left == 0 && !slices.isEmpty();
    }

    /// What lies there at a moment.
    Held held(Instant at) {
        List<Path> slices = slices();
        return new Held(at, slices.size(), bytes(slices));
    }

    /// How many files with data there are.
    int count() {
        return slices().size();
    }

    /// Their size in bytes.
    long bytes() {
        return bytes(slices());
    }

    private static long bytes(List<Path> slices) {
        return slices.stream().mapToLong(slice -> slice.toFile().length()).sum();
    }

    private List<Path> slices() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(directory)) {
            return walk.filter(path -> path.toFile().isFile() && path.toFile().length() > 0)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
