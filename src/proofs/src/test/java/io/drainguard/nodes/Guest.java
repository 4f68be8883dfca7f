package io.drainguard.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/// A machine of its own kernel: user-mode Linux on a copy of an image, with systemd, two wires and a serial line. A
/// guest that
/// reboots by itself comes back, as an instance does.
final class Guest {
    private final Lab lab;
    private final String name;
    private final String address;
    private final Path folder;
    private final AtomicInteger commands = new AtomicInteger();
    private volatile boolean off = true;
    private volatile Process process;
    private volatile ProcessHandle kernel;
    private volatile int boots;

    /// Name `a` or `b`: the lab has one pair of wires for each.
    Guest(Lab lab, String name, Path image) {
        this.lab = lab;
        this.name = name;
        this.address = name.equals("a") ? "10.77.0.2" : "10.77.0.3";
        this.folder = lab.folder().resolve(name);
        try {
            Files.createDirectories(folder);
            // DLC's own user writes into it.
            Files.writeString(record(), "");
            if (!record().toFile().setWritable(true, false)) throw new AssertionError(record());
            Files.copy(image, disk(), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        start();
        awaitBoots(1);
    }

    String name() {
        return name;
    }

    /// What EC2 and the metadata call it.
    String instance() {
        return instance(name);
    }

    static String instance(String name) {
        return "i-0" + name.repeat(16);
    }

    Path disk() {
        return folder.resolve("disk");
    }

    /// What the stand-in of DLC writes about its own life, on a disk outside NFS.
    Path record() {
        return folder.resolve("dlc.record");
    }

    /// A line of uptime at least twice a second, on a disk outside NFS, by a process that touches no network.
    Path counter() {
        return folder.resolve("counter");
    }

    /// How often this guest has come up.
    int boots() {
        return boots;
    }

    void awaitBoots(int number) {
        Waiting.untilTrue(
                name + " boots for time " + number + ", see " + console(),
                Duration.ofSeconds(60),
                () -> boots >= number);
    }

    private Path console() {
        return folder.resolve("console.log");
    }

    private void start() {
        Path up = folder.resolve("up");
        try {
            Files.deleteIfExists(up);
            process = lab.inside(command())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.appendTo(console().toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        kernel = Signals.child(process);
        off = false;
        process.onExit().thenRun(() -> {
            if (!off && lab.isOpen()) {
                lab.endOrphans(name);
                start();
            }
        });
        Thread.ofVirtual().start(() -> {
            Waiting.untilTrue(up.toString(), Duration.ofSeconds(60), () -> Files.exists(up));
            boots++;
        });
    }

    private List<String> command() {
        String java = System.getProperty("java.home");
        // The kernel would boot again in its own process, which leaves the taps to nobody; under this name it cannot,
        // and ends.
        return List.of(
                "bash",
                "-c",
                "TMPDIR=" + lab.folder() + "/shm exec -a /nowhere linux.uml \"$@\"",
                "uml",
                "mem=192M",
                "umid=" + name,
                "uml_dir=/run/uml/",
                "ubda=" + disk(),
                "root=none",
                "rootfstype=hostfs",
                "rootflags=/",
                "ro",
                "init=" + Lab.SCRIPTS.resolve("guest-init"),
                "vec0:transport=tap,ifname=net-" + name,
                "vec1:transport=tap,ifname=imds-" + name,
                "con=null",
                "con0=null,fd:2",
                "ssl=null",
                "ssl0=fd:0,fd:1",
                "LAB=" + lab.folder(),
                "GUEST=" + name,
                "ADDRESS=" + address,
                "JAVA=" + java,
                "CLASSES=" + Lab.CLASSES,
                "loglevel=5",
                "systemd.unit=multi-user.target",
                "systemd.show_status=0");
    }

    /// Runs a shell command in the guest to its end.
    Answer run(String command) {
        int number = start(command);
        Path code = folder.resolve(number + ".code");
        Waiting.untilTrue("in " + name + ": " + command, Duration.ofSeconds(90), () -> Files.exists(code));
        try {
            Path out = folder.resolve(number + ".out");
            return new Answer(Integer.parseInt(Files.readString(code).strip()), Files.readString(out));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts a shell command in the guest and does not wait for it.
    int start(String command) {
        if (command.contains("\n")) throw new IllegalArgumentException("one line, please: " + command);
        int number = commands.incrementAndGet();
        try {
            process.outputWriter().write(number + " " + command + "\n");
            process.outputWriter().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return number;
    }

    /// Whether the journal, which also goes to the console, has these words.
    boolean hasSaid(String words) {
        try {
            return Files.readString(console(), StandardCharsets.ISO_8859_1).contains(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Pulls the plug: nothing is written any more.
    void kill() {
        if (off) return;
        off = true;
        Signals.kill(process, kernel);
    }

    /// Stops the whole machine, as a hypervisor may.
    void pause() {
        Signals.stop(kernel);
    }

    void wake() {
        Signals.wake(process, kernel);
    }

    /// Waits until the guest has switched itself off.
    void awaitOff() {
        off = true;
        process.onExit().orTimeout(60, java.util.concurrent.TimeUnit.SECONDS).join();
    }

    /// What a command printed on both streams, after its exit code.
    record Answer(int code, String out) {}
}
