package io.drainguard.cli;

import io.drainguard.decide.Units;
import io.drainguard.rescue.KeptVolume;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Writes the kept volumes for people. Pure.
final class KeptVolumesText {
    private static final List<String> HEAD = List.of("VOLUME", "NODE", "REPORTED", "KEPT FOR", "STATE", "GROUP");
    private static final Set<Integer> RIGHT = Set.of(2, 3);

    private KeptVolumesText() {}

    /// Returns the lines.
    static List<String> lines(List<KeptVolume> volumes, Instant now) {
        if (volumes.isEmpty()) {
            return List.of("No volume is kept.");
        }
        Grid grid = new Grid(HEAD, RIGHT);
        volumes.forEach(volume -> grid.add(List.of(
                volume.id(),
                volume.node(),
                bytes(volume.pendingBytes()),
                age(volume.protectedAt(), now),
                state(volume),
                volume.group())));
        List<String> lines = new ArrayList<>(grid.lines());
        lines.add("next: drainguard rescue --volume " + volumes.getFirst().id());
        return lines;
    }

    private static String bytes(String reported) {
        return reported.matches("[0-9]{1,18}") ? Units.bytes(Long.parseLong(reported)) : reported;
    }

    private static String age(@Nullable Instant since, Instant now) {
        return since == null ? "unknown" : Units.span(Duration.between(since, now));
    }

    private static String state(KeptVolume volume) {
        Instant drained = volume.drainedAt();
        if (volume.isBeingRescued()) {
            return volume.isFree() ? "rescue begun" : "at " + volume.holder();
        }
        return drained == null ? "to rescue" : "drained " + Format.time(drained);
    }
}
