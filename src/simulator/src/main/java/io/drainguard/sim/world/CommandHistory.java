package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/// The commands that were sent, as the list calls find them.
final class CommandHistory {
    /// How long the history of a command is kept (Systems Manager User Guide, monitor-commands).
    private static final Duration KEPT = Duration.ofDays(30);

    private final SequencedMap<String, SentCommand> sent = new LinkedHashMap<>();

    void add(SentCommand command) {
        sent.put(command.id(), command);
    }

    /// The commands that a search may find, newest first: not those that the read calls do not show yet, and none
    /// that is too old.
    List<SentCommand> find(CommandSearch search, Instant now, Duration lag) {
        Instant newest = now.minus(lag);
        Instant oldest = now.minus(KEPT);
        List<SentCommand> found = new ArrayList<>();
        for (SentCommand command : candidates(search)) {
            Instant requested = command.requested();
            if (!requested.isAfter(oldest) || requested.isBefore(search.after())) {
                break;
            }
            if (!requested.isAfter(newest) && search.fits(command)) {
                found.add(command);
            }
        }
        return found;
    }

    /// Every command on every node, oldest first.
    List<CommandTruth> truth() {
        return sent.values().stream()
                .flatMap(command -> command.invocations().stream())
                .map(Invocation::truth)
                .toList();
    }

    /// Drops what everybody has answered and what is shown so.
    void forgetEnded(Instant now) {
        forgetEnded(now, Instant.MAX);
    }

    /// Drops those of them that were sent before then.
    void forgetEnded(Instant now, Instant sentBefore) {
        sent.values().removeIf(command -> command.requested().isBefore(sentBefore) && command.isShownOver(now));
    }

    private Collection<SentCommand> candidates(CommandSearch search) {
        if (search.commandId() == null) {
            return sent.sequencedValues().reversed();
        }
        SentCommand one = sent.get(search.commandId());
        return one == null ? List.of() : List.of(one);
    }
}
