package io.drainguard.dlc;

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

/// A machine with DLC on it, below one directory: the layout of IBM's package, with its spool, and `/mnt` as the shared
/// file system.
///
/// The user `dlc` is whoever runs the test, so that a test needs no rights; the shim of `id` says that this user is
/// root.
final class DlcNode {
    static final String UUID = "0a1b2c3d-1111-2222-3333-444455556666";
    static final String ME = "i-0aaaaaaaaaaaaaaaa";
    static final String OTHER = "i-0bbbbbbbbbbbbbbbb";
    static final String CONF = "opt/ibm/si/services/dlc/conf/";

    private static final String SYSTEMCTL = """
            state() { cat "$DRAINGUARD_ROOT/state.$1" 2>/dev/null || echo "${2-inactive}"; }
            case "$*" in
              "show --property ActiveState --value dlc.service") state dlc active ;;
              "show --property LoadState --property ActiveState dlc.service")
                echo LoadState=loaded
                echo "ActiveState=$(state dlc active)" ;;
              "show --property ActiveState dlc-lease.service") echo "ActiveState=$(state dlc-lease)" ;;
              "stop dlc.service") echo inactive >"$DRAINGUARD_ROOT/state.dlc" ;;
              "stop dlc-lease.service")
                read -r lease 2>/dev/null <"$DRAINGUARD_ROOT/lease.pid" || exit 0
                kill "$lease"
                while kill -0 "$lease" 2>/dev/null; do /usr/bin/sleep 0.1; done ;;
              *"start dlc.service") echo active >"$DRAINGUARD_ROOT/state.dlc" ;;
            esac""";

    private static final String FINDMNT = """
            for last; do :; done
            [ "$last" = "$DRAINGUARD_ROOT/mnt" ] || exit 1
            case "$*" in *FSTYPE*) echo nfs4 ;; *SOURCE*) echo fs-0123abcd.efs.eu-west-1.amazonaws.com:/ ;; esac""";

    private static final String CURL = """
            for last; do :; done
            case "$last" in
              */token) echo key ;;
              */instance-id) cat "$DRAINGUARD_ROOT/imds.id" ;;
              */region) echo eu-west-1 ;;
              */target-lifecycle-state) cat "$DRAINGUARD_ROOT/imds.target" ;;
            esac""";

    private final Path home;
    private final String shell;
    private final List<String> wrapper = new ArrayList<>();
    final Map<String, String> environment = new TreeMap<>();

    DlcNode(String shell, Path home) throws IOException {
        Tools.assumeLinux();
        Tools.assumeInstalled(shell.split(" ")[0]);
        this.home = home.toRealPath();
        this.shell = shell;
        copyScripts();
        install();
        shim("systemctl", SYSTEMCTL);
        shim("findmnt", FINDMNT);
        shim("curl", CURL);
        shim("systemd-notify", "");
        shim("aws", "exit 255");
        shim("mount", "");
        shim("umount", "");
        shim("id", "case $* in '-u dlc' | '-g dlc') exec /usr/bin/id \"$1\" ;; -u) echo 0 ;; esac");
        environment.put("DRAINGUARD_ROOT", root().toString());
        environment.put("PATH", this.home.resolve("shims") + ":/usr/bin:/bin:/usr/sbin:/sbin");
    }

    private void copyScripts() {
        Tools.Answer copied = Tools.run(List.of(
                "cp",
                "-r",
                Path.of("nodes/dlc").toAbsolutePath().toString(),
                home.resolve("dlc").toString()));
        assertThat(copied.exitCode()).as(copied.stderr()).isZero();
    }

