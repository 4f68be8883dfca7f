package io.drainguard.nodes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The test's hand on what AWS tells the guests of a lab; see AccountServer for who asks and how.
final class Account {
    private final Path folder;

    Account(Lab lab) {
        folder = lab.folder().resolve("account");
        try {
            Files.createDirectories(folder);
            Process server = lab.inside(List.of(
                            System.getProperty("java.home") + "/bin/java",
                            "-Xmx32m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            Lab.CLASSES.toString(),
                            AccountServer.class.getName(),
                            folder.toString()))
                    .redirectError(folder.resolve("log").toFile())
                    .start();
            String ready = server.inputReader().readLine();
            if (!"ready".equals(ready)) throw new AssertionError(Files.readString(folder.resolve("log")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Lets the metadata of a guest say what Auto Scaling wants of it: InService or Terminated.
    void target(String guest, String state) {
        write(guest + ".target", state);
    }

    /// Lets EC2 say this of an instance: running, shutting-down, terminated, unknown; or be silent.
    void says(String instance, String word) {
        write(instance + ".state", word);
    }

    /// Whether somebody asked EC2 to terminate the instance.
    boolean askedToTerminate(String instance) {
        return Files.exists(folder.resolve(instance + ".asked"));
    }

    /// Lets EC2 do what it is asked: the machine goes off, and only then EC2 says so.
    void obey(Guest... guests) {
        Thread.ofVirtual().start(() -> {
            for (List<Guest> left = new ArrayList<>(List.of(guests));
                    !left.isEmpty();
                    Waiting.pause(Duration.ofMillis(200))) {
                left.stream()
                        .filter(guest -> askedToTerminate(guest.instance()))
                        .toList()
                        .forEach(guest -> {
                            guest.kill();
                            says(guest.instance(), "terminated");
                            left.remove(guest);
                        });
            }
        });
    }

    /// Every call of the stub `aws`: the guest, then its words.
    List<String> calls() {
        try {
            Path calls = folder.resolve("calls");
            return Files.exists(calls) ? Files.readAllLines(calls) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String file, String text) {
        try {
            Path fresh = folder.resolve(file + ".new");
            Files.writeString(fresh, text);
            Files.move(
                    fresh, folder.resolve(file), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
