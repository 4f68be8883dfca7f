package io.drainguard.cli;

import io.drainguard.cli.OverrideChange.Asked;
import io.drainguard.sweep.Tags;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// The three commands that set or remove an operator's override, and the options that they share.
@Command(
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:not done for every node, the error stream names the others; or another override of a node wins",
            "2:no such node, or not confirmed; nothing was changed",
            "3:AWS could not be asked; which tags are set, status shows"
        })
final class OverrideCommand {
    @Mixin
    private NodeArguments nodes;

    @Option(
            names = {"-y", "--yes"},
            description = "Asks nothing.")
    private boolean yes;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    private int carryOut(OverrideRequest request, AwsOptions options, @Nullable String because, @Nullable String until)
            throws IOException {
        Terminal terminal = Main.of(command).terminal();
        Instant quiet =
                until == null ? null : QuietUntil.of(until, terminal.time().instant());
        Asked asked = new Asked(request, because == null ? null : reason(because), quiet, yes);
        NodeArguments.Targets targets = nodes.targets(terminal);
        return new OverrideChange(options, terminal).carryOut(asked, targets);
    }

    /// Returns the reason as a tag takes it: EC2 takes any letters, 256 of them at the most (EC2 User Guide,
    /// using-tags).
    /// A line end or another control character would break the lines that show it.
    private static String reason(String text) {
        String reason = text.strip();
        int length = reason.codePointCount(0, reason.length());
        if (reason.isEmpty()) {
            throw refused("it is empty", "say why, or leave it out");
        }
        if (length > Tags.LONGEST_VALUE) {
            throw refused("it has " + length + " characters, a tag takes " + Tags.LONGEST_VALUE, "say it shorter");
        }
        if (reason.codePoints().anyMatch(Character::isISOControl)) {
            throw refused("it has a line end or another control character", "say it in one line");
        }
        return reason;
    }

    private static UsageError refused(String why, String next) {
        return UsageError.unusable("--because: " + why + "; nothing was changed; next: " + next);
    }

    /// The option of the commands that set an override.
    static final class Reason {
        @Option(
                names = "--because",
                paramLabel = "TEXT",
                description = {
                    "Why, for the colleague who comes next, in at most 256 characters.",
                    "Tag: drainguard:override-because"
                })
        private @Nullable String because;
    }

    /// `drainguard hold NODE...`: the guard keeps the nodes, whatever their queues contain.
    @Command(
            name = "hold",
            description = {
                "Keeps nodes whatever their queues hold, up to the ceiling.",
                "Sets a tag of each node: drainguard:override=hold",
                "If it takes none, of its group: drainguard:override:NODE"
            },
            mixinStandardHelpOptions = true)
    static final class Hold implements Callable<Integer> {
        @Mixin
        private AwsOptions options;

        @Mixin
        private OverrideCommand override;

        @Mixin
        private Reason reason;

        @Option(
                names = "--until",
                paramLabel = "TIME",
                description = {
                    "The nodes are kept on purpose: their alarms are quiet until then, 30 days at most. One of:",
                    "4h, 2d, 1d12h",
                    "2026-01-01T09:00Z",
                    "'2026-01-01 09:00 Europe/Berlin'",
                    "Tag: drainguard:quiet-until"
                })
        private @Nullable String until;

        @Override
        public Integer call() throws IOException {
            return override.carryOut(OverrideRequest.HOLD, options, reason.because, until);
        }
    }

    /// `drainguard release NODE...`: the guard releases the nodes, whatever their queues contain.
    @Command(
            name = "release",
            description = {
                "Lets nodes go whatever their queues hold, and says before which volumes outlive them.",
                "Sets a tag of each node: drainguard:override=release",
                "If it takes none, of its group: drainguard:override:NODE"
            },
            mixinStandardHelpOptions = true)
    static final class Release implements Callable<Integer> {
        @Mixin
        private AwsOptions options;

        @Mixin
        private OverrideCommand override;

        @Mixin
        private Reason reason;

        @Override
        public Integer call() throws IOException {
            return override.carryOut(OverrideRequest.RELEASE, options, reason.because, null);
        }
    }

    /// `drainguard clear NODE...`: removes overrides.
    @Command(
            name = "clear",
            description = {
                "Takes overrides back, so that the looks decide again.",
                "Removes of each node:",
                "  drainguard:override, drainguard:override-by,",
                "  drainguard:override-because, drainguard:quiet-until",
                "and of its group: drainguard:override:NODE"
            },
            mixinStandardHelpOptions = true)
    static final class Clear implements Callable<Integer> {
        @Mixin
        private AwsOptions options;

        @Mixin
        private OverrideCommand override;

        @Override
        public Integer call() throws IOException {
            return override.carryOut(OverrideRequest.CLEAR, options, null, null);
        }
    }
}
