package io.drainguard.sweep;

import static java.util.stream.Collectors.toMap;

import io.drainguard.decide.Answer;
import io.drainguard.decide.Look;
import io.drainguard.decide.LookCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps commands as Systems Manager does: a look ends some time after it was asked for, and what it saw then is its
/// answer for ever.
final class FakeLooks implements Looks {
    /// From the request to the start of a look on its node.
    static final Duration DELIVERY = Duration.ofSeconds(1);

    /// For so long a node without data settles.
    static final Duration SETTLING = Duration.ofSeconds(15);

    /// What each node holds; one that is not here never answers.
    final Map<String, Look> looks = new HashMap<>();

    /// How long a look at this node takes, if not as long as the drain script does.
    final Map<String, Duration> takes = new HashMap<>();

    /// Nodes that Systems Manager does not take into a command, and why.
    final Map<String, String> refused = new HashMap<>();

    /// Those of them that only a person can help.
    final Set<String> denied = new HashSet<>();

    /// Nodes whose output is not there although the look has ended well.
    final Set<String> silent = new HashSet<>();

    /// Documents without the parameter `wait`.
    final Set<String> plain = new HashSet<>();

    /// What a start with this document throws.
    final Map<String, Fault> faults = new HashMap<>();

    /// The commands in the order in which this guard started them.
    final List<LookCommand> started = new ArrayList<>();

    /// Every command, whoever sent it.
    private final Map<String, Sent> sent = new LinkedHashMap<>();

    private final ManualTime time;

    /// The duration of a call that starts looks, and of one that reads.
    Duration slow = Duration.ofMillis(100);

    /// How far Systems Manager is behind with listing commands.
    Duration unlistedFor = Duration.ZERO;

    /// Whether Systems Manager has counted the looks that ended.
    boolean counts = true;

    int lists;
    int reads;

    @Nullable
    Fault listFault;

    @Nullable
    Fault readFault;

    private record Seen(Look look, Duration took) {}

    private record Sent(LookCommand command, Map<String, Seen> seen, Set<String> told) {}

    FakeLooks(ManualTime time) {
        this.time = time;
    }

    /// Documents that the guard was not given.
    final Set<String> foreign = new HashSet<>();

    @Override
    public boolean mayRun(String document) {
        return !foreign.contains(document);
    }

    @Override
    public Started start(String document, List<String> instances, Duration stay) {
        time.pause(slow);
        if (faults.containsKey(document)) {
            throw faults.get(document);
        }
        Map<String, String> no = new HashMap<>(refused);
        no.keySet().retainAll(instances);
        Set<String> asked = new LinkedHashSet<>(instances);
        asked.removeAll(no.keySet());
        if (asked.isEmpty()) {
            return new Started(List.of(), no, denied);
        }
        LookCommand command = new LookCommand(
                "command-" + (sent.size() + 1),
                document,
                LookCommand.DEFAULT_VERSION,
                plain.contains(document) ? Map.of() : Map.of(LookCommand.WAIT, String.valueOf(stay.toSeconds())),
                LookCommand.COMMENT,
                time.instant(),
                asked,
                0,
                false);
        started.add(command);
        add(command);
        return new Started(List.of(command), no, denied);
    }

    /// A command that anybody sent, now or a while ago.
    void add(LookCommand command) {
        Sent one = new Sent(command, new HashMap<>(), new HashSet<>());
        sent.put(command.id(), one);
        command.instances().forEach(instance -> begin(one, instance));
    }

    private void begin(Sent one, String instance) {
        Look now = looks.get(instance);
        if (now == null) {
            return;
        }
        Duration took = takes.getOrDefault(instance, duration(now, one.command.stay()));
        time.at(one.command.requested().plus(DELIVERY).plus(took), () -> {
            Look look = looks.get(instance);
            if (look != null) {
                one.seen.put(instance, new Seen(look, took));
            }
        });
        time.pause(Duration.ZERO);
    }

    private static Duration duration(Look look, Duration stay) {
        return switch (look) {
            case Look.Empty _ -> SETTLING;
            case Look.Pending _ -> stay;
            case Look.Unknown _ -> Duration.ZERO;
        };
    }

    /// The news of looks that have ended and of which nobody was told yet.
    Set<LookEnded> news() {
        Set<LookEnded> news = new LinkedHashSet<>();
        sent.values()
                .forEach(one -> one.seen.keySet().stream()
                        .filter(one.told::add)
                        .forEach(instance -> news.add(new LookEnded(one.command.id(), instance))));
        return news;
    }

    @Override
    public List<LookCommand> recent(Instant since, Set<String> documents) {
        lists++;
        if (listFault != null) {
            throw listFault;
        }
        Instant newest = time.instant().minus(unlistedFor);
        return sent.values().stream()
                .filter(one -> !one.command.requested().isBefore(since)
                        && !one.command.requested().isAfter(newest))
                .map(this::counted)
                .toList();
    }

    private LookCommand counted(Sent one) {
        LookCommand command = one.command;
        return new LookCommand(
                command.id(),
                command.document(),
                command.version(),
                command.parameters(),
                command.comment(),
                command.requested(),
                command.instances(),
                counts ? Math.max(command.ended(), one.seen.size()) : 0,
                command.refused());
    }

    @Override
    public List<Answer> answers(Collection<LookCommand> commands) {
        reads++;
        if (readFault != null) {
            throw readFault;
        }
        Map<String, LookCommand> wanted = commands.stream().collect(toMap(LookCommand::id, command -> command));
        List<Answer> answers = new ArrayList<>();
        wanted.forEach((id, command) -> sent.get(id).seen.forEach((instance, seen) -> {
            boolean mute = silent.contains(instance);
            Look look = mute ? new Look.Unknown("printed nothing") : seen.look;
            answers.add(new Answer(command, instance, look, seen.took, mute));
        }));
        return answers;
    }

    /// How long the looks of each command that this guard started may stay, in seconds.
    List<Long> stays() {
        return started.stream().map(command -> command.stay().toSeconds()).toList();
    }

    /// The nodes of each command that this guard started.
    List<Set<String>> batches() {
        return started.stream().map(LookCommand::instances).toList();
    }
}
