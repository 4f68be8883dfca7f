package io.drainguard.sim.trial;

import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Shell;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The nodes' answers, overheard on the nodes themselves: what they truly printed, whatever became of it on the way.
final class Answers {
    private static final String EMPTY = "{\"drainguard\":1,\"look\":\"empty\"";

    private final MemoryShell shell;
    private final Chronicle chronicle;
    private final Map<String, Instant> empty = new HashMap<>();

    Answers(MemoryShell shell, Chronicle chronicle) {
        this.shell = shell;
        this.chronicle = chronicle;
    }

    /// The nodes' shell, overheard.
    Shell overhear() {
        return (command, sink) -> shell.start(command, new Shell.Sink() {
            @Override
            public void partial(String stdout, String stderr) {
                sink.partial(stdout, stderr);
            }

            @Override
            public void finish(int exitCode, String stdout, String stderr) {
                printed(command, exitCode, stdout);
                sink.finish(exitCode, stdout, stderr);
            }
        });
    }

    private void printed(Shell.Command command, int exitCode, String stdout) {
        chronicle.trace().add(() -> command.instanceId() + " prints " + stdout.strip());
        if (exitCode == 0 && stdout.startsWith(EMPTY)) {
            empty.put(command.instanceId(), command.started());
        }
    }

    /// When the look began whose Empty line this node printed last, or `null` when it never printed one.
    @Nullable
    Instant lastEmpty(String node) {
        return empty.get(node);
    }
}
