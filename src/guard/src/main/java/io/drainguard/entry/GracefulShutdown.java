package io.drainguard.entry;

import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Ends the process in an orderly way: SIGTERM and SIGINT ask the work to stop, and the work first finishes what it has
/// begun.
public final class GracefulShutdown {
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean asked;
    private volatile boolean well;

    private GracefulShutdown() {}

    /// Runs work until a signal asks it to stop; the process then ends with exit code 0.
    ///
    /// @param work receives the supplier that tells it to stop; it may take as long as it needs to stop
    public static void await(Consumer<BooleanSupplier> work) {
        GracefulShutdown shutdown = new GracefulShutdown();
        Runtime.getRuntime().addShutdownHook(new Thread(shutdown::ask, "stop"));
        try {
            work.accept(() -> shutdown.asked);
            shutdown.well = true;
        } finally {
            shutdown.over.countDown();
        }
    }

    /// Halts the process after the work has ended, because the JVM otherwise gives a process that a signal ends
    /// the exit code of that signal.
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
