package io.drainguard.proofs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What nodes of a DLC share on their file system: the lease's records, a spool of numbered events in real files, and
/// the position up to which they are delivered. Not thread-safe.
final class DlcState {
    /// The identity of the DLC, and the name of its directory.
    static final String UUID = "3f0c8a52-6f0e-4d7e-9b59-2c4be1d0a917";

    private static final int EVENTS_IN_A_FILE = 50;

    private final Path directory;
    private final Path spool;
    private int position;

    /// @param fileSystem the root of the file system
    DlcState(Path fileSystem) {
        this.directory = fileSystem.resolve(UUID);
        this.spool = directory.resolve("store/persistent_queue/dlc.dlc");
    }

    Path store() {
        return directory.resolve("store");
    }

    /// Events 1 to `events`, as a DLC writes them whose QRadar is away.
    void spool(int events) {
        try {
            Files.createDirectories(spool);
            for (int first = 1; first <= events; first += EVENTS_IN_A_FILE) {
                StringBuilder text = new StringBuilder();
                IntStream.range(first, Math.min(first + EVENTS_IN_A_FILE, events + 1))
                        .forEach(event -> text.append(
                                "%d <13>Jan  5 10:00:00 host app: an event that waits for QRadar%n".formatted(event)));
                Files.writeString(spool.resolve("dlc_%06d.dat".formatted(first / EVENTS_IN_A_FILE)), text);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Delivers the oldest file, and deletes it once the position is written.
    void deliver(IntConsumer qradar) {
        try {
            for (Path file : files().stream().limit(1).toList()) {
                List<String> lines = Files.readAllLines(file);
                lines.forEach(line -> qradar.accept(Integer.parseInt(line.substring(0, line.indexOf(' ')))));
                position += lines.size();
                Files.writeString(spool.resolveSibling("dlc.dlc.position"), position + "\n");
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Events that lie in the spool.
    int waiting() {
        return files().stream().mapToInt(DlcState::lines).sum();
    }

    /// Adds a record of the lease.
    void record(String owner, int token, String state) {
        try {
            Files.writeString(
                    lease(),
                    "owner=%s token=%d state=%s%n".formatted(owner, token, state),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The last record: owner, token and state; a state of `none` where there is no file.
    List<String> lastRecord() {
        try {
            if (!Files.exists(lease())) {
                return List.of("", "0", "none");
            }
            return Stream.of(Files.readAllLines(lease(), UTF_8).getLast().split(" ", -1))
                    .map(word -> word.substring(word.indexOf('=') + 1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path lease() {
        return directory.resolve(".lease");
    }

    private List<Path> files() {
        try (Stream<Path> all = Files.list(spool)) {
            return all.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int lines(Path file) {
        try {
            return Files.readAllLines(file).size();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
