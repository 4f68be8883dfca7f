package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The names that stacks give their resources: several stacks live in a Region, one name lives in several Regions,
/// and the longest name of a stack is one too.
class StackNamesTest {
    private static final String REGION = "eu-central-1";

    /// CloudFormation API Reference, CreateStack: up to 128 letters, digits and hyphens, a letter first.
    private static final int LONGEST_STACK = 128;

    /// `rescue-drainguard-` and this are the 128 characters that Systems Manager allows.
    private static final int LONGEST_WITHOUT_DOCUMENT_NAME = 110;

    private static Template transformed;
    private static ResourceSchemas schemas;

    @BeforeAll
    static void transform(@TempDir Path directory) throws IOException {
        transformed = Deployments.complete(Transformed.load(directory))
                .with("RunOn", "Both")
                .with("AlarmEmail", "ops@example.com");
        Set<String> types = new HashSet<>();
        transformed
                .resources()
                .values()
                .forEach(one -> types.add(one.path("Type").asText()));
        schemas = ResourceSchemas.of(types);
    }

    @Test
    void twoStacksInARegion_shareNoName() {
        SortedMap<String, String> one = names(transformed.in("one", REGION));
        SortedMap<String, String> two = names(transformed.in("two", REGION));

        assertThat(one)
                .containsKeys(
                        "DrainDocument Name",
                        "RescueDocument Name",
                        "DocumentsParameter Name",
                        "GuardDashboard DashboardName",
                        "WorkerAutoScalingGroup AutoScalingGroupName",
                        "DecisionsOfTheLastDay Name");
        assertThat(one.keySet()).isEqualTo(two.keySet());
        assertThat(one.values()).doesNotContainAnyElementsOf(two.values());
    }

    /// A value that both stacks' tags have would let one guard's documents, roles or people reach the other's nodes.
    @Test
    void twoStacksInARegion_shareNoTag() {
        assertThat(tags(transformed.in("one", REGION)))
                .isNotEmpty()
                .doesNotContainAnyElementsOf(tags(transformed.in("two", REGION)));
    }

    /// The guard writes its metrics, and its alarms read them, under its own name.
    @Test
    void twoStacksInARegion_shareNoMetricOfTheGuard() {
        assertThat(guards(transformed.in("one", REGION)))
                .hasSize(2)
                .doesNotContainAnyElementsOf(guards(transformed.in("two", REGION)));
    }

    /// Dashboards have one name for all Regions of an account (CloudWatch API Reference, PutDashboard), and so has
    /// all of IAM, whose names CloudFormation makes.
    @Test
    void oneStackInTwoRegions_sharesNoNameThatIsGlobal() {
        SortedMap<String, String> here = names(transformed.in("one", REGION));
        SortedMap<String, String> there = names(transformed.in("one", "us-east-1"));

        assertThat(here.get("GuardDashboard DashboardName")).isNotEqualTo(there.get("GuardDashboard DashboardName"));
        assertThat(here.keySet()).noneMatch(key -> type(key).startsWith("AWS::IAM::"));
        here.forEach((key, name) -> {
            if (!name.equals(there.get(key))) {
                assertThat(type(key)).isEqualTo("AWS::CloudWatch::Dashboard");
            }
        });
    }

