package io.drainguard.template;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/// A `PATH` that holds nothing but a few harmless tools and shims, each of which notes its arguments.
final class PathShims {
    private final Path home;
    private final Path directory;

    /// Makes the directory below `home`; the harmless tools are the machine's own, the shims do nothing and succeed.
    PathShims(Path home, List<String> harmless, List<String> shims) throws IOException {
        this.home = home;
        directory = Files.createDirectories(home.resolve("shims"));
        for (String tool : harmless) {
            executable(tool, "exec /usr/bin/" + tool + " \"$@\"");
        }
        for (String command : shims) {
            shim(command, "");
        }
    }

    /// Puts a command in the place of another; the body is text for `sh`.
    void shim(String name, String body) throws IOException {
        executable(name, "echo \"${0##*/} $*\" >> " + home.resolve("calls") + "\n" + body);
    }

    /// Where a shim lies.
    Path of(String name) {
        return directory.resolve(name);
    }

    /// Lays a shim somewhere else, under that place's name.
    void copy(String name, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(of(name), to);
    }

    /// Runs a bash script to its end, with the shims for all its commands.
    Tools.Answer run(String text) throws IOException {
        Path script = Files.writeString(home.resolve("user-data"), text);
        ProcessBuilder builder = new ProcessBuilder("/usr/bin/bash", script.toString()).directory(home.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", directory.toString());
        builder.environment().put("TMPDIR", home.toString());
        return Tools.run(builder);
    }

    /// Every shim that was run, with its arguments, in order.
    List<String> calls() throws IOException {
        return Files.readAllLines(home.resolve("calls"));
    }

    private void executable(String name, String body) throws IOException {
        Path file = Files.writeString(directory.resolve(name), "#!/bin/sh\n" + body + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
