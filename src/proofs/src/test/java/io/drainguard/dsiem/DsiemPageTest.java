package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page on a dsiem cluster names what templates, scripts and manifests have, and quotes what they say.
class DsiemPageTest {
    private static final Path NODES = Path.of("nodes/dsiem");
    private static final Path CLUSTER = Path.of("templates/dsiem.yaml");
    private static final Path BACKEND = Path.of("templates/dsiem-backend.yaml");

    /// What dsiem's own source says, and no script of this repository: cmd and internal/pkg/dsiem/asset.
    private static final Set<String> OF_DSIEM = Set.of("Cannot find asset files");

    private String page;
    private String scripts;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(Path.of("docs/how-to/dsiem.md"));
        StringBuilder text = new StringBuilder();
        try (Stream<Path> files = Files.walk(NODES)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                text.append(Files.readString(file));
            }
        }
        scripts = text.toString();
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private String blocks(String with) {
        return Pattern.compile("(?ms)^```(?:bash|sh)\n(.*?)^```$")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .filter(block -> block.contains(with))
                .collect(Collectors.joining());
    }

    @Test
    void everyParameterOutputAndAlarm_isInATemplate() throws IOException {
        Set<String> declared = new TreeSet<>();
        for (Path template : List.of(CLUSTER, BACKEND)) {
            declared.addAll(Template.load(template).parameters().keySet());
            declared.addAll(found("(?m)^  ([A-Z]\\w+):$", Files.readString(template)));
        }
        Set<String> named = found("`([A-Z][a-z0-9]+[A-Z]\\w*|Overlap)`", page);
        // Of Kubernetes.
        named.remove("OnDelete");
        named.addAll(found("output (?:siem|\"siem-\\$1\") (\\w+)", page));

        assertThat(named).contains("Overlap", "MaxQueue", "SendersAddress", "SuccessorFails", "DrainDocumentNames");
        assertThat(declared).containsAll(named);
    }

    /// A deployment that the page shows names only parameters, and all that have no default.
    @Test
    void everyDeployment_isComplete() throws IOException {
        for (Path template : List.of(CLUSTER, BACKEND)) {
            Set<String> given = found("(?:^|\\s)([A-Z][A-Za-z0-9]+)=[\\w\"$/@]", blocks("--template-file " + template));
            Set<String> needed = new TreeSet<>();
            JsonNode parameters = Template.load(template).raw().path("Parameters");
            parameters.properties().stream()
                    .filter(parameter -> !parameter.getValue().has("Default"))
                    .forEach(parameter -> needed.add(parameter.getKey()));

            assertThat(given).containsAll(needed);
            assertThat(Template.load(template).parameters().keySet()).containsAll(given);
        }
    }

    @Test
    void everyGroup_hasItsName() throws IOException {
        Set<String> names = found(
                "AutoScalingGroupName: !Sub \"\\$\\{AWS::StackName}(-[a-z]+)\"",
                Files.readString(CLUSTER) + Files.readString(BACKEND));

        assertThat(names).containsExactlyInAnyOrder("-nats", "-frontend", "-backend");
        assertThat(found("(?:group-names?|--group) \"?siem[a-z0-9$-]*(-[a-z]+)", page))
                .isEqualTo(names);
    }

    @Test
    void everyUnitFileAndObject_isThere() throws IOException {
        assertThat(found("-u ([a-z-]+)", page))
                .contains("dsiem-boot", "dsiem-handover", "dsiem")
                .allSatisfy(unit ->
                        assertThat(NODES.resolve("units/" + unit + ".service")).exists());
        assertThat(found("`([a-z]+\\.yaml)`", page))
                .hasSizeGreaterThan(2)
                .allSatisfy(file -> assertThat(
                                Files.exists(NODES.resolve("kubernetes").resolve(file)) || Files.exists(Path.of(file)))
                        .as(file)
                        .isTrue());
        Set<String> sets = new HashSet<>();
        Manifests.in(NODES.resolve("kubernetes"))
                .forEach(object -> sets.add(object.getKind().toLowerCase(Locale.ROOT) + "/"
                        + object.getMetadata().getName()));
        assertThat(sets).containsAll(found("(statefulset/[a-z-]+[a-z])", page));
        assertThat(found("sed -i 's\\|([^|]+)\\|", page)).containsExactly("example.com/dsiem:set-me");
        assertThat(scripts).contains("example.com/dsiem:set-me");
    }

    /// What stands in italics is a message; "..." stands for what differs.
    @Test
    void everyMessage_isOneThatAScriptPrints() {
        String said = scripts.replace("${pattern}", "directives_")
                .replace("$pattern", "directives_")
                .replace("${serving:-nobody}", "nobody")
                .replace("WARNING: $text", "WARNING: OVERLAP=");
        List<String> messages = page.lines()
                .flatMap(line -> Pattern.compile("(?<![*\\w])\\*([^*]+)\\*(?!\\*)")
                        .matcher(line)
                        .results())
                .map((MatchResult match) -> match.group(1))
                .filter(message -> !message.equals("...") && !OF_DSIEM.contains(message))
                .toList();

        assertThat(messages)
                .hasSizeGreaterThan(12)
                .allSatisfy(message -> assertThat(Stream.of(message.split(
                                        "\\.\\.\\.|4200|backend-01|backend |found 12|this backend|directives_"))
                                .map(String::strip)
                                .filter(part -> part.length() > 3))
                        .as(message)
                        .isNotEmpty()
                        .allSatisfy(part -> assertThat(said).contains(part)));
    }

    /// The command for the largest sum, on the directives of dsiem's own sample: 0, 600 and 3600 seconds.
    @Test
    void longestCorrelation_isTheSumOfItsTimeouts(@TempDir Path home) throws IOException {
        Tools.assumeInstalled("jq");
        String command = blocks("[.rules[].timeout] | add").strip();
        Files.writeString(home.resolve("directives_a_one.json"), """
                {"directives": [{"rules": [{"timeout": 0}, {"timeout": 600}, {"timeout": 3600}]},
                  {"disabled": true, "rules": [{"timeout": 90000}]}]}
                """);
        Files.writeString(
                home.resolve("directives_b_two.json"),
                "{\"directives\": [{\"rules\": [{\"timeout\": 0}, {\"timeout\": 4000}]}]}");

        Tools.Answer answer = Tools.run(new ProcessBuilder("sh", "-c", command).directory(home.toFile()));

        assertThat(answer.stdout()).as(answer.stderr()).isEqualTo("4200\n");
        assertThat(page).contains("0, 600 and 3600 can stay open for 4200 s", "Overlap=4200");
    }

    /// The queries are JSON; the fields that they read are those that Filebeat adds, on nodes and in pods.
    @Test
    void everyQuery_isJson() throws IOException {
        List<String> queries = Pattern.compile("(?s)-d '(\\{.*?\\})'")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .toList();

        assertThat(queries).hasSize(4);
        for (String query : queries) {
            assertThat(new ObjectMapper().readTree(query).has("query")).isTrue();
        }
        for (String shipper : List.of("filebeat.yml", "kubernetes/files/filebeat.yml")) {
            assertThat(Files.readString(NODES.resolve(shipper)))
                    .containsPattern("drainguard: \\{node: \"\\$\\{DSIEM_NODE}\", instance: \"\\$\\{\\w+}\"}");
        }
    }

    /// The functions of the page, in the shell of whoever types them; no block may break off half-way.
    @Test
    void everyBlock_isShell(@TempDir Path home) throws IOException {
        for (String shell : List.of("bash", "dash")) {
            Tools.assumeInstalled(shell);
            Path file = Files.writeString(home.resolve("page.sh"), blocks(""));
            Tools.Answer answer = Tools.run(List.of(shell, "-n", file.toString()));
            assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        }
    }
}
