package io.drainguard.aws;

import static io.drainguard.aws.AwsFaults.call;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Look;
import io.drainguard.decide.LookCommand;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.CommandFilter;
import software.amazon.awssdk.services.ssm.model.CommandFilterKey;
import software.amazon.awssdk.services.ssm.model.CommandInvocation;
import software.amazon.awssdk.services.ssm.model.ListCommandInvocationsResponse;

/// Reads the newest looks at many nodes from the command history of Systems Manager, command by command: one call tells
/// of up to fifty nodes, where [SsmHistory] needs a call for each. It sends no command.
public final class PastLooks {
    /// So many calls for answers may be made where fewer would tell the newest look of each node: the others read
    /// older looks, which tell how fast the nodes drain.
    private static final int ROOM = 4;

    /// Looks this far apart tell a rate; looks further apart may have an outage between them.
    private static final Duration APART = Duration.ofMinutes(9);

    /// Older looks do not tell how fast a node drains now.
    private static final Duration WINDOW = Duration.ofMinutes(15);

    /// The history is read in stretches, each so many times as long as the one after it, until each node has a look.
    private static final int LONGER = 8;

    private final SsmClient client;

    /// Builds the reader.
    public PastLooks(SsmClient client) {
        this.client = client;
    }

    /// A node whose looks are wanted.
    ///
    /// @param document the drain document that its group names
    /// @param since the start of the history to read; Systems Manager keeps nothing older than [SsmHistory#KEPT]
    public record Wanted(String instance, String document, Instant since) {}

    /// What the history told.
    ///
    /// @param looks the looks at each node, oldest first; a node without a look is left out
    /// @param unread the nodes of which the history could not be read
    /// @param fault why it could not be read, `null` if it could
    public record Found(
            Map<String, List<Seen>> looks,
            Set<String> unread,
            @Nullable Fault fault) {}

    /// Returns the newest look at each of these nodes and, as far as there is [#ROOM], some of the older ones. Looks
    /// that have not ended are left out, and so are those whose command still waits for another of its nodes.
    public Found newest(Collection<Wanted> nodes, Instant now) {
        return new Search(nodes, now).found();
    }

    private final class Search {
        private final Instant now;
        private final Map<String, Wanted> wanted = new LinkedHashMap<>();
        private final Map<String, Wanted> missing = new LinkedHashMap<>();
        private final Map<String, List<Seen>> looks = new HashMap<>();
        private final Set<String> read = new HashSet<>();

        Search(Collection<Wanted> nodes, Instant now) {
            this.now = now;
            nodes.forEach(node -> wanted.put(node.instance(), node));
            missing.putAll(wanted);
        }

        private Found found() {
            Fault fault = null;
            try {
                search();
            } catch (Fault unreadable) {
                fault = unreadable;
            }
            looks.values().forEach(seen -> seen.sort(Comparator.comparing(Seen::at)));
            return new Found(looks, fault == null ? Set.of() : Set.copyOf(missing.keySet()), fault);
        }

        private void search() {
            // Filters take whole seconds, so the newest stretch ends at the next full second.
            Instant end = now.plusSeconds(1);
            Duration stretch = first();
            while (!missing.isEmpty()) {
                Instant oldest = later(
                        missing.values().stream()
                                .map(Wanted::since)
                                .min(Comparator.naturalOrder())
                                .orElseThrow(),
                        now.minus(SsmHistory.KEPT));
                if (!end.isAfter(oldest)) {
                    return;
                }
                Instant start = later(oldest, end.minus(stretch));
                List<LookCommand> commands = commands(start, end);
                commands.stream().filter(this::tellsOfAMissingNode).forEach(this::read);
                sample(commands);
                end = start;
                stretch = stretch.multipliedBy(LONGER);
            }
        }

        /// A guard sends a command a minute for each fifty nodes, so the commands of this stretch fit one answer.
        private Duration first() {
            int perMinute = (wanted.size() + SsmAnswers.PAGE - 1) / SsmAnswers.PAGE;
            return Duration.ofMinutes(Math.clamp(36 / perMinute, 3, WINDOW.toMinutes()));
        }

