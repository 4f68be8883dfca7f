package io.drainguard.proofs.cost;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sweep.TerminationNotice;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// An hour in which nobody waits, and one in which one node drains for ten minutes: the lines and metrics that a guard
/// writes, through the real adapters.
final class Traffic {
    private static final int MINUTES = 60;
    private static final Duration DRAIN = Duration.ofMinutes(10);

    /// The rest of the minute is for the sweep itself.
    private static final Duration HEARING = Duration.ofSeconds(50);

    private static final JsonMapper JSON = new JsonMapper();

    private Traffic() {}

    /// Plays both hours.
    ///
    /// @return bytes of lines and numbers of metrics, by their names on the page
    static Map<String, Double> play() throws IOException {
        Account account = new Account();
        Instance node = account.workers(3).getFirst();
        TestGuard guard = new TestGuard(account);
        Hour idle = hour(guard);
        account.scaleIn(List.of(node));
        Instant waits = account.world.instant();
        account.shell.disk(node.id(), Disk.holding(4_000, 4_000_000_000L, waits).drain(waits, DRAIN));
        guard.hasten(new TerminationNotice(
                Account.name(node), Account.HOOK, waits, node.openTokens().getFirst()));
        Hour busy = hour(guard);
        if (node.state() != LifecycleState.TERMINATED) {
            throw new IllegalStateException("the node is " + node.state());
        }
        Set<String> whenBusy = new TreeSet<>(busy.metrics("Guard"));
        whenBusy.removeAll(idle.metrics("Guard"));
        return Map.of(
                "lineSweep", (double) Math.round(idle.bytes() / (double) MINUTES),
                "lineTermination", (double) (busy.bytes() - idle.bytes()),
                "always", (double) idle.metrics("Guard").size(),
                "busy", (double) whenBusy.size(),
                "perGroup", (double) busy.metrics("Guard,Group").size());
    }

    private static Hour hour(TestGuard guard) {
        for (int minute = 0; minute < MINUTES; minute++) {
            guard.sweep();
            guard.hear(HEARING);
            guard.restOfTheMinute();
        }
        Hour hour = new Hour(List.copyOf(guard.lines));
        guard.lines.clear();
        return hour;
    }

    /// The lines of an hour.
    private record Hour(List<String> lines) {
        long bytes() {
            return lines.stream().mapToLong(line -> line.getBytes(UTF_8).length).sum();
        }

        /// The names of all metrics with these dimensions.
        Set<String> metrics(String dimensions) throws IOException {
            Set<String> names = new TreeSet<>();
            for (String line : lines) {
                for (JsonNode directive : JSON.readTree(line).path("_aws").path("CloudWatchMetrics")) {
                    for (JsonNode set : directive.path("Dimensions")) {
                        if (dimensions.equals(String.join(",", texts(set)))) {
                            names.addAll(directive.path("Metrics").findValuesAsText("Name"));
                        }
                    }
                }
            }
            return names;
        }

        private static List<String> texts(JsonNode array) {
            return array.valueStream().map(JsonNode::asText).toList();
        }
    }
}
