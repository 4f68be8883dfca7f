package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The page for Terraform has code that the provider's documentation allows, and names that the template has. Terraform
/// itself is not asked. The parsers of its language for Java take broken code without a word (hcl4j 0.9.8 reads an
/// unclosed block), so this test has a reader of its own for the little that the page needs, and refuses all else.
class TerraformPageTest {
    private static final Pattern CODE = Pattern.compile("(?m)^```terraform\\n(.*?)^```", Pattern.DOTALL);
    private static final Pattern BLOCK = Pattern.compile("(\\w+)((?: \"[\\w-]+\")*) \\{");
    private static final Pattern ARGUMENT = Pattern.compile("(\"?[\\w-]+\"?) += (.+)");

    /// The arguments and blocks of each block.
    ///
    /// Source: hashicorp/terraform-provider-aws, website/docs/r (autoscaling_group, cloudformation_stack,
    /// launch_template, iam_role, iam_role_policy_attachment, iam_instance_profile) and
    /// internal/service/autoscaling/group.go; for `instance_lifecycle_policy` its CHANGELOG, 6.56.0 of 22 July
    /// 2026, and pull request 48973. Only what may be of use on the page.
    private static final Map<String, Set<String>> ALLOWED = Map.ofEntries(
            Map.entry("terraform", Set.of("required_version", "required_providers")),
            Map.entry("terraform.required_providers", Set.of("aws")),
            Map.entry(
                    "aws_cloudformation_stack",
                    Set.of(
                            "region",
                            "name",
                            "template_body",
                            "template_url",
                            "capabilities",
                            "disable_rollback",
                            "notification_arns",
                            "on_failure",
                            "parameters",
                            "policy_body",
                            "policy_url",
                            "tags",
                            "iam_role_arn",
                            "timeout_in_minutes",
                            "timeouts")),
            Map.entry("aws_cloudformation_stack.timeouts", Set.of("create", "update", "delete")),
            Map.entry(
                    "aws_launch_template",
                    Set.of(
                            "name_prefix",
                            "image_id",
                            "instance_type",
                            "user_data",
                            "vpc_security_group_ids",
                            "iam_instance_profile",
                            "tag_specifications")),
            Map.entry("aws_launch_template.iam_instance_profile", Set.of("arn", "name")),
            Map.entry("aws_launch_template.tag_specifications", Set.of("resource_type", "tags")),
            Map.entry(
                    "aws_autoscaling_group",
                    Set.of(
                            "name",
                            "min_size",
                            "max_size",
                            "desired_capacity",
                            "vpc_zone_identifier",
                            "launch_template",
                            "initial_lifecycle_hook",
                            "instance_lifecycle_policy",
                            "tag",
                            "timeouts")),
            Map.entry("aws_autoscaling_group.launch_template", Set.of("id", "name", "version")),
            Map.entry(
                    "aws_autoscaling_group.initial_lifecycle_hook",
                    Set.of(
                            "name",
                            "lifecycle_transition",
                            "default_result",
                            "heartbeat_timeout",
                            "notification_metadata",
                            "notification_target_arn",
                            "role_arn")),
            Map.entry("aws_autoscaling_group.instance_lifecycle_policy", Set.of("retention_triggers")),
            Map.entry(
                    "aws_autoscaling_group.instance_lifecycle_policy.retention_triggers",
                    Set.of("terminate_hook_abandon")),
            Map.entry("aws_autoscaling_group.tag", Set.of("key", "value", "propagate_at_launch")),
            Map.entry("aws_autoscaling_group.timeouts", Set.of("update", "delete")),
            Map.entry("aws_iam_role", Set.of("name_prefix", "assume_role_policy")),
            Map.entry("aws_iam_role_policy_attachment", Set.of("role", "policy_arn")),
            Map.entry("aws_iam_instance_profile", Set.of("name_prefix", "role")));

