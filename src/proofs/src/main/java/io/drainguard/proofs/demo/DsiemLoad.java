package io.drainguard.proofs.demo;

import io.drainguard.sim.time.SimTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.SplittableRandom;

/// Numbered events, posted to frontends by turns. Every fifth is for the directive of one node: a source sends a first
/// event and seconds later a second one, which make an alarm. The rest is for nobody. What no frontend takes is posted
/// again, as Logstash does.
final class DsiemLoad {
    /// The plugin of the first node's directive; those of the others follow.
    static final int PLUGIN = 1001;

    /// 40 events a second: a show of minutes on two cores, and not the 800 that were measured.
    private static final Duration PACE = Duration.ofMillis(25);

    private static final int SHARE = 5;
    private static final Duration SHORTEST = Duration.ofSeconds(5);
    private static final int SPREAD_SECONDS = 15;
    private static final int NOBODYS = 9_999;

    private final SimTime time;
    private final DsiemCluster cluster;
    private final SplittableRandom random;
    private final List<Deque<Open>> open;
    private int number;
    private int sources;
    private boolean ends;

    /// @param due when its second event is sent
    private record Open(String source, Instant due) {}

    DsiemLoad(DsiemCluster cluster, SplittableRandom random) {
        this.time = cluster.time();
        this.cluster = cluster;
        this.random = random;
        this.open = cluster.nodes().stream()
                .<Deque<Open>>map(_ -> new ArrayDeque<>())
                .toList();
        time.after(PACE, this::next);
    }

    /// From now on no source sends a first event.
    void end() {
        ends = true;
    }

    /// Whether every source has sent both, so that nothing more comes.
    boolean isOver() {
        return ends && open.stream().allMatch(Deque::isEmpty);
    }

    private void next() {
        if (isOver()) {
            return;
        }
        int share = number % SHARE;
        boolean taken = share < open.size() ? pair(share) : ends || post(NOBODYS, 1, source(number));
        number += taken ? 1 : 0;
        time.after(PACE, this::next);
    }

    /// The event of a node's directive: the second of the source that is due, or else the first of another one.
    private boolean pair(int which) {
        Deque<Open> waiting = open.get(which);
        String node = cluster.nodes().get(which);
        Open oldest = waiting.peek();
        if (oldest != null && !time.now().isBefore(oldest.due())) {
            if (post(PLUGIN + which, 2, oldest.source())) {
                cluster.tally().closed(oldest.source(), number);
                waiting.remove();
                return true;
            }
            return false;
        }
        if (ends) {
            return true;
        }
        String source = source(sources);
        if (!post(PLUGIN + which, 1, source)) {
            return false;
        }
        cluster.tally().opened(source, node, number);
        sources++;
        waiting.add(new Open(source, time.now().plus(SHORTEST).plusSeconds(random.nextInt(SPREAD_SECONDS))));
        return true;
    }

    private boolean post(int plugin, int stage, String source) {
        byte[] event =
                DsiemTally.event(number, time.now(), plugin, stage, source).bytes();
        boolean accepted = cluster.post(number, event);
        if (accepted) {
            cluster.tally().accepted(number);
        }
        return accepted;
    }

    private static String source(int number) {
        return "10.%d.%d.%d".formatted(1 + number / 65_536, number / 256 % 256, number % 256);
    }
}
