package io.drainguard.alarms;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.metrics.AlarmDefinition;
import io.drainguard.sim.metrics.AlarmState;
import io.drainguard.sim.metrics.CloudWatch;
import io.drainguard.sim.metrics.IngestionDelay;
import io.drainguard.sim.metrics.MetricName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The alarms of a template in several CloudWatches, one for each reading of what AWS's pages leave open. All of them
/// get the same numbers, and a promise must hold in all.
final class Watches {
    private static final List<CloudWatch.Reading> READINGS = List.of(
            new CloudWatch.Reading(0, true),
            new CloudWatch.Reading(2, true),
            new CloudWatch.Reading(5, false),
            new CloudWatch.Reading(2, false));

    private final InstantSource clock;
    private final List<CloudWatch> all;

    Watches(Template template, InstantSource clock) {
        this.clock = clock;
        this.all = READINGS.stream()
                .map(reading -> new CloudWatch(new IngestionDelay(7), reading))
                .toList();
        template.resources("AWS::CloudWatch::Alarm").forEach((id, alarm) -> {
            AlarmDefinition definition = AlarmDefinition.read(id, alarm.path("Properties"));
            all.forEach(watch -> watch.make(definition));
        });
    }

    /// Takes a line of the guard's log.
    void log(String line) {
        all.forEach(watch -> watch.log(line, clock.instant()));
    }

    /// Takes a number of AWS's own.
    void put(String namespace, String metric, String dimension, String value, double number) {
        putLate(namespace, metric, dimension, value, number, Duration.ZERO);
    }

    /// Takes a number that AWS tells so much later, of the minute in which it began.
    void putLate(String namespace, String metric, String dimension, String value, double number, Duration late) {
        Instant now = clock.instant();
        all.forEach(watch ->
                watch.put(MetricName.of(namespace, metric, Map.of(dimension, value)), now, number, now.plus(late)));
    }

    /// Evaluates every alarm.
    void evaluate() {
        all.forEach(watch -> watch.evaluate(clock.instant()));
    }

    // --- what rang ---

    /// The alarms that rang, whatever AWS's pages leave open.
    Set<String> rang() {
        Set<String> rang = new TreeSet<>();
        all.forEach(watch -> watch.history().stream()
                .filter(change -> change.to() == AlarmState.ALARM)
                .forEach(change -> rang.add(change.alarm())));
        return rang;
    }

    /// How often an alarm rang, at the most.
    long times(String alarm) {
        return all.stream()
                .mapToLong(watch -> watch.history().stream()
                        .filter(change -> change.alarm().equals(alarm) && change.to() == AlarmState.ALARM)
                        .count())
                .max()
                .orElseThrow();
    }

    /// The states of an alarm now.
    Set<AlarmState> states(String alarm) {
        Set<AlarmState> states = new TreeSet<>();
        all.forEach(watch -> states.add(watch.state(alarm)));
        return states;
    }

    /// Asserts that an alarm rang once in every reading, within so many minutes after a time.
    void assertRings(String alarm, Instant since, int minutes) {
        for (CloudWatch watch : all) {
            List<Instant> times = watch.history().stream()
                    .filter(change -> change.alarm().equals(alarm) && change.to() == AlarmState.ALARM)
                    .map(CloudWatch.Change::at)
                    .toList();
            assertThat(times).as("%s: %s", alarm, watch.history()).hasSize(1);
            assertThat(Duration.between(since, times.getFirst()))
                    .as("%s after %s", alarm, since)
                    .isBetween(Duration.ZERO, Duration.ofMinutes(minutes));
        }
    }
}
