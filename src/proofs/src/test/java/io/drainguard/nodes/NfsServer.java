package io.drainguard.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// nfs-ganesha in a lab: an NFSv4.1 server in user space, in the place of EFS.
final class NfsServer {
    private final Process process;
    private final ProcessHandle server;

    NfsServer(Lab lab) {
        try {
            Path folder = lab.folder();
            Path settings = folder.resolve("ganesha.conf");
            Files.writeString(
                    settings,
                    Files.readString(Lab.SCRIPTS.resolve("ganesha.conf"))
                            .replace("@DIR@", folder.resolve("nfs").toString()));
            Path log = folder.resolve("ganesha.log");
            process = lab.inside(List.of(
                            "ganesha.nfsd", "-F", "-L", log.toString(), "-f", settings.toString(), "-p", "/run/g.pid"))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            server = Signals.child(process);
            Waiting.untilTrue("NFS SERVER INITIALIZED in " + log, Duration.ofSeconds(30), () -> says(log));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean says(Path log) {
        try {
            return Files.exists(log) && Files.readString(log).contains("NFS SERVER INITIALIZED");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Hangs the server: connections stay open and nothing is answered.
    void hang() {
        Signals.stop(server);
    }

    void goOn() {
        Signals.wake(process, server);
    }
}
