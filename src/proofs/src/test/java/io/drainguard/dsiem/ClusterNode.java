package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A node of a dsiem cluster below one directory, with the scripts of `nodes/dsiem`, where time passes only in pauses.
///
/// Whatever `curl` may reach is a file below `www`, by its address. Processes are numbers that the shim of systemd
/// hands out.
final class ClusterNode {
    static final String ME = "i-0aaaaaaaaaaaaaaaa";
    static final String OTHER = "i-0bbbbbbbbbbbbbbbb";
    static final String ADDRESS = "10.0.0.5";

    private static final String SYSTEMCTL = """
            cd "$DRAINGUARD_ROOT"
            begin() { n=$(($(cat pids 2>/dev/null || echo 100) + 1)); echo $n >pids; echo $n >"pid.$1"; }
            case "$*" in
              "show --property MainPID --value "*)
                shift 4
                for unit; do cat "pid.$unit" 2>/dev/null || echo 0; echo; done ;;
              "start "* | "restart "*)
                shift
                for unit; do
                  begin "$unit"
                  if [ -e "on-start.$unit" ]; then . "./on-start.$unit"; fi
                done ;;
              "stop "*) shift; for unit; do echo 0 >"pid.$unit"; done ;;
            esac""";

    private static final String CURL = """
            out=/dev/stdout
            for last; do
              [ "${before-}" != -o ] || out=$last
              before=$last
            done
            place=$DRAINGUARD_ROOT/www/${last#*://}
            case $place in */) place=${place}index ;; esac
            [ -f "$place" ] || { echo "curl: (22) $last" >&2; exit 22; }
            cat "$place" >"$out\"""";

    private static final String SLEEP = """
            cd "$DRAINGUARD_ROOT"
            read -r up _ <proc/uptime
            pace=$(cat pace)
            [ "$1" -lt 30 ] || pace=1
            echo "$((${up%.*} + $1 * pace)).50 7.00" >proc/uptime
            if [ -e tick ]; then . ./tick; fi""";

    private final Path home;
    private final String shell;
    final Map<String, String> environment = new TreeMap<>();

    ClusterNode(String shell, Path home) throws IOException {
        Tools.assumeLinux();
        Tools.assumeInstalled(shell.split(" ")[0]);
        Tools.assumeInstalled("jq");
        this.home = home.toRealPath();
        this.shell = shell;
        Tools.Answer copied = Tools.run(List.of(
                "cp",
                "-r",
                Path.of("nodes/dsiem").toAbsolutePath().toString(),
                this.home.resolve("lib").toString()));
        assertThat(copied.exitCode()).as(copied.stderr()).isZero();
        for (String directory : List.of("run", "etc", "proc", "var/tmp", "usr/local/bin", "usr/local/lib", "www")) {
            Files.createDirectories(path(directory));
        }
        write("proc/uptime", "1000.50 7.00\n");
        pace(1);
        metadata("local-ipv4", ADDRESS);
        metadata("instance-id", ME);
        serve("169.254.169.254/latest/api/token", "key");
        shim("systemctl", SYSTEMCTL);
        shim("curl", CURL);
        shim("sleep", SLEEP);
        for (String quiet : List.of("aws", "mount", "findmnt", "useradd", "chown", "id")) {
            shim(quiet, "");
        }
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

    String read(String name) throws IOException {
        return Files.readString(path(name));
    }

    /// Lets each pause of less than 30 s take so many times as long as the script asks for, so that long waits need few
    /// steps.
    void pace(int times) throws IOException {
        write("pace", String.valueOf(times));
    }

    /// Seconds that have passed since the node was made.
    long seconds() throws IOException {
        return Long.parseLong(read("proc/uptime").split("\\.")[0]) - 1000;
    }

    /// Sets what EC2's metadata say.
    void metadata(String item, String answer) throws IOException {
        serve("169.254.169.254/latest/meta-data/" + item, answer);
    }

    /// Puts a text at an address, which has no scheme.
    void serve(String address, String text) throws IOException {
        write("www/" + address, text);
    }

    /// Takes away what is at an address.
    void silence(String address) throws IOException {
        Files.delete(path("www/" + address));
    }

    /// Makes an archive with these programs, each a shell text, in a folder of that name; returns its SHA-256.
    String release(String address, String folder, Map<String, String> files) throws IOException {
        Path tree = Files.createDirectories(home.resolve("release/" + address));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path place = tree.resolve(folder).resolve(file.getKey());
            Files.createDirectories(place.getParent());
            Files.writeString(place, file.getValue());
        }
        Path archive = path("www/" + address);
        Files.createDirectories(archive.getParent());
        Tools.Answer packed = Tools.run(
                List.of("tar", "-czf", archive.toString(), "-C", tree.toString(), folder.isEmpty() ? "." : folder));
        assertThat(packed.exitCode()).as(packed.stderr()).isZero();
        return Tools.run(List.of("sha256sum", archive.toString())).stdout().split(" ")[0];
    }

    /// Puts a command in front of the real one; it notes its call first.
    ClusterNode shim(String name, String body) throws IOException {
        Path shim = Files.createDirectories(home.resolve("shims")).resolve(name);
        Files.writeString(shim, "#!/bin/sh\necho \"${0##*/} $*\" >>\"$DRAINGUARD_ROOT/calls\"\n" + body + "\n");
        Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    /// Lets the AWS CLI answer by the operation; each case is shell text that ends in `;;`.
    void aws(String... cases) throws IOException {
        shim("aws", "case \"$*\" in\n" + String.join("\n", cases) + "\nesac");
    }

    Tools.Answer run(String script, String... arguments) {
        return Tools.run(command(script, arguments));
    }

    ProcessBuilder command(String script, String... arguments) {
        List<String> command = new ArrayList<>(Arrays.asList(shell.split(" ")));
        command.add(home.resolve("lib").resolve(script).toString());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /// Runs shell text behind `dsiem-common.sh`, as a script of the node.
    Tools.Answer sh(String text) throws IOException {
        Files.writeString(
                home.resolve("lib/one"),
                "set -u\nlib=${0%/*}\n. \"$lib/dsiem-common.sh\"\nmkdir -p \"$run\"\n" + text + "\n");
        return run("one");
    }

    /// Every command that was run in front of a shim, in order.
    List<String> calls() throws IOException {
        return Files.exists(path("calls")) ? Files.readAllLines(path("calls")) : List.of();
    }

    /// What the launching hook was told.
    List<String> toldToTheHook() throws IOException {
        return calls().stream()
                .filter(call -> call.startsWith("aws autoscaling complete-lifecycle-action"))
                .map(call -> call.replaceAll(".*--lifecycle-action-result (\\w+) .*", "$1"))
                .toList();
    }
}
