package io.drainguard.sim.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.sim.metrics.CloudWatch.Reading;
import io.drainguard.sim.metrics.StatisticSet.Statistic;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Metrics that come in, and alarms that are evaluated each minute.
class CloudWatchTest {
    private static final Instant START = Instant.parse("2026-01-01T09:00:00Z");
    private static final MetricName METRIC = MetricName.of("Shop", "Orders", Map.of("Till", "1"));

    private final CloudWatch watch = new CloudWatch(new IngestionDelay(1), Reading.AS_IN_THE_EXAMPLES);

    @Test
    void valueOfALogLine_countsForTheMinuteOfItsTimeStampAndEachDimensionSet() {
        watch.log(line("[[\"Till\"],[\"Till\",\"Street\"],[]]", "3", START.plusSeconds(59)), START.plusSeconds(60));

        assertThat(watch.metrics().names())
                .containsExactlyInAnyOrder(
                        METRIC,
                        MetricName.of("Shop", "Orders", Map.of("Till", "1", "Street", "Main")),
                        MetricName.of("Shop", "Orders", Map.of()));
        assertThat(read(Statistic.SUM, 60, 2, 2)).isEqualTo(Series.of(3, Double.NaN));
    }

    @ParameterizedTest
    @CsvSource({"SUM, 12", "MAXIMUM, 6", "MINIMUM, 2", "AVERAGE, 4", "SAMPLE_COUNT, 3"})
    void valuesOfAPeriod_areOneNumber(Statistic statistic, double value) {
        watch.log(line("[[\"Till\"]]", "[2, 6]", START), START);
        watch.put(METRIC, START.plusSeconds(130), 4, START.plusSeconds(130));

        assertThat(read(statistic, 300, 5, 1)).isEqualTo(Series.of(value));
    }

