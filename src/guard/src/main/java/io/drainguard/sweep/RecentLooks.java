package io.drainguard.sweep;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.LookCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The looks that somebody asked for in the last minutes, and what the nodes have answered. It is read from Systems
/// Manager, so it does not matter which guard asked. All times are AWS's.
final class RecentLooks {
    /// A look that has not ended by then never will, and the answer to one that has is collected by then: a look takes
    /// up to 155 s until Systems Manager calls it timed out, and sweeps may come 80 s apart.
    static final Duration BACK = Duration.ofMinutes(5);

    /// A node that was asked less than this ago is not asked again: a look that fails at once must not be repeated
    /// by each event.
    private static final Duration JUST_ASKED = Duration.ofSeconds(20);

    /// A node has an older answer behind an open look; nothing older matters.
    private static final int DEPTH = 3;

    private final Ports ports;
    private final Memory memory;
    private final Tally tally;
    private final Map<String, List<LookCommand>> byInstance = new HashMap<>();
    private final Set<String> read = new HashSet<>();
    private final Set<Answer> news = new HashSet<>();
    private @Nullable Fault unlisted;
    private @Nullable Fault unreadable;
    private boolean slow;

    RecentLooks(Ports ports, Memory memory, Tally tally) {
        this.ports = ports;
        this.memory = memory;
        this.tally = tally;
    }

    /// Lists the looks of these documents. Where they cannot be listed, those that this guard asked for count.
    void list(Set<String> documents, Instant now) {
        memory.forgetSent(now.minus(BACK));
        Map<String, LookCommand> commands = new LinkedHashMap<>();
        memory.sent().forEach(command -> commands.put(command.id(), command));
        try {
            ports.looks().recent(now.minus(BACK), documents).forEach(command -> commands.put(command.id(), command));
        } catch (Fault fault) {
            unlisted = fault;
            tally.failed("the looks under way could not be listed: " + fault.getMessage());
        }
        byInstance.clear();
        commands.values().stream()
                .sorted(comparing(LookCommand::requested).reversed())
                .forEach(this::index);
        slow = commands.values().stream().anyMatch(command -> command.isSlow(now));
        memory.keepAnswersTo(commands.keySet());
    }

    private void index(LookCommand command) {
        command.instances()
                .forEach(instance -> byInstance
                        .computeIfAbsent(instance, id -> new ArrayList<>())
                        .add(command));
    }

    /// Reads the answers of these nodes that are not known yet: to the newest command of each, and to the one before
    /// where that has not ended.
    ///
    /// @param told commands of which an event tells that they have ended, whatever Systems Manager has counted
    void collect(Collection<Visit> visits, Set<String> told, Instant now) {
        for (int depth = 0; depth < DEPTH; depth++) {
            Map<String, LookCommand> wanted = new LinkedHashMap<>();
            visits.forEach(visit -> unread(visit, told).forEach(command -> wanted.put(command.id(), command)));
            if (wanted.isEmpty()) {
                return;
            }
            read.addAll(wanted.keySet());
            try {
                ports.looks().answers(wanted.values()).stream()
                        .filter(answer -> !answer.mayFollow(now))
                        .filter(answer -> memory.answer(answer.command().id(), answer.instance()) == null)
                        .forEach(answer -> {
                            memory.answered(answer);
                            news.add(answer);
                        });
            } catch (Fault fault) {
                unreadable = fault;
                tally.failed("the answers to " + wanted.size() + " commands could not be read: " + fault.getMessage());
            }
        }
    }

    /// Tells whether an answer is missing of which an event has told.
    boolean isBehind(Collection<Visit> visits, Set<String> told) {
        return visits.stream()
                .anyMatch(visit -> of(visit).stream()
                        .anyMatch(command -> told.contains(command.id()) && answer(command, visit) == null));
    }

    /// Reads these commands once more, for answers that were behind their events.
    void collectAgain(Collection<Visit> visits, Set<String> told, Instant now) {
        read.removeAll(told);
        collect(visits, told, now);
    }

    /// The newest command of the node that may hold news, if any.
    private List<LookCommand> unread(Visit visit, Set<String> told) {
        for (LookCommand command : of(visit)) {
            if (answer(command, visit) != null) {
                if (mayDecide(command, visit)) {
                    return List.of();
                }
                continue;
            }
            boolean news = unlisted != null
                    || told.contains(command.id())
                    || command.ended() > memory.answers(command.id());
            if (news && !read.contains(command.id())) {
                return List.of(command);
            }
        }
        return List.of();
    }

