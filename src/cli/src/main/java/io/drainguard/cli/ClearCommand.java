package io.drainguard.cli;

import io.drainguard.cli.OverrideChange.OverrideRequest;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `drainguard clear NODE`: takes an override back.
@Command(
        name = "clear",
        description =
                "Takes an override back, so that the looks decide again: removes the tags drainguard:override and drainguard:override-by.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "2:no such node, or not confirmed; nothing was changed",
            "3:AWS could not be asked; whether the tag is set, status shows"
        },
        mixinStandardHelpOptions = true)
final class ClearCommand implements Callable<Integer> {
    private static final OverrideRequest WISH =
            new OverrideRequest(null, "clear    the looks decide again: the node goes once it is empty");

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
