package io.drainguard.sweep;

import io.drainguard.decide.LookCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.function.Supplier;

/// The event of a node that begins to wait, and what a guard asks before it acts on it: maybe a thousand events
/// come at once, each to a copy of its own, and then a few copies are enough.
///
/// @param notice what the event says
record Announcement(TerminationNotice notice, Ports ports) {
    /// An event may be so far ahead of the state that its group shows.
    static final Duration AHEAD = Duration.ofSeconds(2);

    /// The longest that a copy waits for others: looks that one of them starts are listed within about a second.
    static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

    /// The natural logarithm of the number of copies that the delays are made for, three thousand.
    private static final double SPREAD = 8;

    /// Tells whether one of these commands asked the node since the event.
    boolean isAsked(Collection<LookCommand> commands) {
        return commands.stream()
                .anyMatch(command -> command.instances().contains(notice.node().instance())
                        && command.requested().isAfter(notice.at()));
    }

    /// Tells whether another copy has asked the node since. It gives the others time, each copy a time of its own.
    ///
    /// @param memory learns of the looks of others
    /// @param aheadOfAws how far the guard's clock is ahead of AWS's
    /// @throws Fault if the looks could not be listed
    boolean isAskedByAnother(Memory memory, Duration aheadOfAws) {
        ports.time().pause(delay(notice.token()));
        Instant since = ports.time().instant().minus(aheadOfAws).minus(RecentLooks.BACK);
        memory.listed(ports.looks().recent(since, Set.of()));
        return isAsked(memory.commands());
    }

    /// Returns how long the copy that serves an event waits: exponentially distributed, so that few copies go on before
    /// the others hear of them, however many there are (RFC 5401, section 4.3). The same event always
    /// waits as long.
    static Duration delay(String token) {
        double least = Math.exp(-SPREAD);
        double drawn = 1 + Math.log(share(token) * (1 - least) + least) / SPREAD;
        return Duration.ofMillis(Math.round(LONGEST_DELAY.toMillis() * drawn));
    }

    /// A number from 0 to 1 that differs between tokens however alike they are (finalizer of MurmurHash3).
    private static double share(String token) {
        int bits = token.hashCode();
        bits = (bits ^ bits >>> 16) * 0x85ebca6b;
        bits = (bits ^ bits >>> 13) * 0xc2b2ae35;
        return ((bits ^ bits >>> 16) & 0x7fffffff) / (double) 0x7fffffff;
    }

    /// Returns the groups as they were read, or as they are read again where the event is ahead of them.
    Reading mayWait(Reading read, Supplier<Reading> again) {
        if (mayWait(read)) {
            return read;
        }
        ports.time().pause(AHEAD);
        return again.get();
    }

    /// Tells whether the node waits, or may wait in the warm pool of its group, whose members these groups do not show.
    boolean mayWait(Reading read) {
        return read.groups().stream()
                .anyMatch(group -> group.name().equals(notice.node().group())
                        && (group.pool() || group.waiting().contains(notice.node())));
    }
}
