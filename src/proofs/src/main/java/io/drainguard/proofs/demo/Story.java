package io.drainguard.proofs.demo;

import static io.drainguard.proofs.demo.NodeEnding.RELEASED;
import static io.drainguard.proofs.demo.NodeEnding.RETAINED;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// What happens in the demo: the leaving nodes' queues, the template's parameters that differ, and what goes wrong.
@SuppressWarnings("ImmutableEnumChecker") // its map and its list cannot be changed
enum Story {
    DRAIN(
            "three nodes must go; two have data, which drains while they are held",
            Map.of(),
            InitialQueue.draining(90, 70, RELEASED),
            InitialQueue.draining(240, 150, RELEASED),
            InitialQueue.none(RELEASED)),
    EVENTS_LOST(
            "no event arrives, neither of terminations nor of ended looks: the schedule alone does it all, slower",
            Map.of(),
            InitialQueue.draining(90, 70, RELEASED),
            InitialQueue.draining(240, 150, RELEASED),
            InitialQueue.none(RELEASED)),
    AGENT_OFFLINE(
            "the Systems Manager agent of a node with data is away for three minutes: nobody can know, so it is held",
            Map.of(),
            InitialQueue.draining(240, 240, RELEASED),
            InitialQueue.draining(90, 70, RELEASED),
            InitialQueue.none(RELEASED)),
    MISTYPED_PATH(
            "Queues names a path that is not there: that is Unknown, never Empty; at the ceiling the group keeps all",
            Map.of("Queues", "/opt/cribl/stats/queues", "MaxHold", "150"),
            InitialQueue.stuck(90, RETAINED),
            InitialQueue.stuck(240, RETAINED),
            InitialQueue.none(RETAINED)),
    GUARD_KILLED(
            "the guard is killed while looks are under way, twice; the next call finds nodes and looks in AWS again",
            Map.of(),
            InitialQueue.draining(90, 70, RELEASED),
            InitialQueue.draining(240, 150, RELEASED),
            InitialQueue.none(RELEASED)),
    HOLD_FOREVER(
            "a queue never drains: at the ceiling (MaxHold, 150 s here) the group keeps the node, running",
            Map.of("MaxHold", "150"),
            InitialQueue.draining(90, 60, RELEASED),
            InitialQueue.stuck(240, RETAINED),
            InitialQueue.none(RELEASED)),
    DLC_FAILOVER(
            "the zone of a DLC is lost; its node is Unknown, the guard yields at 240 s, another one takes the state over",
            Map.of("WorkerGroup", "None")),
    DLC_HANDOVER(
            "the node of a DLC has to go: it releases its lease within seconds, and another one goes on",
            Map.of("WorkerGroup", "None")),
    DSIEM_SCALE_IN(
            "a dsiem cluster under load loses two frontends, a backend is replaced with overlap, every NATS server rolled",
            Map.of("WorkerGroup", "None")),
    DSIEM_GAP(
            "a backend of a dsiem cluster goes without overlap: what is published until another one is there is lost",
            Map.of("WorkerGroup", "None"));

    /// A call of the guard takes a tenth of a second on a small machine, which then counts as one.
    private static final int USUAL_SPEED = 10;

    /// Its load balancers let connections end for minutes.
    private static final int CLUSTER_SPEED = 30;

    /// What the nodes of a story are.
    enum Kind {
        /// Workers of the guard's own template, with queues.
        WORKERS,
        /// A DLC, whose state outlives its nodes.
        DLC,
        /// A dsiem cluster: frontends, NATS servers and backends.
        DSIEM
    }

    private final String sentence;
    private final Map<String, String> parameters;
    private final List<InitialQueue> loads;

    Story(String sentence, Map<String, String> parameters, InitialQueue... loads) {
        this.sentence = sentence;
        this.parameters = Map.copyOf(parameters);
        this.loads = List.of(loads);
    }

    String sentence() {
        return sentence;
    }

    /// Values of template parameters that are not the template's defaults.
    Map<String, String> parameters() {
        return parameters;
    }

    /// One for each node that leaves.
    List<InitialQueue> loads() {
        return loads;
    }

    /// What its nodes are.
    Kind kind() {
        return switch (this) {
            case DRAIN, EVENTS_LOST, AGENT_OFFLINE, MISTYPED_PATH, GUARD_KILLED, HOLD_FOREVER -> Kind.WORKERS;
            case DLC_FAILOVER, DLC_HANDOVER -> Kind.DLC;
            case DSIEM_SCALE_IN, DSIEM_GAP -> Kind.DSIEM;
        };
    }

    /// How many simulated seconds pass in a real one, unless somebody says otherwise.
    int speed() {
        return kind() == Kind.DSIEM ? CLUSTER_SPEED : USUAL_SPEED;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The story of that name.
    ///
    /// @throws IllegalArgumentException naming the ones there are
    static Story of(String word) {
        return Arrays.stream(values())
                .filter(story -> story.word().equals(word))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no story '" + word + "'; there are " + all()));
    }

    static String all() {
        return Arrays.stream(values()).map(Story::word).collect(Collectors.joining(", "));
    }
}
