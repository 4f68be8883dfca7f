package io.drainguard.rescue;

/// How a rescue ended. Exit codes stay the same in every version of a major release.
public sealed interface RescueOutcome {
    /// Returns the exit code. Those that only a rescue has begin at 13, so that none means something else in another
    /// command.
    int exitCode();

    /// Returns what happened.
    String text();

    /// Returns what the operator does next.
    String next();

    /// The volume is drained, or free again, as was asked for.
    record Done() implements RescueOutcome {
        @Override
        public int exitCode() {
            return 0;
        }

        @Override
        public String text() {
            return "done";
        }

        @Override
        public String next() {
            return "";
        }
    }

    /// Something was found that no step expects.
    record Failed(String text, String next) implements RescueOutcome {
        @Override
        public int exitCode() {
            return 1;
        }
    }

    /// A call to AWS failed.
    record Unasked(String text, String next) implements RescueOutcome {
        @Override
        public int exitCode() {
            return 3;
        }
    }

    /// A check said no; nothing was changed.
    record Refused(String text, String next) implements RescueOutcome {
        @Override
        public int exitCode() {
            return 13;
        }
    }

    /// The worker could not do its part.
    record WorkerFailed(String text, String next) implements RescueOutcome {
        @Override
        public int exitCode() {
            return 14;
        }
    }

    /// The worker has lost the volume, which is free with what it holds.
    record WorkerGone(String text, String next) implements RescueOutcome {
        @Override
        public int exitCode() {
            return 15;
        }
    }

    /// Data was reported and the volume holds none; it is free again and kept.
    record NothingFound(String text, String next) implements RescueOutcome {
        @Override
        public int exitCode() {
            return 16;
        }
    }

    /// Somebody ended the command. The data is safe.
    record Interrupted(String text, String next) implements RescueOutcome {
        @Override
        public int exitCode() {
            return 130;
        }
    }
}
