package io.drainguard.sim.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drainguard.sim.world.Disk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Clients that were not written with this wire in mind: the AWS CLI and boto3, where they are installed.
class OtherClientsTest {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "AWS_ACCESS_KEY_ID", "a",
            "AWS_SECRET_ACCESS_KEY", "b",
            "AWS_DEFAULT_REGION", "us-east-1",
            "AWS_MAX_ATTEMPTS", "1",
            "AWS_PAGER", "",
            "AWS_CONFIG_FILE", "/dev/null",
            "AWS_EC2_METADATA_DISABLED", "true");

    private final WireScene scene = new WireScene();
    private final SimulatorServer server = SimulatorServer.start(scene.world);

    private record Outcome(int exitCode, String output) {}

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void awsCli_findsTheWaitingNodeAndReleasesIt() throws Exception {
        assumeAwsCli();
        scene.waiting();

        assertThat(aws("autoscaling", "describe-auto-scaling-groups", "--filters", "Name=tag-key,Values=drainguard")
                        .output())
                .contains("Terminating:Wait", WireScene.GROUP, "\"TerminateHookAbandon\": \"retain\"");
        Outcome done = aws(
                "autoscaling",
                "complete-lifecycle-action",
                "--auto-scaling-group-name",
                WireScene.GROUP,
                "--lifecycle-hook-name",
                WireScene.HOOK,
                "--instance-id",
                scene.id(),
                "--lifecycle-action-result",
                "CONTINUE");
        assertThat(done.exitCode()).as(done.output()).isZero();
        assertThat(scene.nodes.getFirst().openTokens()).isEmpty();
    }

    @Test
    void awsCli_showsErrorsOfAllThreeServices() throws Exception {
        assumeAwsCli();

        assertThat(aws(
                                "autoscaling",
                                "set-desired-capacity",
                                "--auto-scaling-group-name",
                                WireScene.GROUP,
                                "--desired-capacity",
                                "9")
                        .output())
                .contains("(ValidationError)", "New SetDesiredCapacity value 9 is above max value 2");
        assertThat(aws(
                                "ssm",
                                "send-command",
                                "--document-name",
                                "drainguard-q",
                                "--instance-ids",
                                "i-0123456789abcdef0")
                        .output())
                .contains("(InvalidInstanceId)");
        assertThat(aws("ec2", "describe-instances", "--instance-ids", "i-0123456789abcdef0")
                        .output())
                .contains("(InvalidInstanceID.NotFound)");
    }

    @Test
    void boto3_looksAndProtects() throws Exception {
        assumeBoto3();
        scene.shell.disk(scene.id(), Disk.holding(1, 1, WireScene.START));
        String script = """
                import boto3, sys
                url, node = sys.argv[1:]
                ssm, ec2 = boto3.client('ssm', endpoint_url=url), boto3.client('ec2', endpoint_url=url)
                group = boto3.client('autoscaling', endpoint_url=url).describe_auto_scaling_groups()['AutoScalingGroups'][0]
                command = ssm.send_command(DocumentName='drainguard-q', InstanceIds=[node])['Command']['CommandId']
                for page in ssm.get_paginator('list_commands').paginate(Filters=[{'key': 'Status', 'value': 'InProgress'}]):
                    print([c['CommandId'] == command and c['TargetCount'] for c in page['Commands']])
                print(ssm.list_command_invocations(Filters=[{'key': 'Status', 'value': 'Failed'}])['CommandInvocations'])
                print(group['Instances'][0]['LifecycleState'])
                print(ssm.list_command_invocations(CommandId=command, Details=True)['CommandInvocations'][0]['Status'])
                mapping = ec2.describe_instances(InstanceIds=[node])['Reservations'][0]['Instances'][0]['BlockDeviceMappings'][0]
                ec2.modify_instance_attribute(InstanceId=node, BlockDeviceMappings=[
                    {'DeviceName': mapping['DeviceName'], 'Ebs': {'DeleteOnTermination': False}}])
                """;

        Outcome outcome = run(List.of("python3", "-c", script, server.endpoint().toString(), scene.id()));
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).contains("[1]", "[]", "InService", "InProgress");
        assertThat(scene.nodes.getFirst().volumes().getFirst().deleteOnTermination())
                .isFalse();
    }

    @Test
    void awsCli_listsCommandsByTheirFilters() throws Exception {
        assumeAwsCli();
        scene.world.putDocument(WireScene.DOCUMENT.withParameter("wait", "0", "^[0-9]{1,3}$"));
        aws(
                "ssm",
                "send-command",
                "--document-name",
                "drainguard-q",
                "--instance-ids",
                scene.id(),
                "--parameters",
                "wait=50",
                "--comment",
                "why not",
                "--max-errors",
                "100%");

        assertThat(aws("ssm", "describe-document", "--name", "drainguard-q").output())
                .contains("\"Name\": \"wait\"", "\"DefaultValue\": \"0\"");
        assertThat(list("key=InvokedAfter,value=2026-01-01T09:59:59Z", "key=DocumentName,value=drainguard-q"))
                .contains("\"wait\": [", "\"50\"", "why not", "\"MaxErrors\": \"100%\"", scene.id());
        assertThat(list("key=InvokedAfter,value=2026-01-01T10:00:01Z")).doesNotContain(scene.id());
        assertThat(list("key=Status,value=Success")).doesNotContain(scene.id());
    }

    @Test
    void awsCli_listsActivitiesFromATimeOn() throws Exception {
        assumeAwsCli();
        scene.waiting();

        assertThat(activities("2026-01-01T10:00:00Z")).contains("MidTerminatingLifecycleAction", scene.id());
        assertThat(activities("2026-01-01T10:00:01Z")).contains("\"Activities\": []");
    }

    @Test
    void boto3_listsActivitiesFromATimeOn() throws Exception {
        assumeBoto3();
        scene.waiting();
        String script = """
                import boto3, sys
                scaling = boto3.client('autoscaling', endpoint_url=sys.argv[1])
                for bound in ('2026-01-01T10:00:00Z', '2026-01-01T10:00:01Z'):
                    pages = scaling.get_paginator('describe_scaling_activities').paginate(
                        AutoScalingGroupName=sys.argv[2], Filters=[{'Name': 'StartTimeLowerBound', 'Values': [bound]}])
                    print([a['StatusCode'] for page in pages for a in page['Activities']])
                """;

        Outcome outcome = run(List.of("python3", "-c", script, server.endpoint().toString(), WireScene.GROUP));
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output().lines()).containsExactly("['MidTerminatingLifecycleAction']", "[]");
    }

    @Test
    void awsCli_readsAParameter() throws Exception {
        assumeAwsCli();
        scene.world.parameters().put("documents", "drainguard-a,drainguard-b");

        assertThat(aws("ssm", "get-parameter", "--name", "documents").output())
                .contains("\"Value\": \"drainguard-a,drainguard-b\"");
        assertThat(aws("ssm", "get-parameter", "--name", "other").output()).contains("(ParameterNotFound)");
    }

    private String activities(String from) throws Exception {
        Outcome outcome = aws(
                "autoscaling",
                "describe-scaling-activities",
                "--auto-scaling-group-name",
                WireScene.GROUP,
                "--filters",
                "Name=StartTimeLowerBound,Values=" + from);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    private String list(String... filters) throws Exception {
        List<String> arguments = new ArrayList<>(List.of("ssm", "list-commands", "--filters"));
        arguments.addAll(List.of(filters));
        Outcome outcome = aws(arguments.toArray(String[]::new));
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output();
    }

    private void assumeBoto3() throws Exception {
        assumeTrue(
                run(List.of("python3", "-c", "import boto3")).exitCode() == 0, "boto3 is not installed: test skipped");
    }

    private void assumeAwsCli() throws Exception {
        assumeTrue(run(List.of("aws", "--version")).exitCode() == 0, "the AWS CLI is not installed: test skipped");
    }

    private Outcome aws(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("aws", "--endpoint-url", server.endpoint().toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private static Outcome run(List<String> command) throws InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(ENVIRONMENT);
        try {
            Process process = builder.start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor(60, TimeUnit.SECONDS);
            return new Outcome(process.exitValue(), output);
        } catch (IOException missing) {
            return new Outcome(127, String.valueOf(missing.getMessage()));
        }
    }
}
