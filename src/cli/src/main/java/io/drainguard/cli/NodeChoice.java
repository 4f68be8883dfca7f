package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.decide.Phase;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Chooses among the members of all tagged groups those that an operator means.
///
/// @param terminal receives the names that fit no single node, where there are several
record NodeChoice(List<GroupSetup> tagged, Terminal terminal) {
    /// So many ids of a choice are printed.
    private static final int SHOWN = 5;

    /// A member of a tagged group.
    record Candidate(GroupSetup group, GroupSetup.Member member) {
        String instance() {
            return member.instance();
        }

        boolean held() {
            return Phase.of(member.state()) != null;
        }

        @Override
        public String toString() {
            return group.name() + "/" + instance();
        }
    }

    /// Returns the nodes of a group that wait or were retained.
    ///
    /// @throws UsageError if there is no such group
    List<Candidate> ofGroup(String group) {
        if (tagged.stream().noneMatch(one -> one.name().equals(group))) {
            throw UsageError.unusable("group " + group + ": it is none of the tagged groups "
                    + tagged.stream().map(GroupSetup::name).toList()
                    + "; nothing was changed; next: see 'drainguard status', or choose another --region");
        }
        return candidates().stream()
                .filter(one -> one.group().name().equals(group) && one.held())
                .toList();
    }

    /// Returns the nodes with these ids, or whose ids begin with these letters.
    ///
    /// @param held whether only a node that waits or was retained is meant
    /// @throws UsageError if one fits none or several nodes; each such name is printed
    List<Candidate> named(List<String> names, boolean held) {
        List<Candidate> all = candidates();
        Map<String, Candidate> chosen = new LinkedHashMap<>();
        List<String> wrong = new ArrayList<>();
        for (String name : names) {
            List<Candidate> fitting = fitting(name, all, held);
            if (fitting.size() == 1) {
                chosen.put(fitting.getFirst().instance(), fitting.getFirst());
            } else {
                wrong.add(
                        fitting.isEmpty()
                                ? "node " + name + ": it is in none of the tagged groups "
                                        + tagged.stream().map(GroupSetup::name).toList()
                                        + "; nothing was changed; next: see 'drainguard status', or choose another --region"
                                : several(name, fitting));
            }
        }
        if (wrong.size() > 1) {
            wrong.forEach(problem -> terminal.err().println("drainguard: " + problem));
            throw UsageError.unusable(wrong.size() + " of " + names.size()
                    + " names fit no single node; nothing was changed; next: fix them and repeat the command");
        }
        if (!wrong.isEmpty()) {
            throw UsageError.unusable(wrong.getFirst());
        }
        return List.copyOf(chosen.values());
    }

    /// Returns the nodes with this id, or those whose id begins with it: the held ones alone if there are any and only
    /// they are meant.
    private static List<Candidate> fitting(String name, List<Candidate> all, boolean held) {
        List<Candidate> exact =
                all.stream().filter(one -> one.instance().equals(name)).toList();
        if (!exact.isEmpty()) {
            return exact;
        }
        List<Candidate> begin =
                all.stream().filter(one -> one.instance().startsWith(name)).toList();
        List<Candidate> waiting = begin.stream().filter(Candidate::held).toList();
        return held && !waiting.isEmpty() ? waiting : begin;
    }

    private static String several(String name, List<Candidate> fitting) {
        String more = fitting.size() > SHOWN ? " and " + (fitting.size() - SHOWN) + " more" : "";
        boolean held = fitting.stream().allMatch(Candidate::held);
        return "node " + name + ": " + fitting.size() + (held ? " waiting or retained" : "")
                + " nodes begin with that: " + fitting.stream().limit(SHOWN).toList() + more
                + "; nothing was changed; next: give more letters";
    }

    private List<Candidate> candidates() {
        return tagged.stream()
                .flatMap(group -> group.members().stream().map(member -> new Candidate(group, member)))
                .toList();
    }
}
