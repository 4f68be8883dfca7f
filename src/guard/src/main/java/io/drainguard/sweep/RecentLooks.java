package io.drainguard.sweep;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.LookCommand;
import io.drainguard.decide.Sources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The looks that somebody asked for in the last minutes, and what is known of the nodes by them. It is read from
/// Systems Manager (see [AnswerReader]), so it does not matter which guard asked. All times are AWS's.
final class RecentLooks {
    /// A look that has not ended by then never will, and the answer to one that has is collected by then: a look takes
    /// up to 155 s until Systems Manager calls it timed out, and sweeps may come 80 s apart.
    static final Duration BACK = Duration.ofMinutes(5);

    /// A node that was asked less than this ago is not asked again: a look that fails at once must not be repeated
    /// by each event.
    private static final Duration JUST_ASKED = Duration.ofSeconds(20);

    private final Memory memory;
    private final Map<String, List<LookCommand>> byInstance = new HashMap<>();
    private @Nullable Fault unlisted;
    private @Nullable Fault unreadable;
    private boolean slow;
    private final Set<Answer> voided = new HashSet<>();

    RecentLooks(Memory memory) {
        this.memory = memory;
    }

    /// These looks were asked for, and no others.
    void are(Collection<LookCommand> commands, Instant now) {
        byInstance.clear();
        commands.stream()
                .sorted(comparing(LookCommand::requested).reversed())
                .forEach(command ->
                        command.instances().forEach(instance -> at(instance).add(command)));
        slow = commands.stream().anyMatch(command -> command.isSlow(now));
    }

    private List<LookCommand> at(String instance) {
        return byInstance.computeIfAbsent(instance, id -> new ArrayList<>());
    }

    /// The looks could not be listed, so that there may be others.
    void unlisted(Fault fault) {
        unlisted = fault;
    }

    boolean isUnlisted() {
        return unlisted != null;
    }

    /// Answers could not be read.
    void unreadable(Fault fault) {
        unreadable = fault;
    }

    /// The looks at a node with its group's document, the newest first.
    List<LookCommand> of(Visit visit) {
        return byInstance.getOrDefault(visit.instance(), List.of()).stream()
                .filter(command -> command.document().equals(visit.document()))
                .toList();
    }

