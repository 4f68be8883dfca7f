package io.drainguard.sim.metrics;

import io.drainguard.sim.metrics.AlarmRule.Point;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Takes metrics, and tells the states of the alarms on them.
///
/// "For any period of one minute or longer, an alarm is evaluated every minute", on the periods that end with that
/// minute (Alarms, evaluating an alarm), so the caller calls [#evaluate] once a minute, at whatever second.
public final class CloudWatch {
    private final MetricStore metrics = new MetricStore();
    private final Map<AlarmDefinition, AlarmState> alarms = new LinkedHashMap<>();
    private final List<Change> history = new ArrayList<>();
    private final IngestionDelay delay;
    private final Reading reading;

    /// What AWS's pages leave open.
    ///
    /// @param extra the evaluation range has so many points more than the alarm's evaluation periods: two in the
    ///     examples of the page, which does not say how many there are for other periods
    /// @param fillsNothing whether `FILL` fills a series without any point
    public record Reading(int extra, boolean fillsNothing) {
        /// As in the examples of the page.
        public static final Reading AS_IN_THE_EXAMPLES = new Reading(2, true);
    }

    /// An alarm took another state. Its actions are done now and not again while it keeps that state (Alarms, alarm
    /// actions).
    public record Change(String alarm, AlarmState from, AlarmState to, Instant at) {}

    /// A CloudWatch whose values take as long as these delays.
    public CloudWatch(IngestionDelay delay, Reading reading) {
        this.delay = delay;
        this.reading = reading;
    }

    /// Takes a line of a log at the time it is written. All metrics of a line come in together.
    public void log(String line, Instant now) {
        List<EmbeddedMetrics.Value> values = EmbeddedMetrics.of(line);
        if (!values.isEmpty()) {
            Instant readable = now.plus(delay.next());
            values.forEach(value -> metrics.put(value.metric(), value.at(), value.value(), readable));
        }
    }

    /// Takes a value of a service's own metric, or one of PutMetricData.
    ///
    /// @param at the time that the value speaks of; a service may tell it later
    public void put(MetricName metric, Instant at, double value, Instant now) {
        metrics.put(metric, at, value, now.plus(delay.next()));
    }

    /// Makes an alarm.
    public void make(AlarmDefinition alarm) {
        alarms.put(alarm, AlarmState.INSUFFICIENT_DATA);
    }

    /// Evaluates every alarm.
    public void evaluate(Instant now) {
        alarms.replaceAll((alarm, state) -> {
            AlarmState next = new AlarmRule(alarm.evaluationPeriods(), alarm.datapointsToAlarm(), alarm.missing())
                    .state(points(alarm, now), state);
            if (next != state) {
                history.add(new Change(alarm.name(), state, next, now));
            }
            return next;
        });
    }

    /// The state of an alarm.
    public AlarmState state(String alarm) {
        return alarms.entrySet().stream()
                .filter(entry -> entry.getKey().name().equals(alarm))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseThrow();
    }

    /// Each change of a state so far.
    public List<Change> history() {
        return List.copyOf(history);
    }

    /// The metrics that came in.
    public MetricStore metrics() {
        return metrics;
    }

    private Point[] points(AlarmDefinition alarm, Instant now) {
        Instant end = now.truncatedTo(ChronoUnit.MINUTES);
        Duration period = alarm.period();
        int range = alarm.evaluationPeriods() + reading.extra();
        MathValue value = value(
                alarm, alarm.result(), stat -> metrics.read(stat.metric(), stat.statistic(), period, end, range, now));
        if (!(value instanceof Series series)) {
            throw new MathExpression.Invalid(alarm.name() + " must watch one time series, and watches " + value);
        }
        Point[] points = new Point[range];
        for (int point = 0; point < range; point++) {
            points[point] = series.isMissing(point)
                    ? Point.MISSING
                    : alarm.breaches().test(series.at(point)) ? Point.BREACHING : Point.WITHIN;
        }
        return points;
    }

    /// Reads one metric of an alarm.
    private interface Read {
        Series of(MetricQuery.Stat stat);
    }

    private MathValue value(AlarmDefinition alarm, String id, Read read) {
        return switch (alarm.query(id)) {
            case MetricQuery.Stat stat -> read.of(stat);
            case MetricQuery.Expression(var name, var expression) ->
                expression.value(other -> value(alarm, other, read), reading.fillsNothing());
        };
    }
}