    @Test
    void nameWithNeitherStackNorRegion_isTheAliasOfAFunctionAlone() {
        SortedMap<String, String> names = names(transformed.in("mystack", REGION));
        names.values().removeIf(name -> name.contains("mystack") || name.contains(REGION));

        assertThat(transformed.resources("AWS::Lambda::Alias")).hasSize(1);
        assertThat(transformed.properties("GuardAliaslive").path("Name").asText())
                .isEqualTo("live");
        assertThat(names).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 10, LONGEST_WITHOUT_DOCUMENT_NAME})
    void stackName_needsNoOtherUpToThisLength(int length) {
        assertFits(transformed.in("s".repeat(length), "ap-southeast-1"));
    }

    @Test
    void longestStackName_fitsWithADocumentNameOfItsOwn() {
        assertFits(transformed
                .with("DocumentName", "drainguard-" + "d".repeat(LONGEST_WITHOUT_DOCUMENT_NAME))
                .in("s".repeat(LONGEST_STACK), "ap-southeast-1"));
    }

    /// CloudFormation compares properties with these patterns before it makes anything (CloudFormation User Guide,
    /// validate stack deployments), so a name that is too long is refused within seconds.
    @Test
    void longerStackName_breaksThePatternOfADocumentsName() {
        SortedMap<String, String> names = names(transformed.in("s".repeat(LONGEST_WITHOUT_DOCUMENT_NAME + 1), REGION));

        assertThat(names.get("RescueDocument Name"))
                .doesNotMatch(schemas.pattern("AWS::SSM::Document", "Name"))
                .hasSize(129);
        assertThat(names.get("DrainDocument Name")).matches(schemas.pattern("AWS::SSM::Document", "Name"));
    }

    @Test
    void documentName_isItsAndItsRescuesName() {
        Template named = transformed.with("DocumentName", "drainguard-logs");

        assertThat(named.properties("DrainDocument").path("Name").asText()).isEqualTo("drainguard-logs");
        assertThat(named.properties("RescueDocument").path("Name").asText()).isEqualTo("rescue-drainguard-logs");
        assertThat(named.output("DrainDocumentName")).isEqualTo("drainguard-logs");
        assertThat(named.properties("DocumentsParameter").path("Value").asText())
                .isEqualTo("drainguard-logs");
    }

    /// The value that a stack from before has kept, with its blanks.
    @Test
    void nameThatAStackHas_stays() {
        Template kept = transformed.with("AutoScalingGroupName", "Cribl Worker Group Autoscaling Group");

        assertThat(kept.properties("WorkerAutoScalingGroup")
                        .path("AutoScalingGroupName")
                        .asText())
                .isEqualTo("Cribl Worker Group Autoscaling Group")
                .matches(transformed
                        .parameters()
                        .get("AutoScalingGroupName")
                        .path("AllowedPattern")
                        .asText());
    }

    /// Alarms, tags and the workers' role name the group without referring to it.
    @ParameterizedTest
    @ValueSource(strings = {"", "my workers"})
    void whatNamesTheGroup_namesTheSameOne(String given) {
        Template stack = transformed.with("AutoScalingGroupName", given).in("mystack", REGION);
        String name = given.isEmpty() ? "mystack-workers" : given;

        assertThat(stack.properties("WorkerAutoScalingGroup")
                        .path("AutoScalingGroupName")
                        .asText())
                .isEqualTo(name);
        Set<String> watched = new HashSet<>();
        stack.resources("AWS::CloudWatch::Alarm")
                .values()
                .forEach(alarm -> alarm.findValues("Dimensions")
                        .forEach(dimensions -> dimensions.forEach(one -> {
                            if (one.path("Name").asText().equals("AutoScalingGroupName")) {
                                watched.add(one.path("Value").asText());
                            }
                        })));
        assertThat(watched).containsExactly(name);
        assertThat(stack.properties("WorkerRole").toString()).contains("autoScalingGroupName/" + name + "\"");
        assertThat(tag(stack.properties("WorkerAutoScalingGroup").path("Tags"), "Name"))
                .isEqualTo(name);
    }

    private static void assertFits(Template stack) {
        names(stack).forEach((key, name) -> {
            String property = key.substring(key.indexOf(' ') + 1);
            int longest = schemas.longest(type(key), property);
            assertThat(name).as(key).matches(schemas.pattern(type(key), property));
            assertThat(name.length()).as(key).isLessThanOrEqualTo(longest == 0 ? 255 : longest);
        });
        // CloudWatch API Reference, Dimension; EC2 Auto Scaling API Reference, Tag.
        assertThat(guards(stack)).allSatisfy(guard -> assertThat(guard).hasSizeLessThanOrEqualTo(255));
        assertThat(tags(stack)).allSatisfy(tag -> assertThat(tag).hasSizeLessThanOrEqualTo(256));
    }

    /// The names that the template itself gives, by logical id and property. A function's alias has a name within
    /// it only.
    private static SortedMap<String, String> names(Template stack) {
        SortedMap<String, String> names = new TreeMap<>();
        stack.resources()
                .forEach((id, resource) -> resource.path("Properties")
                        .properties()
                        .forEach(property -> {
                            boolean isItsOwn = property.getKey().equals("Name")
                                    || (property.getKey().endsWith("Name")
                                            && schemas.createOnly(type(id)).contains(property.getKey()));
                            boolean isOfTheFunction = type(id).startsWith("AWS::Lambda::");
                            if (isItsOwn && !isOfTheFunction) {
                                names.put(
                                        id + " " + property.getKey(),
                                        property.getValue().asText());
                            }
                        }));
        return names;
    }

    private static String type(String key) {
        String id = key.contains(" ") ? key.substring(0, key.indexOf(' ')) : key;
        return transformed.resources().get(id).path("Type").asText();
    }

    private static Set<String> tags(Template stack) {
        Set<String> values = new HashSet<>();
        stack.resources()
                .values()
                .forEach(resource -> resource.findValues("Tags")
                        .forEach(tags -> tags.forEach(tag -> {
                            // Says what an instance is, and not whose.
                            if (!tag.path("Key").asText().equals("drainguard:unstarted")) {
                                values.add(tag.path("Value").asText());
                            }
                        })));
        // SAM's own, on each function.
        values.remove("SAM");
        return values;
    }

    private static String tag(JsonNode tags, String key) {
        return tags.valueStream()
                .filter(tag -> tag.path("Key").asText().equals(key))
                .findFirst()
                .orElseThrow()
                .path("Value")
                .asText();
    }

    private static Set<String> guards(Template stack) {
        Set<String> guards = new HashSet<>();
        stack.resources("AWS::CloudWatch::Alarm")
                .values()
                .forEach(alarm -> alarm.findValues("Dimensions")
                        .forEach(dimensions -> dimensions.forEach(one -> {
                            if (one.path("Name").asText().equals("Guard")) {
                                guards.add(one.path("Value").asText());
                            }
                        })));
        return guards;
    }
}