    private List<LookCommand> of(Visit visit) {
        return byInstance.getOrDefault(visit.instance(), List.of()).stream()
                .filter(command -> command.document().equals(visit.document()))
                .toList();
    }

    private @Nullable Answer answer(LookCommand command, Visit visit) {
        return memory.answer(command.id(), visit.instance());
    }

    /// The newest answer that may decide about the node, `null` if there is none yet.
    @Nullable
    Answer newest(Visit visit) {
        for (LookCommand command : of(visit)) {
            Answer answer = answer(command, visit);
            if (answer != null && mayDecide(command, visit)) {
                return answer;
            }
        }
        return null;
    }

    /// Tells whether the newest answer of the node was read in this sweep.
    boolean isNews(Visit visit) {
        Answer newest = newest(visit);
        return newest != null && news.contains(newest);
    }

    /// The look under way at the node, whoever asked for it, `null` if there is none. A look from before an answer that
    /// is known has ended, too: no look starts beside another.
    @Nullable
    LookCommand open(Visit visit) {
        return of(visit).stream()
                .takeWhile(command -> answer(command, visit) == null || !mayDecide(command, visit))
                .filter(command -> answer(command, visit) == null && !command.isOver())
                .findFirst()
                .orElse(null);
    }

    /// What is known of the node's queues, `null` while its look is under way, or its Empty too old.
    @Nullable
    Look look(Visit visit, Instant now) {
        LookCommand open = open(visit);
        Answer newest = newest(visit);
        if (open != null && open.isOverdue(now) && mayDecide(open, visit)) {
            return new Unknown(late(open, now));
        }
        if (newest != null) {
            return newest.isStale(now) ? null : newest.look();
        }
        if (unreadable != null) {
            return new Unknown("its answer could not be read: " + unreadable.getMessage());
        }
        return unlisted == null ? null : new Unknown("the looks could not be listed: " + unlisted.getMessage());
    }

    private static boolean mayDecide(LookCommand command, Visit visit) {
        return command.mayDecide(visit.document(), visit.began());
    }

    private String late(LookCommand open, Instant now) {
        return unreadable == null
                ? "no answer for " + Duration.between(open.requested(), now).toSeconds() + " s"
                : "its answer could not be read: " + unreadable.getMessage();
    }

    /// Tells whether a look at the node may start: none is under way, and none was asked for just now. A person's look
    /// that should have ended long ago does not keep the guard from its own.
    boolean mayStart(Visit visit, Instant now) {
        LookCommand open = open(visit);
        return (open == null || (open.isOverdue(now) && !mayDecide(open, visit)))
                && of(visit).stream()
                        .filter(command -> mayDecide(command, visit))
                        .noneMatch(command ->
                                command.requested().plus(JUST_ASKED).isAfter(now));
    }

    /// When the node was last asked for a look; the earliest time there is if it was not asked of late.
    Instant asked(Visit visit) {
        return of(visit).stream().map(LookCommand::requested).findFirst().orElse(Instant.MIN);
    }

    /// Tells whether the next look may stay on the node: it is not the first of its wait, no Empty has to be confirmed,
    /// and Systems Manager hands commands out fast enough. Where the guard is unsure it asks for a short one.
    boolean mayStay(Visit visit) {
        Answer newest = newest(visit);
        boolean asked = of(visit).stream().anyMatch(command -> mayDecide(command, visit));
        return asked && !slow && !(newest != null && newest.look() instanceof Look.Empty);
    }

    /// Takes note of looks that were started.
    void started(List<LookCommand> commands) {
        memory.sent(commands);
        commands.forEach(command -> command.instances()
                .forEach(instance -> byInstance
                        .computeIfAbsent(instance, id -> new ArrayList<>())
                        .addFirst(command)));
    }

    /// The ids of the looks under way at these nodes.
    Set<String> open(Collection<Visit> visits) {
        return visits.stream()
                .map(this::open)
                .filter(Objects::nonNull)
                .map(LookCommand::id)
                .collect(toSet());
    }
}