    private void install() throws IOException {
        for (String directory : List.of(
                "etc/systemd/system",
                "mnt",
                "run",
                "dev",
                "proc/net",
                "proc/sys/kernel/random",
                "store/ec",
                "usr/local/lib")) {
            Files.createDirectories(path(directory));
        }
        write("etc/dlc/instance/" + UUID, "");
        write("etc/fstab", """
                # as the image has it
                LABEL=cloudimg-rootfs / ext4 defaults 0 1
                fs-0123abcd.efs.eu-west-1.amazonaws.com:/	%s/mnt	nfs4	nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2	0	0
                UUID=1234 /boot ext4 ro 0 2
                """.formatted(root()));
        write(CONF + "config.json", """
                {"Destination":{"destination.type":"TLS","destination.ip":"10.0.0.9","destination.port":"32500"}}
                """);
        Files.setPosixFilePermissions(path(CONF + "config.json"), PosixFilePermissions.fromString("rw-r-----"));
        write(CONF + "logSources.json", "[]\n");
        for (int number = 1; number <= 3; number++) {
            write(
                    "store/persistent_queue/dlc.dlc/dlc_TCP_TO_QRADAR_" + number + ".dat",
                    "event ".repeat(number * 1000));
        }
        write("store/ec/marker of a source", "2026-11-29");
        Files.createSymbolicLink(path("store/ec/latest"), Path.of("marker of a source"));
        Files.createDirectories(path("store/empty"));
        Files.createSymbolicLink(path("proc/uptime"), Path.of("/proc/uptime"));
        write("proc/sys/kernel/random/uuid", "99999999-aaaa-bbbb-cccc-dddddddddddd\n");
        write("proc/net/tcp", """
                  sl  local_address rem_address   st tx_queue rx_queue
                   0: 00000000:05EA 00000000:0000 0A 00000000:00000000
                   1: 0100000A:9C40 0900000A:7EF4 01 00000000:00000000
                """);
        write("imds.id", ME);
        write("imds.target", "InService");
    }

    Path root() {
        return home.resolve("node");
    }

    Path path(String name) {
        return root().resolve(name);
    }

    /// A place in the state on the shared file system.
    Path state(String name) {
        return path("mnt/" + UUID + "/" + name);
    }

    Path write(String name, String text) throws IOException {
        Files.createDirectories(path(name).getParent());
        return Files.writeString(path(name), text);
    }

    String read(String name) throws IOException {
        return Files.readString(path(name));
    }

    /// Puts a command in front of the real one; it notes its call first.
    DlcNode shim(String name, String body) throws IOException {
        Path shim = Files.createDirectories(home.resolve("shims")).resolve(name);
        Files.writeString(shim, "#!/bin/sh\necho \"${0##*/} $*\" >>\"$DRAINGUARD_ROOT/calls\"\n" + body + "\n");
        Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
        return this;
    }

    /// Puts a command before what the shim of systemctl does by itself.
    DlcNode systemctl(String cases) throws IOException {
        return shim("systemctl", "case \"$*\" in " + cases + " esac\n" + SYSTEMCTL);
    }

    /// Changes the text of a script of this node; the text to change must be there.
    DlcNode edit(String script, String old, String text) throws IOException {
        Path file = home.resolve("dlc").resolve(script);
        assertThat(Files.readString(file)).contains(old);
        Files.writeString(file, Files.readString(file).replace(old, text));
        return this;
    }

    /// Lets the scripts run where this shell text has mounted something, which nobody else sees.
    DlcNode mounted(String text) {
        Tools.assumeInstalled("unshare");
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Tools.run(List.of("unshare", "-m", "true")).exitCode() == 0, "SKIPPED: mounts are not allowed here");
        wrapper.addAll(List.of("unshare", "-m", "sh", "-ec", text + "; exec \"$@\"", "sh"));
        return this;
    }

    Tools.Answer migrate(String... arguments) throws IOException {
        return run("migrate_to_nfs.sh", arguments);
    }

    Tools.Answer run(String script, String... arguments) throws IOException {
        return Tools.run(command(script, arguments));
    }

    ProcessBuilder command(String script, String... arguments) {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(Arrays.asList(shell.split(" ")));
        command.add(home.resolve("dlc").resolve(script).toString());
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).directory(home.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder;
    }

    /// Every command of systemd, AWS or the mounts that was run, in order.
    List<String> calls() throws IOException {
        return Files.exists(path("calls")) ? Files.readAllLines(path("calls")) : List.of();
    }

    /// Kind, mode, owner, name, target, and for files time and sum, of all in these places.
    String tree(Path... places) {
        List<String> command = new ArrayList<>(List.of("sh", "-ec", """
                for place; do
                  cd "$place" 2>/dev/null || continue
                  find . \\( -type f -printf '%P %y %m %U:%G %s %T@ ' -exec sha256sum {} \\; \\) -o -printf '%P %y %m %U:%G %l\\n' | sort
                done""", "sh"));
        Arrays.stream(places).map(Path::toString).forEach(command::add);
        Tools.Answer listed = Tools.run(command);
        assertThat(listed.stderr()).isEmpty();
        return listed.stdout();
    }

    /// All of DLC on this host, and what systemd and mount read: all that a way back has to bring back.
    String host() throws IOException {
        return tree(path("opt"), path("store"), path("etc/dlc"), path("etc/systemd")) + read("etc/fstab");
    }
}
