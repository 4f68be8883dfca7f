package io.drainguard.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.aws.LookLine;
import io.drainguard.decide.Look;
import io.drainguard.sim.world.Shell;
import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/// The drain document of backends at work on a node whose root is a folder. Its pauses take no time, so that a
/// simulated guard need not wait for it, and its systemd says that dsiem has ended.
final class BackendLooks implements Shell {
    private final Path root;
    private final Path shims;

    BackendLooks(Path root) throws IOException {
        this.root = root;
        this.shims = Files.createDirectories(root.resolve("shims"));
        shim("sleep", "exit 0");
        shim("systemctl", "echo LoadState=loaded; echo ActiveState=inactive");
        Files.createDirectories(root.resolve("proc/self"));
        Files.writeString(root.resolve("proc/self/mountinfo"), "27 1 259:1 / / rw - ext4 /dev/root rw\n");
    }

    private void shim(String name, String body) throws IOException {
        Path shim = Files.writeString(shims.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /// What the guard reads in the line that the script prints.
    Look look() {
        return LookLine.parse(run().stdout());
    }

    private Tools.Answer run() {
        ProcessBuilder builder = new ProcessBuilder(
                "sh", Path.of("nodes/dsiem/drain-backend.sh").toAbsolutePath().toString());
        builder.directory(root.toFile()).environment().clear();
        builder.environment()
                .putAll(Map.of("PATH", shims + ":/usr/bin:/bin:/usr/sbin:/sbin", "DRAINGUARD_ROOT", root.toString()));
        Tools.Answer answer = Tools.run(builder);
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        return answer;
    }

    @Override
    public Running start(Command command, Sink sink) {
        sink.finish(0, run().stdout(), "");
        return () -> {};
    }
}
