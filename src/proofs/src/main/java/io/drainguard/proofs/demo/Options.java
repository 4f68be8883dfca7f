package io.drainguard.proofs.demo;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/// The demo's arguments.
///
/// @param edition where the guard runs
/// @param speed simulated seconds in a real one
/// @param keep whether the account stays up after the story
record Options(Story story, Edition edition, int speed, boolean keep, boolean help) {
    /// As the story has it.
    private static final int UNSET = 0;

    private static final int SLOWEST = 5;
    private static final int FASTEST = 40;

    /// So long the account stays up.
    static final Duration KEEP = Duration.ofMinutes(30);

    /// Reads them.
    ///
    /// @throws IllegalArgumentException that says in a sentence what is wrong
    static Options of(List<String> arguments) {
        Options options = new Options(Story.DRAIN, Edition.LAMBDA, UNSET, false, false);
        Iterator<String> rest = arguments.iterator();
        while (rest.hasNext()) {
            String name = rest.next();
            options = switch (name) {
                case "--story" -> options.with(Story.of(value(name, rest)));
                case "--edition" -> options.with(Edition.of(value(name, rest)));
                case "--speed" -> options.at(speed(value(name, rest)));
                case "--keep" -> options.keeping(keep(value(name, rest)));
                case "--help" -> new Options(options.story, options.edition, options.speed, options.keep, true);
                default -> throw new IllegalArgumentException("'" + name + "' is not known; --help tells what is");
            };
        }
        return options.speed == UNSET ? options.at(options.story.speed()) : options;
    }

    private Options with(Story other) {
        return new Options(other, edition, speed, keep, help);
    }

    private Options with(Edition other) {
        return new Options(story, other, speed, keep, help);
    }

    private Options at(int otherSpeed) {
        return new Options(story, edition, otherSpeed, keep, help);
    }

    private Options keeping(boolean kept) {
        return new Options(story, edition, speed, kept, help);
    }

    /// The command line that plays this.
    String command() {
        StringBuilder command = new StringBuilder("mvn -q -Pdemo package");
        if (story != Story.DRAIN) {
            command.append(" -Dstory=").append(story.word());
        }
        if (edition != Edition.LAMBDA) {
            command.append(" -Dedition=").append(edition.word());
        }
        if (speed != story.speed()) {
            command.append(" -Dspeed=").append(speed);
        }
        return command.toString();
    }

    static String usage() {
        StringBuilder text = new StringBuilder("""
                Shows a scale-in that waits until the nodes' queues are empty, in a simulated AWS account.

                  --story NAME   what happens (default: %s)
                  --edition NAME where the guard runs: lambda or ec2 (default: lambda)
                  --speed N      simulated seconds in a real one, %d to %d (default: %d, of dsiem's stories %d)
                  --keep true    leaves the account up for %d min after the story, for the command line (default: false)
                  --help         this text

                Stories:
                """.formatted(
                Story.DRAIN.word(), SLOWEST, FASTEST, Story.DRAIN.speed(), Story.DSIEM_GAP.speed(), KEEP.toMinutes()));
        for (Story story : Story.values()) {
            text.append("  %-14s  %s%n".formatted(story.word(), story.sentence()));
        }
        return text.append("""

                It exits with 0 only if no node with data was released, every leaving node ended as its story says and
                what the story is about happened, with 1 if not, and with 2 when an argument is wrong or a tool is missing.""").toString();
    }

    private static String value(String name, Iterator<String> rest) {
        if (!rest.hasNext()) {
            throw new IllegalArgumentException(name + " needs a value");
        }
        return rest.next();
    }

    /// `-Dkeep` alone gives a property the value `true`.
    private static boolean keep(String text) {
        return switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException("--keep takes true or false, not '" + text + "'");
        };
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
