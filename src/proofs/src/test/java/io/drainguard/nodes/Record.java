package io.drainguard.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What every life of DLC has noted about itself, outside NFS: the judge.
record Record(List<Line> lines) {
    /// One note. A life is one run of the process; millis are the machine's clock, the same for all guests.
    record Line(long millis, String life, String kind, int number, String lease) {
        boolean spooled() {
            return kind.equals("spooled");
        }
    }

    static Record of(Path... files) {
        List<Line> lines = new ArrayList<>();
        for (Path file : files) {
            try {
                for (String line : Files.readAllLines(file)) {
                    String[] words = line.split(" ");
                    // A machine that lost its power in the middle of a note leaves half of it.
                    if (words.length < 5) continue;
                    lines.add(new Line(
                            Long.parseLong(words[0]), words[1], words[2], Integer.parseInt(words[3]), words[4]));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        lines.sort(Comparator.comparingLong(Line::millis));
        return new Record(lines);
    }

    /// Each note of a life that stands after the first note of a later life: two were alive at once.
    List<Line> afterASuccessor() {
        Map<String, Long> births = births();
        return lines.stream()
                .filter(line -> births.values().stream()
                        .anyMatch(birth -> birth > births.get(line.life()) && birth < line.millis()))
                .toList();
    }

    /// Each note of a life whose machine did not hold the lease.
    List<Line> withoutLease() {
        return lines.stream().filter(line -> line.lease().equals("none")).toList();
    }

    /// Spooled files that are not there, or are of another life than the one that noted them last.
    List<Line> missing(Path spool) {
        return lines.stream()
                .filter(Line::spooled)
                .filter(line -> !line.life().equals(content(spool, line.number())))
                .toList();
    }

    private static String content(Path spool, int number) {
        try {
            Path file = spool.resolve("dlc_TCP_TO_QRADAR_" + number + ".dat");
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, Long> births() {
        Map<String, Long> births = new HashMap<>();
        lines.forEach(line -> births.putIfAbsent(line.life(), line.millis()));
        return births;
    }

    /// The first file that a guest spooled after a moment, if it has spooled any.
    Optional<Line> firstSpooled(String guest, long afterMillis) {
        return lines.stream()
                .filter(line -> line.spooled() && line.life().startsWith(guest + "-") && line.millis() > afterMillis)
                .findFirst();
    }

    /// The last note of a guest before a moment.
    Line last(String guest, long beforeMillis) {
        return lines.stream()
                .filter(line -> line.life().startsWith(guest + "-") && line.millis() < beforeMillis)
                .reduce((earlier, later) -> later)
                .orElseThrow();
    }
}
