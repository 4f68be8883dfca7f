package io.drainguard.proofs.demo;

import io.drainguard.proofs.Built;
import io.drainguard.sim.world.LifecycleState;
import io.drainguard.sim.world.Site;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// An account that stays up after the story, so that the command line can be tried on it. It runs in real time, since
/// the command line reads the machine's clock: a node is retained, and another one waits while it drains. When the
/// latter has gone, one more follows, as long as there are any.
final class KeptAccount {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration FIRST_SWEEP = Duration.ofMinutes(2);
    private static final int FILES = 240;
    private static final int MINUTE = 60;

    /// Slow enough to be watched.
    private static final int DRAIN = 45 * MINUTE;

    private static final List<InitialQueue> LOADS = List.of(
            InitialQueue.stuck(FILES, NodeEnding.RETAINED), InitialQueue.draining(FILES, DRAIN, NodeEnding.RELEASED));

    /// Those that leave, one that stays, and some that follow.
    private static final int NODES = 12;

    private final DemoEnvironment stage;
    private final Table table;
    private final CountDownLatch end;
    private @Nullable String waiting;

    private KeptAccount(DemoEnvironment stage, Table table, CountDownLatch end) {
        this.stage = stage;
        this.table = table;
        this.end = end;
        this.waiting = List.copyOf(stage.queues().keySet()).getLast();
    }

    /// Its stage, to be closed by the caller.
    ///
    /// @param template the template
    static DemoEnvironment open(Edition edition, Path template, FunctionPackage code, Table table) throws IOException {
        return DemoEnvironment.openKept(
                edition, Deployment.of(template, Story.DRAIN, NODES), LOADS, code, new JournalListener(table));
    }

    /// Keeps it up for so long.
    ///
    /// @param end ends it early
    static void stay(DemoEnvironment stage, Table table, Duration bound, CountDownLatch end)
            throws InterruptedException {
        stage.guard().awaitFirstSweep(FIRST_SWEEP);
        KeptAccount account = new KeptAccount(stage, table, end);
        account.explain(bound);
        account.stay(bound);
    }

    private void stay(Duration bound) throws InterruptedException {
        table.header(stage.time().now());
        long until = System.nanoTime() + bound.toNanos();
        while (System.nanoTime() < until && !end.await(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
            turn();
        }
        table.line("The account ends.");
    }

    private void turn() {
        String last = waiting;
        if (last != null && hasLeft(last)) {
            waiting = stage.oneMore(FILES, Duration.ofSeconds(DRAIN));
            table.note(
                    stage.time().now(),
                    last + " waits no more; " + (waiting == null ? "there is no other" : "the next one is " + waiting));
        }
        table.settle();
    }

    private boolean hasLeft(String node) {
        LifecycleState state = stage.shared().ask(world -> world.instance(node).state());
        return switch (state) {
            case IN_SERVICE, TERMINATING, TERMINATING_WAIT -> false;
            default -> true;
        };
    }

    private void explain(Duration bound) {
        String drainguard = "  java -jar " + Built.COMMAND_LINE_JAR + " ";
        String account = " --endpoint-url " + stage.endpoint();
        table.line("");
        table.line("A second account stays up, in real time, for " + bound.toMinutes()
                + " min or until Ctrl-C: 12 min ago one node was retained, and");
        table.line(
                "another one waits while it drains. Try the command line on it, in another terminal in this folder:");
        table.line("");
        table.line("  export AWS_ACCESS_KEY_ID=demo AWS_SECRET_ACCESS_KEY=demo AWS_REGION=" + Site.EXAMPLE.region());
        table.line(drainguard + "status" + account);
        table.line(drainguard + "status --watch" + account);
        table.line(drainguard + "hold " + waiting + account);
        table.line(drainguard + "release " + waiting + account);
        table.line("");
    }
}