        /// Returns the commands of a stretch, those first that will get no further answer, the newest of these first.
        private List<LookCommand> commands(Instant start, Instant end) {
            Set<String> documents =
                    missing.values().stream().map(Wanted::document).collect(Collectors.toSet());
            Stream<LookCommand> all = documents.size() <= SsmLooks.FEW_DOCUMENTS
                    ? documents.stream()
                            .flatMap(document -> list(
                                    start, end, List.of(SsmHistory.filter(CommandFilterKey.DOCUMENT_NAME, document))))
                    : list(start, end, List.of());
            return all.filter(command -> command.document().startsWith(Group.DOCUMENT_PREFIX))
                    .sorted(Comparator.comparing((LookCommand command) -> !command.isOver())
                            .thenComparing(LookCommand::requested, Comparator.reverseOrder()))
                    .toList();
        }

        private Stream<LookCommand> list(Instant start, Instant end, List<CommandFilter> more) {
            List<CommandFilter> filters = new ArrayList<>(more);
            filters.add(SsmHistory.filter(CommandFilterKey.INVOKED_AFTER, SsmHistory.seconds(start)));
            filters.add(SsmHistory.filter(CommandFilterKey.INVOKED_BEFORE, SsmHistory.seconds(end)));
            return call(
                    "listing the looks at " + missing.size() + " nodes",
                    () -> client
                            .listCommandsPaginator(request ->
                                    request.maxResults(SsmAnswers.PAGE).filters(filters))
                            .commands()
                            .stream()
                            .map(SsmLooks::look)
                            .toList())
                    .stream();
        }

        private boolean tellsOfAMissingNode(LookCommand command) {
            return command.instances().stream()
                    .map(missing::get)
                    .anyMatch(node -> node != null
                            && node.document().equals(command.document())
                            && !command.requested().isBefore(node.since()));
        }

        private void read(LookCommand command) {
            read.add(command.id());
            for (CommandInvocation answer : answers(command)) {
                Wanted node = wanted.get(String.valueOf(answer.instanceId()));
                if (node == null || !node.document().equals(command.document()) || !SsmAnswers.hasEnded(answer)) {
                    continue;
                }
                Seen seen = new Seen(SsmHistory.at(answer), SsmAnswers.look(answer));
                if (!seen.at().isBefore(node.since())) {
                    looks.computeIfAbsent(node.instance(), none -> new ArrayList<>())
                            .add(seen);
                    missing.remove(node.instance());
                }
            }
        }

        /// Systems Manager may give a token for a next page that is empty, so the command itself says when to stop.
        private List<CommandInvocation> answers(LookCommand command) {
            return call("reading the answers to command " + command.id(), () -> {
                List<CommandInvocation> answers = new ArrayList<>();
                String[] token = new String[1];
                do {
                    ListCommandInvocationsResponse page =
                            client.listCommandInvocations(request -> request.commandId(command.id())
                                    .details(true)
                                    .maxResults(SsmAnswers.PAGE)
                                    .nextToken(token[0]));
                    answers.addAll(page.commandInvocations());
                    token[0] = page.nextToken();
                } while (token[0] != null
                        && !token[0].isEmpty()
                        && answers.size() < command.instances().size());
                return answers;
            });
        }

        /// Reads older looks, those first that lie furthest from the ones already read.
        private void sample(List<LookCommand> commands) {
            while (read.size() < ROOM) {
                LookCommand best = null;
                long most = 0;
                for (LookCommand command : commands) {
                    long gain = read.contains(command.id()) || !command.isOver() ? 0 : gain(command);
                    if (gain > most) {
                        most = gain;
                        best = command;
                    }
                }
                if (best == null) {
                    return;
                }
                read(best);
            }
        }

        private long gain(LookCommand command) {
            return command.instances().stream()
                    .map(looks::get)
                    .filter(seen -> seen != null && isDraining(seen))
                    .mapToLong(seen -> gain(seen, command.requested()))
                    .sum();
        }

        private boolean isDraining(List<Seen> seen) {
            Seen newest = seen.stream().max(Comparator.comparing(Seen::at)).orElseThrow();
            return newest.look() instanceof Look.Pending && newest.at().isAfter(now.minus(WINDOW));
        }

        private long gain(List<Seen> seen, Instant at) {
            Duration nearest = seen.stream()
                    .map(look -> Duration.between(at, look.at()).abs())
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            return nearest.compareTo(APART) > 0 || at.isBefore(now.minus(WINDOW)) ? 0 : nearest.toSeconds();
        }

        private static Instant later(Instant first, Instant second) {
            return first.isAfter(second) ? first : second;
        }
    }
}
