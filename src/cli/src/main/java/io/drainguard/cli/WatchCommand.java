package io.drainguard.cli;

import io.drainguard.entry.GracefulShutdown;
import io.drainguard.entry.Rounds;
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
        GuardOptions.Guard guard = guardOptions.guard(awsOptions);
        Rounds rounds = new Rounds(
                until -> guard.sweep().run(guard.until()),
                failed -> guard.failures()
                        .accept("the sweep came to no end, the next one tries again: " + failed.getMessage()),
                guard.time());
        GracefulShutdown.await(rounds::run);
        return ExitCodes.NONE;
    }
}
