package io.drainguard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// README and reference pages say what the template and the code say.
class ReadmeTest {
    /// A link to a file or to a heading, not to the web.
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:)([^)#\\s]*)(?:#([^)\\s]+))?\\)");

    private static final Pattern SETTING =
            Pattern.compile("^\\| `(\\w+)` \\| (?:`(\\w+)` )?\\| (?:`([^`]*)` )?\\| .*\\|$", Pattern.MULTILINE);

    String readme;
    String settings;
    String permissions;
    Template template;

    @BeforeEach
    void read() throws IOException {
        readme = Files.readString(Path.of("README.md"));
        settings = Files.readString(Path.of("docs/reference/settings.md"));
        permissions = Files.readString(Path.of("docs/reference/permissions.md"));
        template = Template.load(Path.of("template.yaml"));
    }

    @Test
    void everyParameter_standsInTheReferenceWithItsDefault() {
        Map<String, String> told = new TreeMap<>();
        rows().forEach((name, row) -> told.put(name, row.group(3) == null ? "" : row.group(3)));
        Map<String, String> declared = template.parameters().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> defaultOf(entry.getValue())));

        assertThat(told).isEqualTo(new TreeMap<>(declared));
    }

    @Test
    void everySetting_standsBesideItsParameter() {
        Map<String, String> told = new TreeMap<>();
        rows().forEach((name, row) -> {
            if (row.group(2) != null) {
                told.put(name, row.group(2));
            }
        });

        assertThat(told)
                .isEqualTo(Map.of(
                        "LifecycleHookName", Settings.HOOK_NAME,
                        "MaxHold", Settings.MAX_HOLD,
                        "ProtectVolumes", Settings.PROTECT_VOLUMES,
                        "EndRetained", Settings.END_RETAINED,
                        "GroupMetrics", Settings.GROUP_METRICS,
                        "Notices", Settings.NOTICES));
    }

    @Test
    void everyPermission_standsInTheReference() {
        Map<String, String> told = Pattern.compile("^\\| `(\\w+:\\w+)` \\| (.*) \\| .+ \\|$", Pattern.MULTILINE)
                .matcher(permissions)
                .results()
                .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2)));

        assertThat(told.keySet()).isEqualTo(new TreeSet<>(template.iamActions()));
    }

    @Test
    void bothCommands_areTheOnesThatAreChecked() throws IOException {
        String checked = Files.readString(Path.of(".ci/run"));

        assertThat(readme.lines().limit(16).toList())
                .anyMatch(line -> line.startsWith("mvn verify"))
                .anyMatch(line -> line.startsWith("mvn -q -Pdemo package"))
                .anyMatch(line -> line.startsWith("mvn -q -Pquick package"));
        assertThat(checked).contains("mvn -B -ntp verify").contains("mvn -B -ntp -q -Pdemo package");
    }

    @Test
    void readme_isADoorAndNotAnEncyclopedia() {
        List<String> lines = readme.lines().toList();

        assertThat(lines).hasSizeBetween(200, 240);
        assertThat(lines.subList(0, 80)).anyMatch(line -> line.startsWith("**A group that exists**"));
    }

    @Test
    void everyPage_linksToFilesAndHeadingsThatAreThere() throws IOException {
        for (Path page : pages()) {
            for (MatchResult link :
                    LINK.matcher(Files.readString(page)).results().toList()) {
                Path target = link.group(1).isEmpty()
                        ? page
                        : page.resolveSibling(link.group(1)).normalize();
                assertThat(target).as("link in " + page).exists();
                if (link.group(2) != null) {
                    assertThat(anchors(target))
                            .as("heading of " + target + ", linked in " + page)
                            .contains(link.group(2));
                }
            }
        }
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(
                Path.of("README.md"),
                Path.of("ARCHITECTURE.md"),
                Path.of("CONTRIBUTING.md"),
                Path.of("SECURITY.md"),
                Path.of("CHANGELOG.md")));
        try (Stream<Path> docs = Files.walk(Path.of("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
        }
        return pages;
    }

    /// The names under which a page's headings can be linked to, made as GitHub makes them.
    private static Set<String> anchors(Path page) throws IOException {
        return Files.readAllLines(page).stream()
                .filter(line -> line.matches("#+ .*"))
                .map(line -> line.replaceFirst("^#+ +", "").toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private Map<String, MatchResult> rows() {
        return SETTING.matcher(settings)
                .results()
                .filter(row -> Character.isUpperCase(row.group(1).charAt(0)))
                .filter(row -> template.parameters().containsKey(row.group(1)))
                .collect(Collectors.toMap(row -> row.group(1), row -> row));
    }

    private static String defaultOf(JsonNode parameter) {
        return parameter.path("Default").asText("");
    }
}
