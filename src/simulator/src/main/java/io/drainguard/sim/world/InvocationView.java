package io.drainguard.sim.world;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A command on one node as ListCommandInvocations and GetCommandInvocation show it.
///
/// `responseCode` is -1 until the script has ended; the output stays empty until then (API Reference,
/// GetCommandInvocation). `documentVersion` is the one that was asked for, `$DEFAULT` when none was. Both streams are
/// uncut here: [OutputCut] does the cutting.
public record InvocationView(
        String commandId,
        String instanceId,
        String documentName,
        String documentVersion,
        String pluginName,
        String comment,
        Instant requested,
        String status,
        String statusDetails,
        int responseCode,
        @Nullable Instant started,
        @Nullable Instant finished,
        String stdout,
        String stderr) {
    /// The plugin's `Output`: both streams, cut at 2,500 bytes.
    public String output() {
        return OutputCut.plugin(stdout, stderr);
    }
}
