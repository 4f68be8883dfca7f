package io.drainguard.cli;

import io.drainguard.entry.GracefulShutdown;
import io.drainguard.entry.Rounds;
import io.drainguard.sweep.Guard;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `drainguard watch`: sweeps each minute until the operator stops it. This is the service, in a terminal.
@Command(
        name = "watch",
        description = {
            "Sweeps each minute until SIGTERM or Ctrl-C; a sweep under way is finished first.",
            "A sweep that fails is told on the error stream, and the next sweep tries again. Guards side by side do no"
                    + " harm."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:told to stop",
            "2:the command line or a setting cannot be used; nothing was changed",
            "3:AWS cannot be spoken to: no Region is set, for example"
        })
final class WatchCommand implements Callable<Integer> {
    @Mixin
    private GuardOptions guardOptions;

    @Mixin
    private AwsOptions awsOptions;

    @Override
    public Integer call() {
        GuardOptions.Wiring wiring = guardOptions.wiring(awsOptions);
        Rounds rounds = new Rounds(
                new Guard(wiring.ports(), wiring.settings()),
                until -> {},
                failed -> wiring.failures()
                        .accept("the sweep came to no end, the next one tries again: " + failed.getMessage()),
                wiring.ports().time());
        GracefulShutdown.await(rounds::run);
        return ExitCodes.NONE;
    }
}
