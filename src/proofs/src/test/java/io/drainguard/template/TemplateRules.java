package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.Template;
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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What every template beside the product's own must keep, whatever system it makes.
final class TemplateRules {
    private static final Pattern ROW =
            Pattern.compile("^\\| (`\\w+`(?:, `\\w+`)*) \\| (?:`([^`]*)` )?\\| [^|]+ \\|$", Pattern.MULTILINE);

    private TemplateRules() {}

    /// A page's table below a heading names every parameter with its default, and no other. A row may name several; an
    /// empty default is none.
    static void assertPageNamesEveryParameter(Template template, Path page, String heading) throws IOException {
        Map<String, String> told = new TreeMap<>();
        ROW.matcher(section(Files.readString(page), heading))
                .results()
                .forEach(row -> Stream.of(row.group(1).replace("`", "").split(", "))
                        .forEach(name -> told.put(name, row.group(2) == null ? "" : row.group(2))));

        Map<String, String> declared = new TreeMap<>();
        template.parameters().keySet().forEach(name -> declared.put(name, template.parameterDefault(name)));
        assertThat(told).isEqualTo(declared);
    }

    /// The part of a page between a heading and the next one of its level.
    static String section(String page, String heading) {
        return page.split("\n## " + heading + "\n", 2)[1].split("\n## ", 2)[0];
    }

    static void assertConsoleShowsEveryParameterOnce(Template template) {
        List<String> shown = new ArrayList<>();
        template.raw()
                .at("/Metadata/AWS::CloudFormation::Interface/ParameterGroups")
                .forEach(group -> shown.addAll(texts(group.path("Parameters"))));

        assertThat(shown)
                .containsExactlyInAnyOrderElementsOf(template.parameters().keySet());
    }

    static void assertEveryParameterIsUsedAndSaysWhatItIs(Template template) {
        String rest = template.raw().path("Resources").toString()
                + template.raw().path("Conditions")
                + template.raw().path("Rules");

        template.parameters().forEach((name, parameter) -> {
            assertThat(parameter.path("Description").asText()).as(name).isNotBlank();
            assertThat(rest).as(name).containsAnyOf("\"Ref\":\"" + name + "\"", "${" + name + "}");
        });
    }

    static void assertEveryAlarmHasItsPlaceInTheRunbook(Template template, String... alarms) throws IOException {
        String runbook = Files.readString(Path.of("docs/runbook.md"));

        assertThat(template.resources("AWS::CloudWatch::Alarm"))
                .containsOnlyKeys(alarms)
                .allSatisfy((id, alarm) -> {
                    assertThat(alarm.at("/Properties/AlarmDescription").asText())
                            .endsWith("/docs/runbook.md#" + id.toLowerCase(Locale.ROOT));
                    assertThat(runbook).contains("\n## " + id + "\n");
                });
    }

    /// CloudFormation makes a group after all else, and deletes it first: its last nodes still need file system,
    /// permissions and alarms.
    static void assertMadeBeforeAllBut(Template template, String group, String... rest) {
        Set<String> others = new TreeSet<>(template.resources().keySet());
        others.removeAll(madeBefore(template, group));
        others.remove(group);
        assertThat(others).containsExactlyInAnyOrder(rest);
    }

    /// What CloudFormation makes before a resource, and deletes after it.
    static Set<String> madeBefore(Template template, String id) {
        Set<String> before = new TreeSet<>();
        collect(template, id, before);
        return before;
    }

    private static void collect(Template template, String id, Set<String> into) {
        template.dependencies().get(id).stream()
                .filter(into::add)
                .toList()
                .forEach(one -> collect(template, one, into));
    }

    /// Whom the alarms tell.
    static List<String> alarmActions(Template template) {
        List<String> actions = new ArrayList<>();
        template.resources("AWS::CloudWatch::Alarm")
                .values()
                .forEach(alarm -> actions.addAll(texts(alarm.at("/Properties/AlarmActions"))));
        return actions;
    }

    /// What a launch template launches.
    static JsonNode launch(Template template, String id) {
        return template.properties(id).path("LaunchTemplateData");
    }

    /// The guard holds nodes by one hook of one name, so every template must take the same.
    static void assertHookIsNamedAsTheGuardsIs(Template template) throws IOException {
        JsonNode guards = Template.load(Template.GUARD).parameters().get("LifecycleHookName");
        JsonNode ours = template.parameters().get("LifecycleHookName");

        for (String field : List.of("Type", "Default", "AllowedPattern")) {
            assertThat(ours.path(field)).as(field).isEqualTo(guards.path(field));
        }
    }

    /// A node of Amazon's image, with an encrypted disk, that hands its role to nobody who cannot ask for a token.
    static void assertNodeIsSound(Template template, String id) {
        JsonNode node = launch(template, id);

        assertThat(node.path("ImageId").asText())
                .isEqualTo("{{resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64}}");
        assertThat(launch(template.with("AmiId", "ami-0123456789abcdef0"), id)
                        .path("ImageId")
                        .asText())
                .isEqualTo("ami-0123456789abcdef0");
        assertThat(node.at("/MetadataOptions/HttpTokens").asText()).isEqualTo("required");
        assertThat(node.at("/MetadataOptions/HttpEndpoint").asText()).isEqualTo("enabled");
        assertThat(node.at("/MetadataOptions/HttpPutResponseHopLimit").asInt()).isOne();
        assertThat(node.at("/BlockDeviceMappings/0/Ebs/Encrypted").asBoolean()).isTrue();
        assertThat(node.has("KeyName")).isFalse();
        assertThat(launch(template.with("InstanceKeyPair", "mine"), id)
                        .path("KeyName")
                        .asText())
                .isEqualTo("mine");
    }

    /// The tags of a group as `value propagated`, by key.
    static Map<String, String> tags(Template template, String group) {
        Map<String, String> tags = new TreeMap<>();
        template.properties(group)
                .path("Tags")
                .forEach(tag -> tags.put(
                        tag.path("Key").asText(),
                        tag.path("Value").asText() + " "
                                + tag.path("PropagateAtLaunch").asText()));
        return tags;
    }

    /// The hooks of a group, each as name, transition, time and default result.
    static List<String> hooks(Template template, String group) {
        return template.properties(group)
                .path("LifecycleHookSpecificationList")
                .valueStream()
                .map(hook -> String.join(
                        " ",
                        hook.path("LifecycleHookName").asText(),
                        hook.path("LifecycleTransition").asText(),
                        hook.path("HeartbeatTimeout").asText(),
                        hook.path("DefaultResult").asText()))
                .toList();
    }

    /// What a role of the template may do: actions, resource and condition of each statement.
    static Map<String, String> statements(Template template, String role) {
        Map<String, String> statements = new TreeMap<>();
        template.properties(role)
                .at("/Policies/0/PolicyDocument/Statement")
                .forEach(statement -> statements.put(
                        String.join(",", texts(statement.path("Action"))),
                        statement.path("Resource").asText() + " " + statement.path("Condition")));
        return statements;
    }

    static List<String> texts(JsonNode textOrList) {
        return textOrList.isTextual()
                ? List.of(textOrList.asText())
                : textOrList.valueStream().map(JsonNode::asText).toList();
    }
}
