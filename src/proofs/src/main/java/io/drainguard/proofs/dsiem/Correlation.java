package io.drainguard.proofs.dsiem;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A sequence of which the first event has come: `internal/pkg/dsiem/siem/backlog.go`. It is in memory only.
/// Each of its events makes a line in one log, each change of its stage or risk a line in the other.
final class Correlation {
    /// How often the binary looks for correlations that have expired.
    private static final Duration EXPIRY_CHECK = Duration.ofSeconds(10);

    /// How long the binary keeps one that is done, and starts a goroutine for it at each event: twice 3 s
    /// (`delete` of `siem/backlogmgr.go`).
    private static final Duration LINGERS = Duration.ofSeconds(6);

    private final String id;
    private final Directive directive;
    private final List<Rule> rules;
    private final List<List<String>> events = new ArrayList<>();
    private final Set<String> sources = new LinkedHashSet<>();
    private final Set<String> destinations = new LinkedHashSet<>();
    private final Instant created;
    private int stage = 1;
    private Instant stageSince;
    private String status = "";
    private Instant nextCheck;
    private int risk;
    private @Nullable Instant doneAt;

    Correlation(String id, Directive directive, Event opener, Instant openerAt, Instant now) {
        this.id = id;
        this.directive = directive;
        Rule first = directive.rules().getFirst();
        this.rules =
                directive.rules().stream().map(rule -> rule.in(first, opener)).toList();
        rules.forEach(rule -> events.add(new ArrayList<>()));
        this.created = now;
        this.stageSince = openerAt;
        this.nextCheck = now.plus(EXPIRY_CHECK);
    }

    boolean isDone() {
        return doneAt != null;
    }

    /// Whether the binary has forgotten it, too.
    boolean isForgotten(Instant now) {
        return doneAt != null && !doneAt.plus(LINGERS).isAfter(now);
    }

    boolean uses(Event event) {
        return events.stream().anyMatch(used -> used.contains(event.eventId()));
    }

    boolean matches(Event event) {
        return !isDone() && rules.get(stage - 1).matches(event);
    }

    /// Takes an event that matches, at its stage.
    void take(Event event, Assets assets, AlarmLogs logs, Instant now) {
        Optional<Instant> at = event.instant();
        // An event may be up to five seconds older than the one before it.
        if (at.isEmpty() || (stage > 1 && !stageSince.minusSeconds(5).isBefore(at.get()))) {
            return;
        }
        List<String> ofStage = events.get(stage - 1);
        ofStage.add(event.eventId());
        sources.add(event.srcIp());
        destinations.add(event.dstIp());
        logs.event(id, stage, event.eventId());
        if (ofStage.size() < rules.get(stage - 1).occurrence()) {
            return;
        }
        risk = riskNow(assets);
        if (stage == rules.size()) {
            status = "finished";
            doneAt = now;
        } else {
            stage++;
            stageSince = at.get();
        }
        tell(logs, now);
    }

    private int riskNow(Assets assets) {
        int value = 0;
        for (String address : sources) {
            value = Math.max(value, assets.value(address));
        }
        for (String address : destinations) {
            value = Math.max(value, assets.value(address));
        }
        return directive.priority() * rules.get(stage - 1).reliability() * value / 25;
    }

    /// Ends it if it has expired: every ten seconds the binary compares its own clock with the event's
    /// timestamp, in whole seconds.
    void expire(AlarmLogs logs, Instant now) {
        while (!isDone() && !nextCheck.isAfter(now)) {
            long ends = stageSince.getEpochSecond() + rules.get(stage - 1).timeout();
            if (ends < nextCheck.getEpochSecond()) {
                status = "timeout";
                doneAt = nextCheck;
                tell(logs, now);
            }
            nextCheck = nextCheck.plus(EXPIRY_CHECK);
        }
    }

    private void tell(AlarmLogs logs, Instant now) {
        if (risk == 0) {
            return;
        }
        ObjectNode alarm = Event.JSON.createObjectNode();
        alarm.put("alarm_id", id).put("title", directive.name()).put("status", "Open");
        alarm.put("kingdom", directive.kingdom()).put("category", directive.category());
        alarm.put("created_time", created.getEpochSecond()).put("update_time", now.getEpochSecond());
        alarm.put("risk", risk).put("risk_class", risk < 3 ? "Low" : risk <= 6 ? "Medium" : "High");
        alarm.put("tag", "Identified Threat");
        sources.forEach(alarm.putArray("src_ips")::add);
        destinations.forEach(alarm.putArray("dst_ips")::add);
        ArrayNode told = alarm.putArray("rules");
        for (Rule rule : rules) {
            told.addObject()
                    .put("stage", rule.stage())
                    .put("timeout", rule.timeout())
                    .put("status", rule.stage() < stage ? "finished" : rule.stage() == stage ? status : "");
        }
        logs.alarm(alarm);
    }
}
