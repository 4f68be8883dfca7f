package io.drainguard.proofs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.proofs.dsiem.AlarmLogs;
import io.drainguard.proofs.dsiem.Event;
import io.drainguard.proofs.dsiem.Receiver;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/// What came of the numbered events and of the alarms, each counted where it arrives: at the senders, at the bus, in
/// front of each backend, and at the receiver of alarms.
final class DsiemTally {
    private final BitSet accepted = new BitSet();
    private byte[] last = {};
    private int number;
    private final Map<String, BitSet> seen = new LinkedHashMap<>();
    private final Map<String, String> nodeOf = new HashMap<>();
    private final Map<String, BitSet> sentTo = new HashMap<>();
    private final Map<String, Pair> pairs = new LinkedHashMap<>();
    private final Set<String> raised = new HashSet<>();
    private final Map<String, Set<String>> arrivedAlarms = new HashMap<>();
    private final Map<String, Set<String>> arrivedLines = new HashMap<>();
    private final Map<String, Long> arrivedBytes = new HashMap<>();

    /// The two events of a source that make an alarm.
    ///
    /// @param node whose directive it is
    /// @param second its number, 0 before it was sent
    record Pair(String node, int first, int second) {}

    /// A number's event, with the id by which everybody knows it.
    static Event event(int number, Instant at, int plugin, int stage, String source) {
        return Event.of("e" + number, at, plugin, stage, source, "10.200.0.1");
    }

    /// One message goes to several backends, one after the other.
    private int number(byte[] message) {
        if (!Arrays.equals(message, last)) {
            last = message;
            number = Event.read(message)
                    .map(event -> Integer.parseInt(event.eventId().substring(1)))
                    .orElse(0);
        }
        return number;
    }

    /// The event was answered 200.
    void accepted(int number) {
        accepted.set(number);
    }

    /// The source's event that opens a correlation was accepted.
    void opened(String source, String node, int first) {
        pairs.put(source, new Pair(node, first, 0));
    }

    /// The source's event that makes it an alarm was accepted.
    void closed(String source, int second) {
        pairs.computeIfPresent(source, (_, pair) -> new Pair(pair.node(), pair.first(), second));
    }

    /// The bus handed the message to these clients, each by the id of its instance.
    void sent(byte[] message, List<String> clients) {
        int which = number(message);
        clients.forEach(
                client -> sentTo.computeIfAbsent(client, _ -> new BitSet()).set(which));
    }

    /// A backend of that node is there, and its instance.
    void backend(String node, String instance) {
        seen.putIfAbsent(instance, new BitSet());
        nodeOf.put(instance, node);
    }

    /// The message reached a backend.
    void saw(String instance, byte[] message) {
        seen.getOrDefault(instance, new BitSet()).set(number(message));
    }

    /// A backend wrote an alarm.
    void raised(AlarmLine alarm) {
        raised.add(alarm.source());
    }

    /// Lines arrived at the receiver.
    void arrived(List<Receiver.Line> lines) {
        for (Receiver.Line line : lines) {
            arrivedBytes.merge(line.instance(), line.text().getBytes(UTF_8).length + 1L, Long::sum);
            arrivedLines
                    .computeIfAbsent(line.instance() + " " + line.file(), _ -> new HashSet<>())
                    .add(line.text());
            if (line.file().equals(AlarmLogs.ALARMS)) {
                AlarmLine.finished(line.text())
                        .ifPresent(alarm -> arrivedAlarms
                                .computeIfAbsent(alarm.source(), _ -> new HashSet<>())
                                .add(alarm.id()));
            }
        }
    }

    int accepted() {
        return accepted.cardinality();
    }

    /// How many events reached each backend, by instance.
    Map<String, Integer> seenByInstance() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        seen.forEach((instance, events) -> counts.put(instance, events.cardinality()));
        return counts;
    }

    /// The accepted events that no backend of the node saw.
    int unseen(String node) {
        return lacking(node, seen);
    }

    /// The accepted events that the bus handed to no backend of the node.
    int unsent(String node) {
        return lacking(node, sentTo);
    }

    private int lacking(String node, Map<String, BitSet> by) {
        BitSet lacking = (BitSet) accepted.clone();
        by.forEach((instance, events) -> {
            if (node.equals(nodeOf.get(instance))) {
                lacking.andNot(events);
            }
        });
        return lacking.cardinality();
    }

    /// How many pairs of events of the node must have made an alarm, had one backend seen both.
    int pairs(String node) {
        return (int) whole(node).count();
    }

    /// How many of these no single backend was handed both events of.
    int torn(String node) {
        return (int) whole(node)
                .filter(pair -> sentTo.entrySet().stream()
                        .filter(client -> node.equals(nodeOf.get(client.getKey())))
                        .noneMatch(client -> client.getValue().get(pair.first())
                                && client.getValue().get(pair.second())))
                .count();
    }

    private Stream<Pair> whole(String node) {
        return pairs.values().stream().filter(pair -> pair.node().equals(node) && pair.second() > 0);
    }

    /// How many pairs of the node made an alarm that arrived.
    int alarmed(String node) {
        return (int) arrivedAlarms.keySet().stream()
                .filter(source -> pairs.containsKey(source)
                        && node.equals(pairs.get(source).node()))
                .count();
    }

    /// How many alarms arrived a second time, from another backend under another id.
    int doubled() {
        return arrivedAlarms.values().stream().mapToInt(ids -> ids.size() - 1).sum();
    }

    /// How many alarms were written, each once whichever backends wrote it.
    int alarmsRaised() {
        return raised.size();
    }

    /// How many of them arrived.
    int alarmsArrived() {
        return arrivedAlarms.size();
    }

    /// The bytes of an instance's lines that arrived, ends of lines included.
    long bytes(String instance) {
        return arrivedBytes.getOrDefault(instance, 0L);
    }

    /// Those of an instance's lines that never arrived.
    List<String> missing(String instance, String file, List<String> lines) {
        List<String> missing = new ArrayList<>(lines);
        missing.removeAll(arrivedLines.getOrDefault(instance + " " + file, Set.of()));
        return missing;
    }
}
