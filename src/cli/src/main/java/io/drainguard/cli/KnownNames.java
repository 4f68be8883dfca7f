package io.drainguard.cli;

import io.drainguard.sweep.Group;
import io.drainguard.sweep.Reading;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The names of groups and nodes that a command has read, kept for the completion of the next one: one file for each
/// profile and Region as the operator names them, in the operator's cache folder.
final class KnownNames {
    private final @Nullable Path file;

    /// @param profile the profile that an option names, `null` for none
    /// @param region the Region that an option names, `null` for none
    KnownNames(Map<String, String> environment, @Nullable String profile, @Nullable String region) {
        this.file = cache(environment)
                .map(folder -> folder.resolve("names-"
                        + part(environment, profile, "AWS_PROFILE", "AWS_DEFAULT_PROFILE") + "-"
                        + part(environment, region, "AWS_REGION", "AWS_DEFAULT_REGION")))
                .orElse(null);
    }

    /// Returns the operator's cache folder for Drainguard (XDG Base Directory Specification); nothing if there is no
    /// home.
    static Optional<Path> cache(Map<String, String> environment) {
        return variable(environment, "XDG_CACHE_HOME")
                .filter(folder -> folder.startsWith("/"))
                .map(Path::of)
                .or(() -> variable(environment, "HOME").map(home -> Path.of(home, ".cache")))
                .map(folder -> folder.resolve("drainguard"));
    }

    /// Writes the names. Completion is a comfort: what cannot be written is left.
    void keep(Reading reading) {
        if (file == null) {
            return;
        }
        try {
            Path folder = Files.createDirectories(
                    Optional.ofNullable(file.getParent()).orElseThrow());
            Path written = Files.createTempFile(folder, "names", ".tmp");
            Files.write(written, lines(reading));
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException | SecurityException unwritten) {
            // The next completion offers what it offered before.
        }
    }

    private static List<String> lines(Reading reading) {
        return reading.groups().stream().flatMap(KnownNames::lines).toList();
    }

    private static Stream<String> lines(Group group) {
        return Stream.concat(
                        Stream.of("group " + group.name()),
                        group.members().stream().map(member -> "node " + member.instance()))
                .filter(line -> line.lines().count() == 1);
    }

    private static String part(
            Map<String, String> environment, @Nullable String option, String variable, String other) {
        return Optional.ofNullable(option)
                .or(() -> variable(environment, variable))
                .or(() -> variable(environment, other))
                .orElse("")
                .replaceAll("[^A-Za-z0-9._]", "_");
    }

    private static Optional<String> variable(Map<String, String> environment, String name) {
        return Optional.of(environment.getOrDefault(name, "")).filter(value -> !value.isEmpty());
    }
}
