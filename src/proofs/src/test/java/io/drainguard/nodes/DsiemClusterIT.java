package io.drainguard.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.dsiem.Event;
import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// What a dsiem cluster loses and what it keeps, counted: real NATS servers, and frontends and backends that are the
/// stand-in, or with `-Ddsiem=PATH` dsiem's own binary. Both must show the same: nothing, or something, is lost.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Execution(ExecutionMode.CONCURRENT)
final class DsiemClusterIT {
    private static final Path FOLDER = Path.of(System.getProperty("nodes.folder", "src/proofs/target/nodes"), "dsiem")
            .toAbsolutePath();

    private static final String ONE = "backend-01";
    private static final String TWO = "backend-02";

    private final Losses losses = new Losses();

    @BeforeEach
    void natsServerIsInstalled() {
        Tools.assumeInstalled("nats-server");
    }

    @AfterAll
    void tellFigures() throws IOException {
        losses.tell(FOLDER.resolve("figures.txt"));
    }

    @Test
    void scaleInAt800EventsASecond_losesNothing_defaultQueueDoesWithoutIt() throws IOException {
        try (DsiemLab lab = new DsiemLab(FOLDER.resolve("scale-in"), 1, 4)) {
            DsiemProcess unbounded = lab.backend(ONE, DsiemLab.UNBOUNDED);
            DsiemProcess bounded = lab.backend(ONE, Map.of());
            Posts posts = lab.posts();
            List<DsiemProcess> frontends = lab.frontends();
            CompletableFuture<Void> sent = posts.send(load(1_000), 800);
            Waiting.pause(Duration.ofMillis(1_200));
            frontends.get(3).terminate();
            Waiting.pause(Duration.ofMillis(1_200));
            frontends.get(2).kill();
            Waiting.pause(Duration.ofMillis(800));
            posts.leaveOut(frontends.get(1));
            Waiting.pause(Duration.ofMillis(300));
            frontends.get(1).terminate();
            sent.join();

            Set<String> lost = without(posts.accepted(), lab.published());
            Set<String> unseen = DsiemLab.missing(unbounded, posts.accepted(), ONE, 1);
            Set<String> skipped = DsiemLab.missing(bounded, posts.accepted(), ONE, 1);
            losses.note("frontends: SIGTERM, SIGKILL, and one out of service first", "800/s", 4_000, lost.size(), "");
            losses.note("default queue, nothing terminated", "800/s", 1_000, skipped.size(), "stage-1 alarms");
            losses.note("DSIEM_MAXQUEUE=0", "800/s", 1_000, unseen.size(), "stage-1 alarms");
            assertThat(posts.accepted()).hasSize(4_000);
            assertThat(lost).isEmpty();
            assertThat(unseen).isEmpty();
            assertThat(skipped).isNotEmpty();
        }
    }

    /// Two events of each source for each of two backends' directives: a quarter of them opens a correlation.
    private static List<Event> load(int sources) {
        List<Event> events = new ArrayList<>();
        for (int source = 0; source < sources + LAG; source++) {
            for (String node : List.of(ONE, TWO)) {
                if (source < sources) events.add(DsiemLab.event(node, "load", source, 1));
                if (source >= LAG) events.add(DsiemLab.event(node, "load", source - LAG, 2));
            }
        }
        return events;
    }

    private static final int LAG = 200;

    @Test
    void backendRestart_losesTheGapAndEveryOpenCorrelation() throws IOException {
        try (DsiemLab lab = new DsiemLab(FOLDER.resolve("gap"), 1, 2)) {
            DsiemProcess restarted = lab.backend(ONE, DsiemLab.UNBOUNDED);
            DsiemProcess other = lab.backend(TWO, DsiemLab.UNBOUNDED);
            Posts posts = lab.posts();
            send(posts, 300, DsiemLab.events(ONE, "open", 0, 300, 1), DsiemLab.events(TWO, "open", 0, 300, 1));
            assertThat(DsiemLab.missing(restarted, posts.accepted(), ONE, 1)).isEmpty();

            Posts stream = lab.posts();
            CompletableFuture<Void> sent = stream.send(mixed("gap", 600), 300);
            Waiting.pause(Duration.ofSeconds(1));
            int listening = lab.listeners();
            Set<String> before = lab.published();
            Duration took = restarted.terminate();
            Waiting.pause(Duration.ofMillis(1_500));
            restarted.start();
            lab.awaitListeners(listening);
            Set<String> away = without(lab.published(), before);
            sent.join();
            send(posts, 300, DsiemLab.events(ONE, "open", 0, 300, 2), DsiemLab.events(TWO, "open", 0, 300, 2));

            Set<String> unseen = DsiemLab.missing(restarted, stream.accepted(), ONE, 1);
            Set<String> ended = DsiemLab.missing(restarted, posts.accepted(), ONE, 2);
            losses.note("backend SIGTERM, away for 2 s", "300/s", 600, unseen.size(), "dies in " + took.toMillis()
                    + " ms; started " + restarted.starts() + " times");
            losses.note("the other backend meanwhile", "300/s", 600, DsiemLab.missing(other, stream.accepted(), TWO, 1)
                    .size(), "");
            losses.note("open correlations of that backend", "", 300, ended.size(), "correlations");
            assertThat(unseen).isNotEmpty().isSubsetOf(away);
            assertThat(DsiemLab.missing(other, stream.accepted(), TWO, 1)).isEmpty();
            assertThat(ended).hasSize(300);
            assertThat(DsiemLab.missing(other, posts.accepted(), TWO, 2)).isEmpty();
        }
    }

