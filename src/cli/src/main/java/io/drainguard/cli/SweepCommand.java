package io.drainguard.cli;

import io.drainguard.sweep.Report;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `drainguard sweep`: sweeps once over all groups, for cron and for trials.
@Command(
        name = "sweep",
        description = {
            "Sweeps once over all groups that carry the tag 'drainguard': looks at each waiting or retained node, then"
                    + " holds, releases, gives up or ends it.",
            "It waits for the answers, a minute at most. Run it once a minute, from cron for example, or use 'watch'. The"
                    + " settings are the service's, from the environment: LIFECYCLE_HOOK_NAME, MAX_HOLD_SECONDS,"
                    + " PROTECT_VOLUMES, DRAIN_DOCUMENT, DOCUMENTS_PARAMETER, END_RETAINED."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every node was served",
            "1:a node or a group could not be served; the others were. Or no group is tagged, with --require-groups",
            "2:the command line or a setting cannot be used; nothing was changed",
            "3:the groups could not be read; nothing may be concluded"
        })
final class SweepCommand implements Callable<Integer> {
    @Option(
            names = "--require-groups",
            description = "Ends with 1 where no group carries the tag, for cron: a sweep in the wrong Region guards"
                    + " nothing.")
    private boolean requireGroups;

    @Spec
    private CommandSpec spec;

    @Mixin
    private GuardOptions guardOptions;

    @Mixin
    private AwsOptions awsOptions;

    @Override
    public Integer call() {
        GuardOptions.Wiring wiring = guardOptions.wiring(awsOptions);
        Instant until = wiring.ports().time().instant().plus(wiring.longest());
        Report report = new SingleSweep(wiring.ports(), wiring.settings()).run(until);
        if (report.groups() == 0) {
            Terminal terminal = Main.of(spec).terminal();
            terminal.err()
                    .println("drainguard: no Auto Scaling group of this account in Region "
                            + awsOptions.account().region()
                            + " carries the tag 'drainguard': nothing is guarded here; next: drainguard doctor, or"
                            + " choose another --region or --profile");
            terminal.err().flush();
            if (requireGroups) {
                return ExitCodes.WRONG;
            }
        }
        return report.failures().isEmpty() ? ExitCodes.NONE : ExitCodes.WRONG;
    }
}
