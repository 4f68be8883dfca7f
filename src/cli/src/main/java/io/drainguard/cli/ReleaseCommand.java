package io.drainguard.cli;

import io.drainguard.cli.OverrideChange.OverrideRequest;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `drainguard release NODE`: lets a node go whatever its queues hold.
@Command(
        name = "release",
        description = "Lets a node go whatever its queues hold: sets its tag drainguard:override=release.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "2:no such node, or not confirmed; nothing was changed",
            "3:AWS could not be asked; whether the tag is set, status shows"
        },
        mixinStandardHelpOptions = true)
final class ReleaseCommand implements Callable<Integer> {
    private static final OverrideRequest WISH =
            new OverrideRequest("release", "release  the guard lets the node go in its next sweep, whatever it holds");

    @Mixin
    private AwsOptions access;

    @Mixin
    private Target target;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException {
        return new OverrideChange(access, Main.of(spec).terminal()).carryOut(WISH, target.node(), target.yes());
    }
}
