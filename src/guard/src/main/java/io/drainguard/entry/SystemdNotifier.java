package io.drainguard.entry;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Tells systemd the state of the service through the command `systemd-notify`, because the JDK has no Unix datagram
/// sockets. If systemd does not listen, it does nothing.
///
/// The command is a separate process, so the unit needs `NotifyAccess=all` (systemd.service(5)).
final class SystemdNotifier {
    /// The variable with the address of the socket. Systemd sets it for units of type `notify`
    /// (systemd-notify(1)).
    private static final String SOCKET = "NOTIFY_SOCKET";

    /// The longest time for one message, in seconds. The command waits until systemd has read the message, and
    /// this wait must not delay heartbeats.
    private static final long LONGEST_SECONDS = 5;

    private final String socket;
    private final Consumer<String> errors;

    SystemdNotifier(Map<String, String> environment, Consumer<String> errors) {
        this.socket = environment.getOrDefault(SOCKET, "");
        this.errors = errors;
    }

    /// Tells systemd that the service has started.
    void ready() {
        tell("--ready");
    }

    /// Tells systemd that the service is alive.
    void alive() {
        tell("WATCHDOG=1");
    }

    private void tell(String what) {
        if (socket.isEmpty()) {
            return;
        }
        ProcessBuilder command = new ProcessBuilder("systemd-notify", what)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        command.environment().put(SOCKET, socket);
        try {
            Process process = command.start();
            if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                errors.accept("drainguard: systemd-notify " + what + " took longer than " + LONGEST_SECONDS + " s");
            } else if (process.exitValue() != 0) {
                errors.accept("drainguard: systemd-notify " + what + " ended with " + process.exitValue());
            }
        } catch (IOException missing) {
            errors.accept("drainguard: systemd cannot be told: " + missing.getMessage());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
