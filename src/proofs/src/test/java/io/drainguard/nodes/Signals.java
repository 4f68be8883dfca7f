package io.drainguard.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// Stops, wakes and ends processes of a lab, each by its id.
final class Signals {
    private Signals() {}

    /// The one child of a process that only enters namespaces or waits.
    static ProcessHandle child(Process process) {
        return Waiting.until(
                "a child of process " + process.pid(), () -> process.children().findFirst());
    }

    static void stop(ProcessHandle process) {
        send("STOP", process);
    }

    /// Wakes a process, and first the one that waits for it: nsenter stops itself with its child.
    static void wake(Process waiting, ProcessHandle process) {
        send("CONT", waiting.toHandle());
        send("CONT", process);
    }

    /// Ends a guest. Its kernel is stopped first and its processes end before it: one that outlived the kernel that
    /// traces it
    /// would go on as a process of this machine.
    static void kill(Process waiting, ProcessHandle kernel) {
        stop(kernel);
        List<ProcessHandle> traced = kernel.descendants().toList();
        traced.forEach(ProcessHandle::destroyForcibly);
        kernel.destroyForcibly();
        send("CONT", waiting.toHandle());
        waiting.onExit().join();
    }

    private static void send(String signal, ProcessHandle process) {
        try {
            int code = new ProcessBuilder("kill", "-" + signal, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) throw new AssertionError("kill -" + signal + " " + process.pid() + " exits with " + code);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
