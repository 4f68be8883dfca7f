package io.drainguard.fuzz;

import com.sun.management.ThreadMXBean;
import io.drainguard.proofs.EveryCore;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/// Plays a reading with seed after seed, on all processors, within bounds.
///
/// Time is real here: how long a reading takes is what is asked.
///
/// @param <I> what is read
/// @param <O> what a reading answers
public final class Fuzz<I, O> {
    /// How many inputs each reading takes.
    private static final long INPUTS = Long.getLong("fuzz.inputs", 1_000_000);

    /// No input may take longer. The slowest take milliseconds; the rest is for machines that do other things as well.
    private static final Duration SLOWEST = Duration.ofSeconds(1);

    /// Bytes a reading may allocate for an input of any size, and for each of its characters or bytes in addition.
    private static final long BASE = 2 << 20;

    private static final long EACH = 64;

    /// What reading half of all inputs may leave behind: nothing, but a heap is never quite at rest.
    private static final long LEFT_BEHIND = 8 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Reading<I, O> reading;
    private final Map<String, LongAdder> kinds = new ConcurrentSkipListMap<>();
    private final AtomicLong slowest = new AtomicLong();
    private final AtomicLong greediest = new AtomicLong();

    private Fuzz(Reading<I, O> reading) {
        this.reading = reading;
    }

    /// What is put to the test.
    public interface Reading<I, O> {
        /// The input of a seed.
        I draw(Noise noise);

        /// Its length in characters or bytes.
        int length(I input);

        /// Reads it: the code under test. Whatever it throws is a failure.
        O read(I input);

        /// Says in a word what kind of answer this is, for the count of each.
        ///
        /// @throws AssertionError when it is no answer to this input
        String judge(I input, O answer);

        /// The input as a reader of the failure can type it in again.
        String show(I input);
    }

    /// Plays all seeds, or the one that `-Dfuzz.seed` names, and counts the answers of each kind.
    ///
    /// @throws AssertionError naming the seed that failed, with its input
    public static <I, O> Map<String, Long> play(String name, Reading<I, O> reading) {
        Fuzz<I, O> fuzz = new Fuzz<>(reading);
        Long alone = Long.getLong("fuzz.seed");
        if (alone != null) {
            fuzz.play(alone, alone + 1);
        } else {
            fuzz.play();
        }
        Map<String, Long> counts = new TreeMap<>();
        fuzz.kinds.forEach((kind, count) -> counts.put(kind, count.sum()));
        System.out.printf(
                "fuzz: %s, %s, slowest %.1f ms, most memory %d KiB%n",
                name, counts, fuzz.slowest.get() / 1e6, fuzz.greediest.get() / 1024);
        return counts;
    }

    /// Refuses a run in which one kind of answer hardly occurred: it would have shown nothing about it.
    public static void assertAllSeen(Map<String, Long> counts, String... kinds) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        for (String kind : kinds) {
            if (all > 1_000 && counts.getOrDefault(kind, 0L) < all / 200) {
                throw new AssertionError("hardly any " + kind + ": " + counts);
            }
        }
    }

    /// A text as a Java string has it, cut where it is huge.
    public static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.chars()
                .limit(3_000)
                .forEach(c -> shown.append(
                        c >= ' ' && c <= '~' && c != '\\' ? String.valueOf((char) c) : String.format("\\u%04x", c)));
        return shown + (text.length() > 3_000 ? "... of " + text.length() : "");
    }

    private void play() {
        play(0, INPUTS / 2);
        long grown = leftBehind(() -> play(INPUTS / 2, INPUTS));
        if (grown > LEFT_BEHIND) {
            throw new AssertionError(INPUTS / 2 + " inputs left " + grown + " bytes behind");
        }
    }

    private void play(long from, long to) {
        EveryCore.run(() -> LongStream.range(from, to)
                        .parallel()
                        .mapToObj(this::failure)
                        .flatMap(Optional::stream)
                        .findFirst())
                .ifPresent(failure -> {
                    throw failure;
                });
    }

    /// What is wrong with the reading of this seed's input, if anything.
    private Optional<AssertionError> failure(long seed) {
        I input = reading.draw(new Noise(seed));
        try {
            String kind = reading.judge(input, measured(input));
            kinds.computeIfAbsent(kind, first -> new LongAdder()).increment();
            return Optional.empty();
        } catch (Exception | AssertionError | StackOverflowError | OutOfMemoryError failed) {
            return Optional.of(new AssertionError(
                    "seed " + seed + ", replay with -Dfuzz.seed=" + seed + ": " + failed.getMessage() + "\n"
                            + reading.show(input),
                    failed));
        }
    }

    private O measured(I input) {
        Measured<O> measured = measure(input);
        // The first reading of its kind loads classes, and a machine may stall: what is dear is dear each time.
        for (int again = 0; again < 3 && measured.isDear(reading.length(input)); again++) {
            measured = measure(input);
        }
        if (measured.isDear(reading.length(input))) {
            throw new AssertionError("took " + measured.nanos / 1_000_000 + " ms and " + measured.bytes + " bytes");
        }
        slowest.accumulateAndGet(measured.nanos, Math::max);
        greediest.accumulateAndGet(measured.bytes, Math::max);
        return measured.answer;
    }

    private Measured<O> measure(I input) {
        long bytes = THREADS.getCurrentThreadAllocatedBytes();
        long start = System.nanoTime();
        O answer = reading.read(input);
        long nanos = System.nanoTime() - start;
        return new Measured<>(answer, nanos, THREADS.getCurrentThreadAllocatedBytes() - bytes);
    }

    private record Measured<O>(O answer, long nanos, long bytes) {
        boolean isDear(long length) {
            return nanos > SLOWEST.toNanos() || bytes > BASE + EACH * length;
        }
    }

    /// Bytes of memory that are held after this has run and were not before.
    public static long leftBehind(Runnable what) {
        long before = heap();
        what.run();
        return heap() - before;
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
