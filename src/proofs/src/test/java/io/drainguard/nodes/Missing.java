package io.drainguard.nodes;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/// What this machine lacks to run guests.
final class Missing {
    /// Command to Debian package.
    private static final Map<String, String> COMMANDS = Map.ofEntries(
            Map.entry("linux.uml", "user-mode-linux"),
            Map.entry("ganesha.nfsd", "nfs-ganesha"),
            Map.entry("mount.nfs4", "nfs-common"),
            Map.entry("modprobe", "kmod"),
            Map.entry("ip", "iproute2"),
            Map.entry("mke2fs", "e2fsprogs"),
            Map.entry("curl", "curl"),
            Map.entry("bash", "bash"),
            Map.entry("unshare", "util-linux"),
            Map.entry("nsenter", "util-linux"));

    private static final List<String> FOLDERS =
            List.of("/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin");

    private Missing() {}

    /// Names what is missing, or nothing where guests can run.
    static List<String> here() {
        List<String> missing = new ArrayList<>();
        TreeSet<String> packages = new TreeSet<>();
        COMMANDS.forEach((command, owner) -> {
            if (FOLDERS.stream().noneMatch(folder -> Files.isExecutable(Path.of(folder, command)))) packages.add(owner);
        });
        if (!Files.exists(Path.of("/lib/systemd/systemd"))) packages.add("systemd");
        if (!hasGaneshaFolders()) packages.add("nfs-ganesha-vfs");
        if (!packages.isEmpty()) missing.add("the packages " + String.join(" ", packages));
        if (!System.getProperty("user.name").equals("root")) missing.add("root");
        if (!Files.exists(Path.of("/dev/net/tun"))) missing.add("/dev/net/tun");
        if (!Files.isSymbolicLink(Path.of("/lib"))) missing.add("a /lib that is in /usr");
        if (missing.isEmpty() && !mayMakeNamespaces())
            missing.add("the right to make namespaces and taps (unshare, ip)");
        return missing;
    }

    private static boolean hasGaneshaFolders() {
        return Stream.of("/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib")
                .anyMatch(folder -> Files.exists(Path.of(folder, "ganesha/libfsalvfs.so")));
    }

    private static boolean mayMakeNamespaces() {
        try {
            return new ProcessBuilder(
                                    "unshare", "--net", "--mount", "--pid", "--fork", "ip", "tuntap", "add", "t",
                                    "mode", "tap")
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (java.io.IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
