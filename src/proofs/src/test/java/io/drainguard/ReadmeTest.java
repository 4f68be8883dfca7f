package io.drainguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The README says what the template and the code say.
class ReadmeTest {
    private static final Pattern SETTING =
            Pattern.compile("^\\| `(\\w+)` \\| (?:`(\\w+)` )?\\| (?:`([^`]*)` )?\\| .*\\|$", Pattern.MULTILINE);

    String readme;
    Template template;

    @BeforeEach
    void read() throws IOException {
        readme = Files.readString(Path.of("README.md"));
        template = Template.load(Path.of("template.yaml"));
    }

    @Test
    void everyParameter_standsInTheReadmeWithItsDefault() {
        Map<String, String> told = new TreeMap<>();
        settings().forEach((name, row) -> told.put(name, row.group(3) == null ? "" : row.group(3)));
        Map<String, String> declared = template.parameters().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> defaultOf(entry.getValue())));

        assertThat(told).isEqualTo(new TreeMap<>(declared));
    }

    @Test
    void everySetting_standsBesideItsParameter() {
        Map<String, String> told = new TreeMap<>();
        settings().forEach((name, row) -> {
            if (row.group(2) != null) {
                told.put(name, row.group(2));
            }
        });

        assertThat(told)
                .isEqualTo(Map.of(
                        "LifecycleHookName", Settings.HOOK_NAME,
                        "MaxHold", Settings.MAX_HOLD,
                        "ProtectVolumes", Settings.PROTECT_VOLUMES,
                        "LookTimeout", Settings.LOOK_TIMEOUT));
    }

    @Test
    void everyPermission_standsInTheReadme() {
        Map<String, String> told = Pattern.compile("^\\| `(\\w+:\\w+)` \\| (.*) \\| .+ \\|$", Pattern.MULTILINE)
                .matcher(readme)
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));

        assertThat(told.keySet()).isEqualTo(new TreeSet<>(template.iamActions()));
    }

    @Test
    void bothCommands_areTheOnesThatAreChecked() throws IOException {
        String checked = Files.readString(Path.of(".ci/run"));

        assertThat(readme.lines().limit(16).toList()).anyMatch(line -> line.startsWith("mvn verify"));
        assertThat(readme.lines().limit(16).toList()).anyMatch(line -> line.startsWith("mvn -q -Pdemo package"));
        assertThat(checked).contains("mvn -B -ntp verify").contains("mvn -B -ntp -q -Pdemo package");
    }

    @Test
    void everyFileItLinksTo_isThere() {
        Pattern.compile("\\]\\((?!http)([^)#]+)\\)")
                .matcher(readme)
                .results()
                .map(link -> Path.of(link.group(1)))
                .forEach(file -> assertThat(file).exists());
    }

    private Map<String, MatchResult> settings() {
        return SETTING.matcher(readme)
                .results()
                .filter(row -> Character.isUpperCase(row.group(1).charAt(0)))
                .filter(row -> template.parameters().containsKey(row.group(1)))
                .collect(Collectors.toMap(row -> row.group(1), row -> row));
    }

    private static String defaultOf(JsonNode parameter) {
        return parameter.path("Default").asText("");
    }
}
