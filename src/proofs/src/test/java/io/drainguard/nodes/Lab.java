package io.drainguard.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Namespaces with a network of two guests, an NFS server and an account. Everything in here ends with this process:
/// the lab
/// lives as long as its standard input, which is a pipe from here.
final class Lab implements AutoCloseable {
    static final Path SCRIPTS = Path.of("src/proofs/src/nodes").toAbsolutePath();

    /// The classes of the stand-ins, which run in the lab and in its guests.
    static final Path CLASSES = Path.of(
            Lab.class.getProtectionDomain().getCodeSource().getLocation().getPath());

    private final Path folder;
    private final Process namespaces;
    private final ProcessHandle first;
    private volatile boolean open = true;

    /// Makes the namespaces; the folder is on a disk of this machine, outside NFS.
    Lab(Path folder) {
        this.folder = folder;
        try {
            Commands.run("rm", "-rf", folder.toString());
            Files.createDirectories(folder);
            namespaces = new ProcessBuilder(
                            "unshare",
                            "--net",
                            "--mount",
                            "--pid",
                            "--fork",
                            "--kill-child",
                            "--mount-proc",
                            "sh",
                            SCRIPTS.resolve("lab.sh").toString(),
                            folder.toString())
                    .redirectError(folder.resolve("lab.log").toFile())
                    .start();
            String ready = namespaces.inputReader().readLine();
            if (!"ready".equals(ready)) throw new AssertionError(Files.readString(folder.resolve("lab.log")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        first = Signals.child(namespaces);
    }

    Path folder() {
        return folder;
    }

    /// What the server exports, as this machine sees it.
    Path exported() {
        return Path.of("/proc/" + first.pid() + "/root")
                .resolve(folder.resolve("nfs/export").toString().substring(1));
    }

    /// A command inside the namespaces; the process that is started only waits for it.
    ProcessBuilder inside(List<String> command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "-t", String.valueOf(first.pid()), "-n", "-m", "-p"));
        all.addAll(command);
        return new ProcessBuilder(all);
    }

    /// Takes a guest's cable out of the bridge. Its interface stays up, since a kernel whose tap is down spins on it.
    void cut(String guest) {
        ip("link", "set", "net-" + guest, "nomaster");
    }

    void heal(String guest) {
        ip("link", "set", "net-" + guest, "master", "net0");
    }

    private void ip(String... words) {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(words));
        try {
            int code = inside(command).inheritIO().start().waitFor();
            if (code != 0) throw new AssertionError(command + " exits with " + code);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Ends what an earlier kernel of a guest has left: its processes would hold the guest's taps.
    void endOrphans(String guest) {
        first.children()
                .filter(orphan -> orphan.info().commandLine().orElse("").contains("umid=" + guest + " "))
                .forEach(ProcessHandle::destroyForcibly);
    }

    boolean isOpen() {
        return open && first.isAlive();
    }

    @Override
    public void close() {
        open = false;
        try {
            namespaces.outputWriter().close();
            namespaces.waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