    /// First events of as many sources for each backend, in turn.
    private static List<Event> mixed(String run, int sources) {
        List<Event> events = new ArrayList<>();
        for (int source = 0; source < sources; source++) {
            events.add(DsiemLab.event(ONE, run, source, 1));
            events.add(DsiemLab.event(TWO, run, source, 1));
        }
        return events;
    }

    @SafeVarargs
    private static void send(Posts posts, int rate, List<Event>... several) {
        for (List<Event> events : several) posts.send(events, rate * several.length).join();
    }

    @Test
    void singleNatsAway_losesEventsThatWereAnswered200() throws IOException {
        try (DsiemLab lab = new DsiemLab(FOLDER.resolve("one-nats"), 1, 2)) {
            DsiemProcess one = lab.backend(ONE, DsiemLab.UNBOUNDED);
            DsiemProcess two = lab.backend(TWO, DsiemLab.UNBOUNDED);
            int listening = lab.listeners();
            Posts posts = lab.posts();
            CompletableFuture<Void> sent = posts.send(mixed("away", 1_200), 300);
            Waiting.pause(Duration.ofSeconds(1));
            lab.nats().getFirst().terminate();
            Waiting.pause(Duration.ofSeconds(3));
            lab.nats().getFirst().start();
            sent.join();
            lab.awaitListeners(listening);

            Set<String> lost = new HashSet<>(DsiemLab.missing(one, posts.accepted(), ONE, 1));
            lost.addAll(DsiemLab.missing(two, posts.accepted(), TWO, 1));
            losses.note("single NATS away for 3 s", "300/s", 2_400, lost.size(), "answers " + posts.statuses());
            assertThat(posts.statuses()).containsExactly(Map.entry(200, 2_400));
            assertThat(lost).isNotEmpty();
        }
    }

    @Test
    void clusteredNatsAndOverlap_loseNothing() throws IOException {
        try (DsiemLab lab = new DsiemLab(FOLDER.resolve("overlap"), 3, 2)) {
            DsiemProcess old = lab.backend(ONE, DsiemLab.UNBOUNDED);
            overlap(lab, old);
        }
    }

    private void overlap(DsiemLab lab, DsiemProcess old) throws IOException {
        Posts posts = lab.posts();
        List<Event> stream = DsiemLab.events(ONE, "stream", 0, 1_500, 1);
        posts.send(DsiemLab.events(ONE, "early", 0, 150, 1), 300).join();
        CompletableFuture<Void> sent = posts.send(stream, 300);
        Waiting.pause(Duration.ofMillis(700));
        DsiemProcess successor = lab.backend(ONE, DsiemLab.UNBOUNDED);
        posts.send(DsiemLab.events(ONE, "late", 0, 150, 1), 300).join();
        posts.send(DsiemLab.events(ONE, "early", 0, 150, 2), 300).join();
        assertThat(DsiemLab.missing(old, posts.accepted(), ONE, 2)).isEmpty();
        old.terminate();
        posts.send(DsiemLab.events(ONE, "late", 0, 150, 2), 300).join();
        sent.join();

        Set<String> byNeither = DsiemLab.missing(successor, posts.accepted(), ONE, 1);
        byNeither.removeAll(old.events(1));
        Set<String> byBoth = old.events(1);
        byBoth.retainAll(successor.events(1));
        Set<String> unfinished = DsiemLab.missing(successor, posts.accepted(), ONE, 2);
        unfinished.removeAll(old.events(2));
        losses.note("overlap: seen by neither", "300/s", 1_800, byNeither.size(), "seen by both " + byBoth.size());
        losses.note("overlap: correlations", "", 300, unfinished.size(), "");
        assertThat(byNeither).isEmpty();
        assertThat(unfinished).isEmpty();
        assertThat(byBoth).isNotEmpty();
    }

    @Test
    void rollOfAllNatsServers_losesNothing() throws IOException {
        try (DsiemLab lab = new DsiemLab(FOLDER.resolve("roll"), 3, 2)) {
            DsiemProcess one = lab.backend(ONE, DsiemLab.UNBOUNDED);
            DsiemProcess two = lab.backend(TWO, DsiemLab.UNBOUNDED);
            Posts posts = lab.posts();
            boolean[] isDone = {false};
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> {
                for (int block = 0; !isDone[0]; block++) posts.send(mixed("roll" + block, 75), 300).join();
            });
            for (NatsServer server : lab.nats()) {
                lab.addNats();
                lab.retire(server);
            }
            Waiting.pause(Duration.ofSeconds(1));
            isDone[0] = true;
            sent.join();

            Set<String> lost = without(posts.accepted(), lab.published());
            Set<String> unseen = DsiemLab.missing(one, posts.accepted(), ONE, 1);
            unseen.addAll(DsiemLab.missing(two, posts.accepted(), TWO, 1));
            losses.note("three NATS servers replaced", "300/s", posts.accepted().size(), unseen.size(),
                    lost.size() + " not seen by the subscriber");
            assertThat(unseen).isEmpty();
            assertThat(lost).isEmpty();
        }
    }

    private static Set<String> without(Set<String> all, Set<String> some) {
        Set<String> rest = new HashSet<>(all);
        rest.removeAll(some);
        return rest;
    }
}
