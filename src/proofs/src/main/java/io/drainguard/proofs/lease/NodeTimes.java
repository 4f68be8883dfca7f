package io.drainguard.proofs.lease;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The times of a node's scripts and units, and how units tie its services together, read from what ships: what is
/// changed there changes the stories.
///
/// @param beat between two records of a holder
/// @param fence so long after its last good record began a holder reboots its machine
/// @param tick between two glances of the process that watches over the records
/// @param ask between two questions of a taker to EC2
/// @param unknownFor between the two readings of EC2 that make an unknown instance an ended one
/// @param stop so long systemd waits after each signal to a lease process that ends
/// @param rebootsWhenFailed whether systemd reboots the machine when the lease process has gone
/// @param dlcStop so long an ordinary stop of the DLC waits before it kills
/// @param isBound whether the DLC runs only while the lease process does, and is stopped before it
public record NodeTimes(
        Duration beat,
        Duration fence,
        Duration tick,
        Duration ask,
        Duration unknownFor,
        Duration stop,
        boolean rebootsWhenFailed,
        Duration dlcStop,
        boolean isBound) {
    private static final String UNIT = "dlc-lease.service";

    /// Reads the files of this folder, `nodes/dlc` of the repository.
    ///
    /// @throws IllegalArgumentException naming a time that is not there
    public static NodeTimes read(Path folder) {
        Path units = folder.resolve("units");
        return of(
                text(folder.resolve("dlc-lease")),
                text(units.resolve(UNIT)),
                text(units.resolve("dlc.service.d").resolve("drainguard.conf")));
    }

    /// The same of three texts.
    ///
    /// @param script of the lease process
    /// @param unit of its service
    /// @param dropIn what is added to the DLC's own unit
    public static NodeTimes of(String script, String unit, String dropIn) {
        return new NodeTimes(
                seconds(script, "beat_every"),
                seconds(script, "fence_after"),
                seconds(script, "tick"),
                seconds(script, "ask_every"),
                seconds(script, "unknown_for"),
                seconds(unit, "TimeoutStopSec"),
                words(unit, "FailureAction").contains("reboot-immediate"),
                seconds(dropIn, "TimeoutStopSec"),
                words(dropIn, "BindsTo").contains(UNIT)
                        && words(dropIn, "After").contains(UNIT));
    }

    private static Duration seconds(String text, String key) {
        Matcher line = Pattern.compile("(?m)^" + key + "=(\\d+)(?=\\s|$)").matcher(text);
        if (!line.find()) {
            throw new IllegalArgumentException("no line '" + key + "=' with whole seconds");
        }
        return Duration.ofSeconds(Long.parseLong(Objects.requireNonNull(line.group(1))));
    }

    private static List<String> words(String unit, String key) {
        return unit.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(key + "="))
                .flatMap(line -> Stream.of(line.substring(key.length() + 1).split("\\s+", -1)))
                .toList();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
