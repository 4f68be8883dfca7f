package io.drainguard.sweep;

import static java.util.stream.Collectors.toSet;

import io.drainguard.decide.Answer;
import io.drainguard.decide.LookCommand;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lists the looks of one sweep, and reads the answers that are not known yet.
final class AnswerReader {
    private final Ports ports;
    private final Memory memory;
    private final RecentLooks looks;
    private final Tally tally;
    private final Set<String> read = new HashSet<>();

    AnswerReader(Ports ports, Memory memory, RecentLooks looks, Tally tally) {
        this.ports = ports;
        this.memory = memory;
        this.looks = looks;
        this.tally = tally;
    }

    /// Lists the looks of these documents. Where they cannot be listed, those that this guard knows count.
    void list(Set<String> documents, Instant now) {
        Instant since = now.minus(RecentLooks.BACK);
        memory.forgetLooks(since);
        try {
            memory.listed(ports.looks().recent(since, documents));
        } catch (Fault fault) {
            looks.unlisted(fault);
            tally.failed("the looks under way could not be listed: " + fault.getMessage());
        }
        looks.are(memory.commands(), now);
    }

    /// Lists the looks of these nodes.
    void list(Collection<Visit> visits, Instant now) {
        list(visits.stream().map(Visit::document).collect(toSet()), now);
    }

    /// Reads the answers of these nodes that are not known yet: to the newest command of each, and to those
    /// before as long as none of them tells anything of the node.
    ///
    /// @param told commands of which an event tells that they have ended, whatever Systems Manager has counted
    void collect(Collection<Visit> visits, Set<String> told, Instant now) {
        Map<String, LookCommand> wanted = wanted(visits, told);
        while (!wanted.isEmpty()) {
            read(wanted, now);
            wanted = wanted(visits, told);
        }
    }

    private void read(Map<String, LookCommand> wanted, Instant now) {
        read.addAll(wanted.keySet());
        try {
            ports.looks().answers(wanted.values()).stream()
                    .filter(answer -> !answer.mayFollow(now))
                    .filter(answer -> memory.answer(answer.command().id(), answer.instance()) == null)
                    .forEach(memory::answered);
        } catch (Fault fault) {
            looks.unreadable(fault);
            tally.failed("the answers to " + wanted.size() + " commands could not be read: " + fault.getMessage());
        }
    }

    /// Reads every answer of these nodes' waits that is not known, the older ones, too: one of them may tell of data on
    /// another file system.
    void collectAll(Collection<Visit> visits, Instant now) {
        Map<String, LookCommand> unknown = new LinkedHashMap<>();
        visits.forEach(visit -> looks.unread(visit).forEach(command -> unknown.put(command.id(), command)));
        if (!unknown.isEmpty()) {
            read(unknown, now);
        }
    }

    private Map<String, LookCommand> wanted(Collection<Visit> visits, Set<String> told) {
        Map<String, LookCommand> wanted = new LinkedHashMap<>();
        visits.forEach(visit -> unread(visit, told).forEach(command -> wanted.put(command.id(), command)));
        return wanted;
    }

    /// Tells whether an answer is missing of which an event has told.
    boolean isBehind(Collection<Visit> visits, Set<String> told) {
        return visits.stream()
                .anyMatch(visit -> looks.of(visit).stream()
                        .anyMatch(command -> told.contains(command.id()) && looks.answer(command, visit) == null));
    }

    /// Reads these commands once more, for answers that were behind their events.
    void collectAgain(Collection<Visit> visits, Set<String> told, Instant now) {
        read.removeAll(told);
        collect(visits, told, now);
    }

    /// The newest command of the node that may hold news, if any.
    private List<LookCommand> unread(Visit visit, Set<String> told) {
        for (LookCommand command : looks.of(visit)) {
            if (looks.answer(command, visit) != null) {
                if (RecentLooks.mayDecide(command, visit)) {
                    return List.of();
                }
                continue;
            }
            boolean news =
                    looks.isUnlisted() || told.contains(command.id()) || command.ended() > memory.answers(command.id());
            if (news && !read.contains(command.id())) {
                return List.of(command);
            }
        }
        return List.of();
    }

    /// Tells whether the node was not settled yet on its newest answer, as far as this guard knows.
    boolean isNews(Visit visit) {
        Answer newest = looks.newest(visit);
        return newest != null && !memory.isSettled(newest);
    }
}
