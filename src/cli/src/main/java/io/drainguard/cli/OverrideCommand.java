package io.drainguard.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/// The three commands that set or remove an operator's override, and the options that they share.
@Command(
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:another override of the node wins, and could not be taken off",
            "2:no such node, or not confirmed; nothing was changed",
            "3:AWS could not be asked; whether the tag is set, status shows"
        })
final class OverrideCommand {
    @Parameters(
            index = "0",
            paramLabel = "NODE",
            description = "EC2 instance id, or letters that only one node's id begins with.")
    private String node;

    @Option(
            names = {"-y", "--yes"},
            description = "Asks nothing.")
    private boolean yes;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    private int carryOut(OverrideRequest request, AwsOptions options) throws IOException {
        return new OverrideChange(options, Main.of(command).terminal()).carryOut(request, node, yes);
    }

    /// `drainguard hold NODE`: the guard keeps the node, whatever its queues contain.
    @Command(
            name = "hold",
            description =
                    "Keeps a node whatever its queues hold, up to the ceiling: sets its tag drainguard:override=hold, or"
                            + " the tag drainguard:override:NODE of its group where the node takes no tag.",
            mixinStandardHelpOptions = true)
    static final class Hold implements Callable<Integer> {
        @Mixin
        private AwsOptions options;

        @Mixin
        private OverrideCommand override;

        @Override
        public Integer call() throws IOException {
            return override.carryOut(OverrideRequest.HOLD, options);
        }
    }

    /// `drainguard release NODE`: the guard releases the node, whatever its queues contain.
    @Command(
            name = "release",
            description =
                    "Lets a node go whatever its queues hold: sets its tag drainguard:override=release, or the tag"
                            + " drainguard:override:NODE of its group where the node takes no tag.",
            mixinStandardHelpOptions = true)
    static final class Release implements Callable<Integer> {
        @Mixin
        private AwsOptions options;

        @Mixin
        private OverrideCommand override;

        @Override
        public Integer call() throws IOException {
            return override.carryOut(OverrideRequest.RELEASE, options);
        }
    }

    /// `drainguard clear NODE`: removes an override.
    @Command(
            name = "clear",
            description =
                    "Takes an override back, so that the looks decide again: removes the tags drainguard:override and"
                            + " drainguard:override-by, and the tag drainguard:override:NODE of its group.",
            mixinStandardHelpOptions = true)
    static final class Clear implements Callable<Integer> {
        @Mixin
        private AwsOptions options;

        @Mixin
        private OverrideCommand override;

        @Override
        public Integer call() throws IOException {
            return override.carryOut(OverrideRequest.CLEAR, options);
        }
    }
}
