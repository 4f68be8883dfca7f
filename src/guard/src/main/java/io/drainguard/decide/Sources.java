package io.drainguard.decide;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;

/// Compares the file systems that looks of one node have read. A volume that is no longer mounted leaves an empty
/// directory behind, and what was seen on it is then still there: an Empty on another file system is no Empty.
public final class Sources {
    /// What a look names where it could not see what a path lies on.
    private static final String NOT_SEEN = "?";

    private Sources() {}

    /// Returns a digest of 8 letters for each path whose file system a look could name; another one for each place in
    /// the list. An absent path counts as the file system that it would lie on.
    ///
    /// @param sources one for each path; with a leading `-` for an absent one, `?` for one that could not be seen
    public static Set<String> digests(List<String> sources) {
        Set<String> digests = new HashSet<>();
        for (int path = 0; path < sources.size(); path++) {
            String source = sources.get(path);
            if (!source.equals(NOT_SEEN)) {
                CRC32 sum = new CRC32();
                (path + ":" + (source.startsWith("-") ? source.substring(1) : source))
                        .chars()
                        .forEach(letter -> {
                            sum.update(letter >> 8);
                            sum.update(letter);
                        });
                digests.add("%08x".formatted(sum.getValue()));
            }
        }
        return digests;
    }

    /// Returns the digests of the file systems on which this look may have seen data: none if it saw none.
    public static Set<String> pendingOn(Look look) {
        return look instanceof Look.Pending pending ? digests(pending.sources()) : Set.of();
    }

    /// Returns what a look proves about a node on which data was seen before: an Empty that did not read every file
    /// system on which it was seen is Unknown, until it is seen again or an operator decides.
    ///
    /// @param seen digests of the file systems on which data was seen in this wait
    public static Look judge(Look look, Set<String> seen) {
        if (!(look instanceof Look.Empty empty)) {
            return look;
        }
        Set<String> missing = new HashSet<>(seen);
        missing.removeAll(digests(empty.sources()));
        return missing.isEmpty()
                ? look
                : new Look.Unknown("data was seen on another file system than the one that is empty now"
                        + (empty.sources().isEmpty() ? ", which the look does not name" : ": " + empty.sources())
                        + "; is a volume no longer mounted?");
    }
}
