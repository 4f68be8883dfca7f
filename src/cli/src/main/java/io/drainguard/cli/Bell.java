package io.drainguard.cli;

import static io.drainguard.cli.Finding.ALL;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.aws.EventNotices;
import io.drainguard.aws.setup.RehearsalCalls;
import io.drainguard.aws.setup.Telling.Alarm;
import io.drainguard.aws.setup.Telling.Execution;
import io.drainguard.cli.Rehearsal.Proof;
import io.drainguard.journal.NoticeJson;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Time;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Lets people be told once, as if something were wrong, and sees how far it came.
///
/// @param time the operator's clock, for the wait until an alarm's history shows its actions
record Bell(RehearsalCalls calls, Time time) {
    /// What everybody who is told reads.
    static final String REASON = "rehearsal of drainguard, nothing is wrong";

    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final JsonMapper JSON = new JsonMapper();

    /// What came of it.
    record Rung(List<Proof> proofs, List<Finding> findings) {
        Rung {
            proofs = List.copyOf(proofs);
            findings = List.copyOf(findings);
        }
    }

    /// Lets an alarm ring, and waits until its history tells what became of each of its actions.
    Rung ring(Alarm alarm) {
        Set<String> before;
        try {
            before = calls.executions(alarm.name()).stream().map(Execution::id).collect(Collectors.toSet());
        } catch (Fault fault) {
            return unjudged(
                    "whether alarm " + alarm.name() + " tells anybody, so it was not rung",
                    fault,
                    "cloudwatch:DescribeAlarmHistory");
        }
        try {
            calls.ring(alarm.name(), REASON);
            return seen(alarm, executions(alarm, before));
        } catch (Fault fault) {
            return unjudged(
                    "whether alarm " + alarm.name() + " tells anybody",
                    fault,
                    "cloudwatch:SetAlarmState and cloudwatch:DescribeAlarmHistory");
        }
    }

    private List<Execution> executions(Alarm alarm, Set<String> before) {
        Instant start = time.instant();
        while (true) {
            List<Execution> found = calls.executions(alarm.name()).stream()
                    .filter(execution -> !before.contains(execution.id()))
                    .toList();
            if (alarm.actions().stream().allMatch(action -> found.stream().anyMatch(of(action)))
                    || !time.instant().isBefore(start.plus(PATIENCE))) {
                return found;
            }
            time.pause(PAUSE);
        }
    }

    private static Predicate<Execution> of(String action) {
        return execution -> execution.target().equals(action);
    }

    private static Rung seen(Alarm alarm, List<Execution> executions) {
        List<Proof> proofs = new ArrayList<>();
        List<Finding> findings = new ArrayList<>();
        for (String action : alarm.actions()) {
            Execution execution =
                    executions.stream().filter(of(action)).findFirst().orElse(null);
            if (execution == null) {
                findings.add(ALL.skipped(
                        "whether alarm " + alarm.name() + " told " + action + ": its history does not say so within "
                                + PATIENCE.toSeconds() + " s",
                        "see the alarm's history at CloudWatch, Alarms"));
            } else if (execution.done()) {
                proofs.add(new Proof(
                        "alarm",
                        alarm.name() + " rang, and CloudWatch told " + action + "; it ends by itself within a minute or"
                                + " two"));
            } else {
                findings.add(ALL.fault(
                        "alarm " + alarm.name() + " rang, and CloudWatch could not tell " + action + ": "
                                + execution.words(),
                        "let CloudWatch publish: see the topic's policy, and that of its encryption key"));
            }
        }
        return new Rung(proofs, findings);
    }

    /// Puts a notice on the event bus, as the guard does.
    Rung tell(String guard, String group, String node) {
        try {
            String id = calls.put(EventNotices.SOURCE, EventNotices.TYPE, detail(guard, group, node));
            return new Rung(
                    List.of(new Proof(
                            "notice", "the event bus took a notice, event " + id + ", marked as a rehearsal")),
                    List.of());
        } catch (Fault fault) {
            return unjudged("whether a notice is passed on", fault, "events:PutEvents on the default event bus");
        }
    }

    /// Every field that a notice always has is there: EventBridge sends no message with a field that is missing.
    private String detail(String guard, String group, String node) {
        return JSON.createObjectNode()
                .put("version", NoticeJson.SCHEMA)
                .put("guard", guard)
                .put("at", time.instant().toString())
                .put("group", group)
                .put("node", node)
                .put("what", "rehearsal")
                .put("reason", "rehearsal")
                .put("text", REASON + ": this is how a notice of node " + group + "/" + node + " arrives")
                .put("size", "nothing")
                .put("heldFor", "")
                .put("left", "")
                .put("volumes", "")
                .put("next", "nothing is to be done")
                .put("runbook", NoticeJson.RUNBOOK)
                .toString();
    }

    private static Rung unjudged(String what, Fault fault, String permission) {
        return new Rung(List.of(), List.of(ALL.skipped(what, fault, permission)));
    }
}