    @Test
    void lateValue_cannotBeReadBeforeItIsThere() {
        watch.put(METRIC, START, 1, START.plus(Duration.ofMinutes(3)));

        assertThat(watch.metrics()
                        .read(METRIC, Statistic.SUM, Duration.ofMinutes(1), minute(1), 1, minute(3))
                        .isEmpty())
                .isTrue();
        assertThat(watch.metrics()
                        .read(METRIC, Statistic.SUM, Duration.ofMinutes(1), minute(1), 1, minute(6))
                        .isEmpty())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "not json",
        "{\"Orders\":1}",
        "'{\"_aws\":{\"CloudWatchMetrics\":[{\"Namespace\":\"Shop\",\"Dimensions\":[[]],\"Metrics\":[{\"Name\":\"Orders\"}]}]},\"Orders\":1}'",
        "'{\"_aws\":{\"Timestamp\":1,\"CloudWatchMetrics\":[{\"Namespace\":\"Shop\",\"Dimensions\":[[\"Till\"]],\"Metrics\":[{\"Name\":\"Orders\"}]}]},\"Orders\":1}'",
        "'{\"_aws\":{\"Timestamp\":1,\"CloudWatchMetrics\":[{\"Namespace\":\"Shop\",\"Dimensions\":[[\"Till\"]],\"Metrics\":[{\"Name\":\"Orders\"}]}]},\"Orders\":1,\"Till\":1}'",
        "'{\"_aws\":{\"Timestamp\":1,\"CloudWatchMetrics\":[{\"Namespace\":\"Shop\",\"Dimensions\":[[]],\"Metrics\":[{\"Name\":\"Orders\"}]}]},\"Orders\":\"1\"}'"
    })
    void lineThatBreaksTheFormat_hasNoMetrics(String line) {
        assertThat(EmbeddedMetrics.of(line)).isEmpty();
    }

    @Test
    void delays_areTheSameForASeedAndTwoMinutesAtTheMost() {
        IngestionDelay one = new IngestionDelay(7);
        IngestionDelay two = new IngestionDelay(7);
        Duration longest = Duration.ZERO;
        for (int draw = 0; draw < 1_000; draw++) {
            Duration delay = one.next();
            assertThat(delay).isEqualTo(two.next()).isBetween(Duration.ofSeconds(2), Duration.ofMinutes(2));
            longest = delay.compareTo(longest) > 0 ? delay : longest;
        }
        assertThat(longest).isGreaterThan(Duration.ofMinutes(1));
    }

    @Test
    void newAlarm_hasInsufficientDataAndActsOnlyWhenItsStateChanges() throws Exception {
        watch.make(alarm("breaching", 1, 1));
        assertThat(watch.state("Orders")).isEqualTo(AlarmState.INSUFFICIENT_DATA);

        watch.evaluate(minute(1));
        watch.evaluate(minute(2));

        assertThat(watch.state("Orders")).isEqualTo(AlarmState.ALARM);
        assertThat(watch.history()).hasSize(1);
    }

    /// "CloudWatch alarms might repeatedly re-evaluate the last set of data points for a period of time after the
    /// metric has stopped flowing."
    @Test
    void metricThatStops_isSeenForSomeMinutesMore() throws Exception {
        watch.make(alarm("breaching", 1, 1));
        watch.put(METRIC, START, 5, START);

        for (int minute = 1; minute <= 3; minute++) {
            watch.evaluate(minute(minute).plusSeconds(30));
            assertThat(watch.state("Orders")).isEqualTo(AlarmState.OK);
        }
        watch.evaluate(minute(4).plusSeconds(30));
        assertThat(watch.state("Orders")).isEqualTo(AlarmState.ALARM);
    }

    @Test
    void alarmOnAnExpression_isReadAsCloudFormationHasIt() throws Exception {
        JsonNode properties = new ObjectMapper().readTree("""
                {"Metrics": [
                   {"Id": "few", "Expression": "IF(FILL(orders, 0) < limit, 1, 0)"},
                   {"Id": "limit", "ReturnData": false, "Expression": "FILL(orders, 0) * 0 + 2"},
                   {"Id": "orders", "ReturnData": false, "MetricStat": {"Stat": "Sum", "Period": 60, "Metric":
                     {"Namespace": "Shop", "MetricName": "Orders", "Dimensions": [{"Name": "Till", "Value": "1"}]}}}],
                 "EvaluationPeriods": 3, "DatapointsToAlarm": 2, "Threshold": 1,
                 "ComparisonOperator": "GreaterThanOrEqualToThreshold"}""");
        AlarmDefinition alarm = AlarmDefinition.read("few", properties);
        assertThat(alarm.datapointsToAlarm()).isEqualTo(2);
        watch.make(alarm);
        watch.put(METRIC, START, 2, START);
        watch.put(METRIC, minute(1), 2, minute(1));

        watch.evaluate(minute(2).plusSeconds(50));
        assertThat(watch.state("few")).isEqualTo(AlarmState.OK);

        watch.evaluate(minute(4).plusSeconds(50));
        assertThat(watch.state("few")).isEqualTo(AlarmState.ALARM);
    }

    @Test
    void alarmThatWatchesTwoEntries_isRefused() throws Exception {
        JsonNode properties = new ObjectMapper()
                .readTree(
                        "{\"Metrics\": [{\"Id\": \"a\", \"Expression\": \"1\"}, {\"Id\": \"b\", \"Expression\": \"1\"}]}");

        assertThatThrownBy(() -> AlarmDefinition.read("two", properties)).hasMessageContaining("[a, b]");
    }

    private static AlarmDefinition alarm(String missing, int periods, int datapoints) throws Exception {
        return AlarmDefinition.read("Orders", new ObjectMapper().readTree("""
                        {"Namespace": "Shop", "MetricName": "Orders", "Dimensions": [{"Name": "Till", "Value": "1"}],
                         "Statistic": "Sum", "Period": 60, "EvaluationPeriods": %d, "DatapointsToAlarm": %d,
                         "Threshold": 1, "ComparisonOperator": "LessThanThreshold", "TreatMissingData": "%s"}""".formatted(periods, datapoints, missing)));
    }

    private Series read(Statistic statistic, int seconds, int minutes, int points) {
        return watch.metrics()
                .read(METRIC, statistic, Duration.ofSeconds(seconds), minute(minutes), points, minute(60));
    }

    private static Instant minute(int minute) {
        return START.plus(Duration.ofMinutes(minute));
    }

    private static String line(String dimensions, String value, Instant at) {
        return "{\"Till\":\"1\",\"Street\":\"Main\",\"Orders\":" + value + ",\"_aws\":{\"Timestamp\":"
                + at.toEpochMilli() + ",\"CloudWatchMetrics\":[{\"Namespace\":\"Shop\",\"Dimensions\":" + dimensions
                + ",\"Metrics\":[{\"Name\":\"Orders\",\"Unit\":\"Count\"}]}]}}";
    }
}