    private final Map<String, Map<String, String>> blocks = new LinkedHashMap<>();
    private String page;
    private Template template;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(Path.of("docs/how-to/terraform.md"));
        template = Template.load(Path.of("template.yaml"));
        CODE.matcher(page).results().forEach(code -> parse(code.group(1)));
    }

    /// One statement a line; a value may go on to the line that closes its last bracket.
    private void parse(String code) {
        Deque<String> open = new ArrayDeque<>();
        StringBuilder value = new StringBuilder();
        String name = "";
        for (String line : code.lines().map(String::strip).toList()) {
            if (value.length() > 0) {
                value.append(line).append('\n');
            } else if (line.isEmpty() || line.startsWith("#")) {
                continue;
            } else if (line.equals("}")) {
                open.pop();
                continue;
            } else {
                Matcher block = BLOCK.matcher(line);
                if (block.matches()) {
                    enter(open, block);
                    continue;
                }
                Matcher argument = ARGUMENT.matcher(line);
                assertThat(argument.matches())
                        .as("a block or an argument: %s", line)
                        .isTrue();
                name = argument.group(1);
                value.append(argument.group(2)).append('\n');
            }
            if (depth(value) == 0) {
                assertThat(blocks.get(open.element()).put(name, value.toString().strip()))
                        .as("%s stands once in %s", name, open.element())
                        .isNull();
                value.setLength(0);
            }
        }
        assertThat(open).as("all blocks are closed").isEmpty();
        assertThat(value).as("all values are closed").isEmpty();
    }

    private void enter(Deque<String> open, Matcher block) {
        String[] labels = block.group(2).replace("\"", "").strip().split(" ");
        String name = block.group(1).equals("resource") ? labels[0] : block.group(1);
        if (!open.isEmpty()) {
            blocks.get(open.element()).put(name, "{}");
            name = open.element() + "." + name;
        }
        open.push(name);
        blocks.computeIfAbsent(name, made -> new HashMap<>());
    }

    private static int depth(CharSequence value) {
        int depth = 0;
        for (char letter : value.toString().replaceAll("\"[^\"]*\"", "").toCharArray()) {
            depth += "([{".indexOf(letter) >= 0 ? 1 : ")]}".indexOf(letter) >= 0 ? -1 : 0;
        }
        return depth;
    }

    private String value(String block, String argument) {
        return blocks.get(block).get(argument).replace("\"", "");
    }

    @Test
    void everyArgument_isOneOfTheProvider() {
        assertThat(blocks).containsKeys("aws_cloudformation_stack", "aws_autoscaling_group", "aws_launch_template");
        blocks.forEach((block, arguments) -> {
            assertThat(ALLOWED).containsKey(block);
            assertThat(ALLOWED.get(block)).as(block).containsAll(arguments.keySet());
        });
    }

    @Test
    void group_hasTheThreeSettingsThatTheTemplateGivesItsOwn() {
        assertThat(value("aws_autoscaling_group.initial_lifecycle_hook", "name"))
                .isEqualTo(template.parameterDefault("LifecycleHookName"));
        assertThat(value("aws_autoscaling_group.initial_lifecycle_hook", "lifecycle_transition"))
                .isEqualTo("autoscaling:EC2_INSTANCE_TERMINATING");
        assertThat(value("aws_autoscaling_group.initial_lifecycle_hook", "default_result"))
                .isEqualTo("ABANDON");
        assertThat(value(
                        "aws_autoscaling_group.instance_lifecycle_policy.retention_triggers", "terminate_hook_abandon"))
                .isEqualTo("retain");
        assertThat(value("aws_autoscaling_group.tag", "key")).isEqualTo("drainguard");
        assertThat(value("aws_autoscaling_group.tag", "propagate_at_launch")).isEqualTo("true");
    }

    @Test
    void parametersAndOutput_areThoseOfTheTemplate() throws IOException {
        Set<String> given = new TreeSet<>();
        Pattern.compile("(\\w+) += ")
                .matcher(blocks.get("aws_cloudformation_stack").get("parameters"))
                .results()
                .forEach(found -> given.add(found.group(1)));

        assertThat(given)
                .contains("WorkerGroup")
                .isSubsetOf(template.parameters().keySet());
        assertThat(template.parameters()
                        .get("WorkerGroup")
                        .path("AllowedValues")
                        .toString())
                .contains("\"None\"");
        Matcher output = Pattern.compile("outputs\\[\"(\\w+)\"]").matcher(page);
        assertThat(output.find()).isTrue();
        assertThat(Files.readString(Path.of("template.yaml")))
                .contains("\n  " + output.group(1) + ":\n    Description:");
    }

    @Test
    void reader_refusesCodeThatIsNotClosed() {
        for (String broken :
                List.of("resource \"a\" \"b\" {\n", "a {\n  b = [\n}\n", "a {\n  b\n}\n", "a {\n b = 1\n b = 2\n}\n")) {
            assertThat(refused(broken)).as(broken).isTrue();
        }
    }

    private static boolean refused(String code) {
        try {
            new TerraformPageTest().parse(code);
            return false;
        } catch (AssertionError expected) {
            return true;
        }
    }
}
