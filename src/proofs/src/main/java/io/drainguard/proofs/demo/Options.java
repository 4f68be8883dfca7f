package io.drainguard.proofs.demo;

import java.util.Iterator;
import java.util.List;

/// The demo's arguments.
///
/// @param edition where the guard runs
/// @param speed simulated seconds in a real one
record Options(Story story, Edition edition, int speed, boolean help) {
    /// A call of the guard takes a tenth of a second on a small machine, which then counts as one.
    static final int DEFAULT_SPEED = 10;

    private static final int SLOWEST = 5;
    private static final int FASTEST = 40;

    /// Reads them.
    ///
    /// @throws IllegalArgumentException that says in a sentence what is wrong
    static Options of(List<String> arguments) {
        Options options = new Options(Story.DRAIN, Edition.LAMBDA, DEFAULT_SPEED, false);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            options = switch (name) {
                case "--story" ->
                    new Options(Story.of(value(name, rest)), options.edition, options.speed, options.help);
                case "--edition" ->
                    new Options(options.story, Edition.of(value(name, rest)), options.speed, options.help);
                case "--speed" -> new Options(options.story, options.edition, speed(value(name, rest)), options.help);
                case "--help" -> new Options(options.story, options.edition, options.speed, true);
                default -> throw new IllegalArgumentException("'" + name + "' is not known; --help tells what is");
            };
        }
        return options;
    }

    static String usage() {
        StringBuilder text = new StringBuilder("""
                Shows a scale-in that waits until the nodes' queues are empty, in a simulated AWS account.

                  --story NAME   what happens (default: %s)
                  --edition NAME where the guard runs: lambda or ec2 (default: lambda)
                  --speed N      simulated seconds in a real one, %d to %d (default: %d)
                  --help         this text

                Stories:
                """.formatted(Story.DRAIN.word(), SLOWEST, FASTEST, DEFAULT_SPEED));
        for (Story story : Story.values()) {
            text.append("  %-13s  %s%n".formatted(story.word(), story.sentence()));
        }
        return text.append("""

                It exits with 0 only if no node with data was released and every leaving node ended as its story says,
                with 1 if not, and with 2 when an argument is wrong.""").toString();
    }

    private static String value(String name, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return rest.next();
    }

    private static int speed(String text) {
        String range = "--speed takes a whole number from " + SLOWEST + " to " + FASTEST + ", not '" + text + "'";
        try {
            int speed = Integer.parseInt(text);
            if (speed < SLOWEST || speed > FASTEST) {
                throw new IllegalArgumentException(range);
            }
            return speed;
        } catch (NumberFormatException notNumber) {
            throw new IllegalArgumentException(range, notNumber);
        }
    }
}
