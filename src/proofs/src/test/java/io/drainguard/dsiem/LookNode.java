package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.aws.LookLine;
import io.drainguard.decide.Look;
import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/// A machine of a dsiem cluster, below one directory, and a drain document's script that looks at it. Units are dead
/// unless a test says otherwise; pauses take no time.
final class LookNode {
    private final Path home;
    private final Path script;
    private final String shell;
    private final Map<String, String> environment = new TreeMap<>();

    /// @param script name of the file in `nodes/dsiem`
    LookNode(String shell, Path home, String script) throws IOException {
        Tools.assumeLinux();
        Tools.assumeInstalled(shell.split(" ")[0]);
        this.home = home.toRealPath();
        this.shell = shell;
        this.script = Files.copy(Path.of("nodes/dsiem", script), this.home.resolve(script));
        write("proc/self/mountinfo", """
                27 1 259:1 / / rw - ext4 /dev/root rw
                30 27 259:2 /sub %s rw shared:1 - xfs /dev/nvme1n1 rw
                """.formatted(path("dsiem")));
        shim("systemctl", """
                for unit; do :; done
                echo LoadState=loaded
                echo "ActiveState=$(cat "$DRAINGUARD_ROOT/state.${unit%.service}" 2>/dev/null || echo inactive)"
                """);
        pause("");
        environment.put("DRAINGUARD_ROOT", root().toString());
        environment.put("PATH", this.home.resolve("shims") + ":/usr/bin:/bin:/usr/sbin:/sbin");
    }

    Path root() {
        return home.resolve("node");
    }

    Path path(String name) {
        return root().resolve(name);
    }

    Path write(String name, String text) throws IOException {
        Files.createDirectories(path(name).getParent());
        return Files.writeString(path(name), text);
    }

    void append(String name, String text) throws IOException {
        Files.writeString(path(name), text, StandardOpenOption.APPEND);
    }

    /// Sets what systemd says of a unit.
    void unit(String name, String state) throws IOException {
        write("state." + name, state);
    }

    /// Puts a command in front of the real one; it notes its call first.
    LookNode shim(String name, String body) throws IOException {
        Path shim = Files.createDirectories(home.resolve("shims")).resolve(name);
        Files.writeString(shim, "#!/bin/sh\necho \"${0##*/} $*\" >>\"$DRAINGUARD_ROOT/calls\"\n" + body + "\n");
        Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    /// Does this in each pause, of which the variable `n` has the number.
    void pause(String body) throws IOException {
        shim("sleep", "n=$(grep -c '^sleep' \"$DRAINGUARD_ROOT/calls\")\ncd \"$DRAINGUARD_ROOT\"\n" + body);
    }

    /// Changes the script's text; the text to change must be there.
    LookNode edit(String old, String text) throws IOException {
        assertThat(Files.readString(script)).contains(old);
        Files.writeString(script, Files.readString(script).replace(old, text));
        return this;
    }

    void askToStay(String wait) {
        environment.put("SSM_wait", wait);
    }

    /// What the guard reads in the script's line.
    Look look() throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(Stream.concat(Stream.of(shell.split(" ")), Stream.of(script.toString()))
                                .toList())
                        .directory(home.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        Files.deleteIfExists(path("calls"));
        Tools.Answer answer = Tools.run(builder);
        assertThat(answer.exitCode()).isZero();
        assertThat(answer.stderr()).isEmpty();
        assertThat(answer.stdout()).hasSizeLessThan(2_500).hasLineCount(1);
        return LookLine.parse(answer.stdout());
    }

    String unknown() throws IOException {
        Look look = look();
        assertThat(look).isInstanceOf(Look.Unknown.class);
        return ((Look.Unknown) look).reason();
    }

    Look.Pending pending() throws IOException {
        Look look = look();
        assertThat(look).isInstanceOf(Look.Pending.class);
        return (Look.Pending) look;
    }

    void isEmpty() throws IOException {
        assertThat(look()).isInstanceOf(Look.Empty.class);
    }

    /// How many pauses the last look made.
    long pauses() throws IOException {
        try (Stream<String> calls = Files.lines(path("calls"))) {
            return calls.filter(call -> call.startsWith("sleep")).count();
        }
    }

    /// All below the root but the shims' own list, with kinds, times and sums.
    String tree() {
        Tools.Answer listed = Tools.run(java.util.List.of("sh", "-ec", """
                cd "$1"
                find . ! -name calls ! -path . \\( -type f -printf '%P %y %m %s %T@ ' -exec sha256sum {} \\; \\) -o \
                  -mindepth 1 ! -name calls -printf '%P %y %m %l\\n' | sort""", "sh", root().toString()));
        assertThat(listed.exitCode()).isZero();
        return listed.stdout();
    }
}
