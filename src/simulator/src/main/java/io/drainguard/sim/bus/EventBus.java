package io.drainguard.sim.bus;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.sim.time.SimTime;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import software.amazon.event.ruler.Machine;

/// The default event bus: rules, and events that go to the target of each rule they match.
public final class EventBus {

    private final SimTime time;
    private final Duration latency;
    private final Machine matcher = Machine.builder().build();
    private final Map<String, Target> targets = new LinkedHashMap<>();

    /// Makes a bus without rules.
    ///
    /// @param latency from an event to its delivery; EventBridge promises none, half a second is typical
    public EventBus(SimTime time, Duration latency) {
        this.time = time;
        this.latency = latency;
    }

    /// Adds a rule. Throws [IllegalArgumentException] with the rule's name when there is one of that name, or when
    /// EventBridge would not accept the pattern.
    public synchronized void rule(String name, String patternJson, Target target) {
        if (targets.putIfAbsent(name, target) != null) {
            throw new IllegalArgumentException("rule " + name + " exists");
        }
        try {
            matcher.addRule(name, patternJson);
        } catch (IOException e) {
            targets.remove(name);
            throw new IllegalArgumentException("rule " + name + ": InvalidEventPatternException: " + e.getMessage(), e);
        }
    }

    /// Puts an event, sends it to the target of each rule that matches, and returns the names of these rules in the
    /// order of their making. Throws [IllegalArgumentException] when it is not JSON.
    public synchronized List<String> put(String eventJson) {
        List<String> matching = matching(eventJson);
        Map<String, Target> hit = new LinkedHashMap<>(targets);
        hit.keySet().retainAll(matching);
        hit.values().forEach(target -> send(target, eventJson));
        return List.copyOf(hit.keySet());
    }

    private List<String> matching(String eventJson) {
        try {
            return matcher.rulesForJSONEvent(eventJson);
        } catch (Exception e) { // the matcher declares nothing narrower
            throw new IllegalArgumentException("not an event: " + e.getMessage(), e);
        }
    }

    private void send(Target target, String eventJson) {
        SimTime.Waiting _ = time.after(latency, () -> target.deliver(eventJson.getBytes(UTF_8)));
    }
}
