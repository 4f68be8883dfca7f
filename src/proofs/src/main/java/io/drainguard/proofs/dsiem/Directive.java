package io.drainguard.proofs.dsiem;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What a backend looks for: a sequence of rules.
@JsonIgnoreProperties(ignoreUnknown = true)
public record Directive(
        @JsonProperty("id") int id,
        @JsonProperty("name") String name,
        @JsonProperty("priority") int priority,
        @JsonProperty("disabled") boolean disabled,
        @JsonProperty("kingdom") String kingdom,
        @JsonProperty("category") String category,
        @JsonProperty("rules") List<Rule> rules) {
    /// Copies the list.
    public Directive {
        rules = rules == null ? List.of() : List.copyOf(rules);
    }

    /// A directive of two rules, for an event of `pluginSid` 1 and after it one of 2 from the same source.
    ///
    /// @param pluginId of both events
    /// @param timeoutSeconds how long the second may take
    public static Directive ofTwo(int id, int pluginId, long timeoutSeconds) {
        List<Rule> rules = List.of(Rule.of(1, pluginId, 1, timeoutSeconds), Rule.of(2, pluginId, 2, timeoutSeconds));
        return new Directive(id, "directive " + id, 5, false, "kingdom", "category", rules);
    }

    /// Why a backend skips it, given those that it has taken, if it does: `ValidateDirective` of
    /// `siem/validate.go`.
    Optional<String> refusal(List<Directive> taken) {
        if (taken.stream().anyMatch(other -> other.id == id)) {
            return Optional.of("id '" + id + "' is already used as an ID by other directive");
        }
        if (isEmpty(name) || isEmpty(kingdom) || isEmpty(category)) {
            return Optional.of("Directive name, kingdom or category cannot be empty");
        }
        if (rules.size() <= 1) {
            return Optional.of("directive " + id + " has no rule or only 1 rule and therefore will never expire");
        }
        boolean isPlugin = rules.stream()
                .allMatch(rule -> "PluginRule".equals(rule.type())
                        && rule.stage() >= 1
                        && rule.pluginId() >= 1
                        && !rule.pluginSid().isEmpty());
        return isPlugin ? Optional.empty() : Optional.of("directive " + id + " contains invalid rule");
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    /// The bytes of a file `directives_*.json`.
    public static byte[] file(List<Directive> directives) {
        try {
            return Event.JSON.writeValueAsBytes(new Several(directives));
        } catch (JsonProcessingException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    /// What a backend takes from all files `directives_*.json` of a folder, whosever they are:
    /// `LoadDirectivesFromFile` of `siem/directive.go`.
    ///
    /// @throws IOException a file is unreadable, or no directive is left
    public static List<Directive> load(Path configs) throws IOException {
        List<Directive> taken = new ArrayList<>();
        for (Path file : files(configs, "directives_*.json")) {
            for (Directive one :
                    Event.JSON.readValue(file.toFile(), Several.class).directives()) {
                if (!one.disabled() && one.refusal(taken).isEmpty()) {
                    taken.add(one);
                }
            }
        }
        if (taken.isEmpty()) {
            throw new IOException("no directive loaded from the file");
        }
        return taken;
    }

    static TreeSet<Path> files(Path folder, String glob) throws IOException {
        TreeSet<Path> files = new TreeSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, glob)) {
            found.forEach(files::add);
        }
        return files;
    }

    @JsonIgnoreProperties(ignoreUnknown = true)
    private record Several(@JsonProperty("directives") List<Directive> directives) {
        Several {
            directives = directives == null ? List.of() : directives;
        }
    }
}
