package io.drainguard.sim.metrics;

/// Values that were put together: all that CloudWatch keeps of them (CloudWatch User Guide, cloudwatch_concepts,
/// Statistics).
public record StatisticSet(double sum, double minimum, double maximum, double count) {
    /// One number made of such a set.
    public enum Statistic {
        /// The sum of all values.
        SUM("Sum"),
        /// The lowest value.
        MINIMUM("Minimum"),
        /// The highest value.
        MAXIMUM("Maximum"),
        /// The sum divided by the number of values.
        AVERAGE("Average"),
        /// The number of values.
        SAMPLE_COUNT("SampleCount");

        private final String word;

        Statistic(String word) {
            this.word = word;
        }

        /// Returns the statistic that AWS spells so.
        public static Statistic of(String word) {
            for (Statistic statistic : values()) {
                if (statistic.word.equals(word)) {
                    return statistic;
                }
            }
            throw new IllegalArgumentException("no such statistic: '" + word + "'");
        }

        double of(StatisticSet set) {
            return switch (this) {
                case SUM -> set.sum;
                case MINIMUM -> set.minimum;
                case MAXIMUM -> set.maximum;
                case AVERAGE -> set.sum / set.count;
                case SAMPLE_COUNT -> set.count;
            };
        }
    }

    /// A single value.
    public static StatisticSet of(double value) {
        return new StatisticSet(value, value, value, 1);
    }

    /// Returns this set and another one together.
    public StatisticSet and(StatisticSet other) {
        return new StatisticSet(
                sum + other.sum,
                Math.min(minimum, other.minimum),
                Math.max(maximum, other.maximum),
                count + other.count);
    }
}
