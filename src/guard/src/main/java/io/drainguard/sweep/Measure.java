package io.drainguard.sweep;

/// A number that a sweep tells of itself, in all and for each group. The name and the unit of its metric stay the same
/// in every version of a major release.
///
/// What is not known is absent, never zero: a person reads zero bytes as nothing at risk.
public enum Measure {
    /// Nodes that wait.
    NODES_WAITING("NodesWaiting", Unit.COUNT, Rule.GAUGE),
    /// Waiting and retained nodes of which nothing is known now.
    NODES_UNKNOWN("NodesUnknown", Unit.COUNT, Rule.GAUGE),
    /// Waiting nodes of which nothing has been known for half an hour.
    NODES_CANNOT_LOOK("NodesCannotLook", Unit.COUNT, Rule.GAUGE),
    /// Waiting nodes whose data has not become less for half an hour.
    NODES_STALLED("NodesStalled", Unit.COUNT, Rule.GAUGE),
    /// Waiting nodes that have less than four hours, or a quarter of their ceiling, left.
    NODES_NEAR_CEILING("NodesNearCeiling", Unit.COUNT, Rule.GAUGE),
    /// Retained nodes.
    NODES_RETAINED("NodesRetained", Unit.COUNT, Rule.GAUGE),
    /// Nodes that only a person can help: retained, or at a ceiling where giving up would not keep them.
    NODES_TO_DECIDE("NodesToDecide", Unit.COUNT, Rule.GAUGE),
    /// Waiting nodes beyond the largest size of their group.
    NODES_ABOVE_MAX_SIZE("NodesAboveMaxSize", Unit.COUNT, Rule.GAUGE),
    /// Nodes that a person keeps on purpose, and that therefore count in no number that alarms.
    NODES_ACKNOWLEDGED("NodesAcknowledged", Unit.COUNT, Rule.GAUGE),
    /// Data files on waiting and retained nodes, as far as they are known.
    PENDING_FILES("PendingFiles", Unit.COUNT, Rule.SUM),
    /// Their bytes.
    PENDING_BYTES("PendingBytes", Unit.BYTES, Rule.SUM),
    /// Nodes whose data these two leave out.
    NODES_NOT_COUNTED("NodesNotCounted", Unit.COUNT, Rule.GAUGE),
    /// The shortest time to the ceiling of a waiting node.
    SECONDS_TO_CEILING("SecondsToCeiling", Unit.SECONDS, Rule.LEAST),
    /// The longest time for which a waiting or retained node has been held.
    OLDEST_HOLD("OldestHold", Unit.SECONDS, Rule.MOST),
    /// By how much the data of waiting nodes becomes less in a second, below zero if it grows.
    DRAIN_RATE("DrainRate", Unit.BYTES_PER_SECOND, Rule.SUM),
    /// Answers that were Empty.
    LOOKS_EMPTY("LooksEmpty", Unit.COUNT, Rule.COUNTER),
    /// Answers that were Pending.
    LOOKS_PENDING("LooksPending", Unit.COUNT, Rule.COUNTER),
    /// Answers that were Unknown, and looks without an answer.
    LOOKS_UNKNOWN("LooksUnknown", Unit.COUNT, Rule.COUNTER),
    /// Nodes released because they were Empty.
    RELEASED_EMPTY("ReleasedEmpty", Unit.COUNT, Rule.COUNTER),
    /// Nodes released because an operator asked for it.
    RELEASED_BY_OPERATOR("ReleasedByOperator", Unit.COUNT, Rule.COUNTER),
    /// Nodes released because their instances had ended.
    RELEASED_ENDED("ReleasedEnded", Unit.COUNT, Rule.COUNTER),
    /// Nodes released because their products had never started.
    RELEASED_UNSTARTED("ReleasedUnstarted", Unit.COUNT, Rule.COUNTER),
    /// Nodes released at their ceiling because their groups yield.
    RELEASED_YIELDING("ReleasedYielding", Unit.COUNT, Rule.COUNTER),
    /// Nodes given up at the ceiling.
    GIVEN_UP("GivenUp", Unit.COUNT, Rule.COUNTER),
    /// Retained nodes that were terminated through their group.
    RETAINED_TERMINATED("RetainedTerminated", Unit.COUNT, Rule.COUNTER),
    /// Nodes whose volumes should outlive them and do not.
    PROTECTION_FAILURES("ProtectionFailures", Unit.COUNT, Rule.COUNTER),
    /// Attempts of calls to AWS.
    API_CALLS("ApiCalls", Unit.COUNT, Rule.SUM),
    /// Those that AWS refused for coming too often.
    API_THROTTLES("ApiThrottles", Unit.COUNT, Rule.COUNTER),
    /// How long the sweep took.
    SWEEP_SECONDS("SweepSeconds", Unit.SECONDS, Rule.MOST);

    /// A unit that CloudWatch knows (CloudWatch API Reference, MetricDatum).
    public enum Unit {
        /// A number of things.
        COUNT("Count"),
        /// Bytes.
        BYTES("Bytes"),
        /// Seconds.
        SECONDS("Seconds"),
        /// Bytes in a second.
        BYTES_PER_SECOND("Bytes/Second");

        private final String text;

        Unit(String text) {
            this.text = text;
        }

        /// Returns the unit as CloudWatch spells it.
        public String text() {
            return text;
        }
    }

    /// How several numbers come together, and what no number means.
    enum Rule {
        /// A sum that a whole sweep always knows: none is zero.
        GAUGE,
        /// A sum that is absent where nothing was counted.
        SUM,
        /// The smallest.
        LEAST,
        /// The largest.
        MOST,
        /// A sum of what happened, which is not worth a line while nothing does.
        COUNTER
    }

    private final String metric;
    private final Unit unit;
    private final Rule rule;

    Measure(String metric, Unit unit, Rule rule) {
        this.metric = metric;
        this.unit = unit;
        this.rule = rule;
    }

    /// Returns the name of its metric.
    public String metric() {
        return metric;
    }

    /// Returns its unit.
    public Unit unit() {
        return unit;
    }

    boolean isGauge() {
        return rule == Rule.GAUGE;
    }

    boolean isCounter() {
        return rule == Rule.COUNTER;
    }

    long merge(long one, long other) {
        return switch (rule) {
            case GAUGE, SUM, COUNTER -> one + other;
            case LEAST -> Math.min(one, other);
            case MOST -> Math.max(one, other);
        };
    }
}
