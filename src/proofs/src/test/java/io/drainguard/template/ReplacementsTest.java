package io.drainguard.template;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Which resources of a stack CloudFormation replaces, or takes away, when a parameter gets another value; the
/// page on stacks says what that means for nodes that wait.
class ReplacementsTest {
    private static final Path PAGE = Path.of("docs/stacks.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| `(\\w+)`([^|]*)\\| ([^|]*) \\| ([^|]*) \\|", Pattern.MULTILINE);
    private static final Pattern POLICY = Pattern.compile("```json\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    private static Template whole;
    private static ResourceSchemas schemas;

    @BeforeAll
    static void transform(@TempDir Path directory) throws IOException {
        whole = Deployments.complete(Transformed.load(directory))
                .with("RunOn", "Both")
                .with("AlarmEmail", "ops@example.com")
                .in("mystack", "eu-central-1");
        Set<String> types = new HashSet<>();
        whole.resources().values().forEach(one -> types.add(one.path("Type").asText()));
        schemas = ResourceSchemas.of(types);
    }

    @Test
    void page_listsWhatEachParameterReplaces() throws IOException {
        SortedMap<String, SortedSet<String>> listed = new TreeMap<>();
        ROW.matcher(Files.readString(PAGE))
                .results()
                .forEach(row -> listed.put(
                        row.group(1),
                        CODE.matcher(row.group(3))
                                .results()
                                .map(code -> code.group(1))
                                .collect(toCollection(TreeSet::new))));

        assertThat(listed).isEqualTo(replaced());
    }

    @Test
    void stackPolicyOnThePage_namesResourcesThatThereAre() throws IOException {
        Matcher policy = POLICY.matcher(Files.readString(PAGE));
        assertThat(policy.find()).isTrue();

        List<String> named = new ObjectMapper()
                .readTree(policy.group(1))
                .at("/Statement/1/Resource")
                .valueStream()
                .map(id -> id.asText().replace("LogicalResourceId/", ""))
                .toList();

        assertThat(named).containsExactly("WorkerAutoScalingGroup", "DrainDocument");
        assertThat(whole.resources()).containsKeys(named.toArray(String[]::new));
    }

    /// The group and the document are what nodes hang on: only these parameters touch them.
    @Test
    void groupAndDocument_areReplacedByTheirNamesOnly() {
        SortedMap<String, SortedSet<String>> replaced = replaced();

        assertThat(replaced).containsKeys("AutoScalingGroupName", "DocumentName");
        replaced.forEach((parameter, resources) -> {
            if (!Set.of("AutoScalingGroupName", "WorkerGroup").contains(parameter)) {
                assertThat(resources).as(parameter).doesNotContain("WorkerAutoScalingGroup");
            }
            if (!parameter.equals("DocumentName")) {
                assertThat(resources).as(parameter).doesNotContain("DrainDocument");
            }
        });
    }

    /// A document whose content changes gets a new version, unless its update method says otherwise
    /// (CloudFormation Template Reference, AWS::SSM::Document, UpdateMethod).
    @Test
    void documents_takeNewContentAsANewVersion() {
        assertThat(whole.resources("AWS::SSM::Document"))
                .hasSize(2)
                .allSatisfy((id, document) -> assertThat(
                                document.at("/Properties/UpdateMethod").asText())
                        .isEqualTo("NewVersion"));
    }

    /// What is replaced or taken away, by parameter; parameters that do neither are left out.
    private static SortedMap<String, SortedSet<String>> replaced() {
        SortedMap<String, SortedSet<String>> replaced = new TreeMap<>();
        whole.parameters().forEach((name, declaration) -> {
            SortedSet<String> resources = new TreeSet<>();
            others(name, declaration).forEach(value -> resources.addAll(replaced(whole, whole.with(name, value))));
            if (!resources.isEmpty()) {
                replaced.put(name, resources);
            }
        });
        return replaced;
    }

    private static List<String> others(String name, JsonNode declaration) {
        List<String> others = new ArrayList<>();
        declaration.path("AllowedValues").forEach(value -> others.add(value.asText()));
        others.remove(whole.parameterValue(name));
        if (others.isEmpty()) {
            others.add(declaration.path("Type").asText().equals("Number") ? "77" : "other");
        }
        return others;
    }

    private static SortedSet<String> replaced(Template before, Template after) {
        SortedSet<String> replaced = new TreeSet<>();
        before.resources().forEach((id, resource) -> {
            JsonNode changed = after.resources().get(id);
            if (changed == null || isReplaced(resource, changed)) {
                replaced.add(readable(id));
            }
        });
        return replaced;
    }

    private static boolean isReplaced(JsonNode before, JsonNode after) {
        return schemas.createOnly(before.path("Type").asText()).stream()
                .anyMatch(
                        property -> !before.at("/Properties/" + property).equals(after.at("/Properties/" + property)));
    }

    /// SAM names a version for what is in it.
    private static String readable(String id) {
        return id.startsWith("GuardVersion") ? "GuardVersion" : id;
    }
}
