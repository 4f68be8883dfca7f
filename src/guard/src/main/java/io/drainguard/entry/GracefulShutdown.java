package io.drainguard.entry;

import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// How the process ends: SIGTERM and SIGINT ask the work to stop, and what it has under way is finished first.
public final class GracefulShutdown {
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean asked;
    private volatile boolean well;

    private GracefulShutdown() {}

    /// Runs work until a signal asks it to stop; the process then ends with exit code 0.
    ///
    /// @param work is given what tells it to stop; it may take as long as it needs to
    public static void await(Consumer<BooleanSupplier> work) {
        GracefulShutdown ending = new GracefulShutdown();
        Runtime.getRuntime().addShutdownHook(new Thread(ending::ask, "stop"));
        try {
            work.accept(() -> ending.asked);
            ending.well = true;
        } finally {
            ending.over.countDown();
        }
    }

    /// A process that a signal ends has an exit code that tells the signal, unless it is halted by then.
    private void ask() {
        asked = true;
        try {
            over.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        if (well) {
            Runtime.getRuntime().halt(0);
        }
    }
}