    @Nullable
    Answer answer(LookCommand command, Visit visit) {
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

    /// Tells whether the newest answer of the node is an Empty that is too old.
    boolean isStale(Visit visit, Instant now) {
        Answer newest = newest(visit);
        return newest != null && (newest.isStale(now) || voided.contains(newest));
    }

    /// Tells whether the last look of the node stayed as long as it may, and found data.
    boolean hasStayed(Visit visit) {
        Answer newest = newest(visit);
        return newest != null && newest.hasStayed();
    }

    /// The look under way at the node, that of a guard before that of a person, `null` if there is none. A look from
    /// before an answer that is known has ended, too: no look starts beside another.
    @Nullable
    LookCommand open(Visit visit) {
        List<LookCommand> open = allOpen(visit);
        return open.stream()
                .filter(command -> mayDecide(command, visit))
                .findFirst()
                .orElse(open.isEmpty() ? null : open.getFirst());
    }

    private List<LookCommand> allOpen(Visit visit) {
        return of(visit).stream()
                .takeWhile(command -> answer(command, visit) == null || !mayDecide(command, visit))
                .filter(command -> answer(command, visit) == null && !command.isOver())
                .toList();
    }

    /// What is known of the node's queues, `null` while its look is under way, or its Empty too old.
    @Nullable
    Look look(Visit visit, Instant now) {
        Answer newest = newest(visit);
        LookCommand overdue = overdue(visit, now);
        if (overdue != null) {
            return new Unknown(late(overdue, now));
        }
        if (isRefused(visit)) {
            return new Unknown("Systems Manager refuses looks: too many commands are pending in the account");
        }
        if (newest != null) {
            return isDoubtful(visit, newest, now) ? null : newest.look();
        }
        if (unreadable != null) {
            return new Unknown("its answer could not be read: " + unreadable.getMessage());
        }
        return unlisted == null ? null : new Unknown("the looks could not be listed: " + unlisted.getMessage());
    }

    /// The oldest look since the last answer that has not been answered in time, even if Systems Manager has counted
    /// its end; otherwise `null`.
    private @Nullable LookCommand overdue(Visit visit, Instant now) {
        return of(visit).stream()
                .filter(command -> mayDecide(command, visit) && !command.refused())
                .takeWhile(command -> answer(command, visit) == null)
                .filter(command -> command.isOverdue(now))
                .reduce((newer, older) -> older)
                .orElse(null);
    }

    /// Digests of the file systems on which any look of this wait has seen data, as far as the answers are known.
    Set<String> dataSeenOn(Visit visit) {
        return of(visit).stream()
                .filter(command -> mayDecide(command, visit))
                .map(command -> answer(command, visit))
                .filter(Objects::nonNull)
                .flatMap(answer -> Sources.pendingOn(answer.look()).stream())
                .collect(toSet());
    }

    /// The looks of this wait whose answers are not known although they have ended.
    List<LookCommand> unread(Visit visit) {
        return of(visit).stream()
                .filter(command -> mayDecide(command, visit) && command.isOver() && !command.refused())
                .filter(command -> answer(command, visit) == null)
                .toList();
    }

    /// An Empty counts only while it is fresh, and the last word of the node as far as Systems Manager lists it.
    private boolean isDoubtful(Visit visit, Answer newest, Instant now) {
        boolean last = unlisted == null && !isAskedAfter(visit, newest.command());
        return newest.isStale(now) || (newest.look() instanceof Look.Empty && !last);
    }

    /// Tells whether a guard has asked the node again after this command.
    private boolean isAskedAfter(Visit visit, LookCommand known) {
        return of(visit).stream()
                .filter(command -> mayDecide(command, visit) && !command.refused())
                .anyMatch(command -> command.requested().isAfter(known.requested()));
    }

    /// Tells whether the newest answer of the node, an Empty, is void, since a guard has protected the node after the
    /// look: it has seen what the look did not. Such an Empty counts as one that is too old.
    boolean isVoid(Visit visit, Marks marks, Instant now) {
        Answer newest = newest(visit);
        boolean isVoid = newest != null && newest.isVoid(marks.protectedAt(), now);
        if (isVoid) {
            voided.add(newest);
        }
        return isVoid;
    }

    static boolean mayDecide(LookCommand command, Visit visit) {
        return command.mayDecide(visit.document(), visit.began());
    }

    /// Tells whether Systems Manager refused the newest look of a guard at the node after it had taken the command.
    private boolean isRefused(Visit visit) {
        return of(visit).stream()
                .filter(command -> mayDecide(command, visit))
                .findFirst()
                .filter(LookCommand::refused)
                .isPresent();
    }

    private String late(LookCommand open, Instant now) {
        return unreadable == null
                ? "no answer for " + Duration.between(open.requested(), now).toSeconds() + " s"
                : "its answer could not be read: " + unreadable.getMessage();
    }

    /// Tells whether a look at the node may start: none is under way, and none was asked for just now. Where the looks
    /// could not be listed nobody knows, and none starts. A person's look that should have ended long ago does not
    /// keep the guard from its own.
    boolean mayStart(Visit visit, Instant now) {
        return unlisted == null
                && allOpen(visit).stream().allMatch(open -> open.isOverdue(now) && !mayDecide(open, visit))
                && of(visit).stream()
                        .filter(command -> mayDecide(command, visit))
                        .noneMatch(
                                command -> command.requested().plus(JUST_ASKED).isAfter(now));
    }

    /// Tells whether a guard has asked the node for a look recently.
    boolean isAsked(Visit visit) {
        return of(visit).stream().anyMatch(command -> command.comment().equals(LookCommand.COMMENT));
    }

    /// Tells whether a guard has asked the node recently for a look that may decide about it.
    boolean isAskedByAGuard(Visit visit) {
        return of(visit).stream().anyMatch(command -> mayDecide(command, visit));
    }

    /// When the node was last asked for a look; the earliest time there is if it was not asked recently.
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
    void started(Collection<LookCommand> commands) {
        memory.sent(commands);
        commands.forEach(
                command -> command.instances().forEach(instance -> at(instance).addFirst(command)));
    }

    /// The newest look that a guard asked for at the node, if its answer is not known yet, even if Systems Manager has
    /// counted its end; otherwise `null`.
    @Nullable
    LookCommand unanswered(Visit visit) {
        return of(visit).stream()
                .filter(command -> mayDecide(command, visit) && !command.refused())
                .findFirst()
                .filter(command -> answer(command, visit) == null)
                .orElse(null);
    }

    /// The ids of such looks at these nodes.
    Set<String> unanswered(Collection<Visit> visits) {
        return visits.stream()
                .map(this::unanswered)
                .filter(Objects::nonNull)
                .map(LookCommand::id)
                .collect(toSet());
    }
}
