package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.LifecycleState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The commands that sweep and explain, as processes of their own.
class CommandsIT {
    @TempDir
    Path directory;

    CliScene scene;

    @BeforeEach
    void open() {
        scene = new CliScene();
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void sweep_servesEveryNodeAndSaysSo() throws Exception {
        List<String> nodes = scene.waiting(2);
        scene.fill(nodes.get(0));

        Program.Ended ended = run("sweep");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.err()).isEmpty();
        assertThat(ended.out())
                .contains("waiting for", "211 files, 3712000 bytes queued", "queues are empty")
                .contains("swept 1 group: 1 held, 1 released")
                .doesNotContain("\u001b");
        assertThat(scene.state(nodes.get(0))).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(scene.calls("CompleteLifecycleAction")).hasSize(1);
    }

    @Test
    void drySweep_decidesTheSameAndChangesNothing() throws Exception {
        List<String> nodes = scene.waiting(2);
        scene.fill(nodes.get(0));

        Program.Ended ended = run("sweep", "--dry-run");

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("1 held, 1 released", "volumes: dry run: not set to outlive the node", "dry run: not done");
        assertThat(scene.calls("SendCommand")).hasSize(1);
        assertThat(scene.acts()).isEmpty();
    }

    @Test
    void dryWatch_changesNothingAndEndsWhenTold() throws Exception {
        scene.waiting(2);
        try (Program watch = Program.drainguard(scene, directory, "watch", "--dry-run")) {
            watch.awaitOut("settled 2 nodes: 0 held, 2 released");
            assertThat(watch.out()).contains("dry run: not done");

            watch.terminate();

            assertThat(watch.end().exitCode()).isZero();
        }
        assertThat(scene.acts()).isEmpty();
    }

    @Test
    void sweepThatCannotServeANode_namesItAndEndsWithOne() throws Exception {
        List<String> nodes = scene.waiting(1);
        scene.shared.change(world -> world.mishaps().stopAgent(nodes.getFirst()));
        scene.refuse("SendCommand", new AwsError("AccessDeniedException", 400, "not authorized"));

        Program.Ended ended = run("sweep");

        assertThat(ended.exitCode()).as(ended.out()).isEqualTo(1);
        assertThat(ended.err().lines()).hasSize(1).first().asString().contains("drainguard: ", nodes.getFirst());
    }

    @Test
    void sweepThatMayNotReadTheGroups_endsWithThreeAndOneLine() throws Exception {
        scene.refuse("DescribeAutoScalingGroups", new AwsError("AccessDenied", 403, "not authorized"));

        Program.Ended ended = run("sweep");

        assertThat(ended.exitCode()).as(ended.out()).isEqualTo(3);
        assertThat(ended.err().lines()).hasSize(1).first().asString().contains("reading the groups tagged");
    }

    @Test
    void sweepWithoutCredentials_endsWithThreeAndOneLine() throws Exception {
        try (Program program = Program.drainguard(
                scene, directory, List.of("AWS_ACCESS_KEY_ID=", "AWS_EC2_METADATA_DISABLED=true"), "sweep")) {
            Program.Ended ended = program.end();

            assertThat(ended.exitCode()).as(ended.out()).isEqualTo(3);
            assertThat(ended.err().lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("nobody is signed in", "AWS_PROFILE");
        }
    }

    @Test
    void serviceWithoutARegion_endsWithThreeAndOneLine() throws Exception {
        try (Program service =
                Program.service(scene, directory, List.of(), "AWS_REGION=", "AWS_EC2_METADATA_DISABLED=true")) {
            Program.Ended ended = service.end();

            assertThat(ended.exitCode()).as(ended.out()).isEqualTo(3);
            assertThat(ended.err().lines()).hasSize(1).first().asString().contains("region", "set AWS_REGION");
        }
    }

    @Test
    void watchThatMayNotReadTheGroups_saysSoAndGoesOn() throws Exception {
        scene.refuse("DescribeAutoScalingGroups", new AwsError("AccessDenied", 403, "not authorized"));
        try (Program watch = Program.drainguard(scene, directory, "watch")) {
            watch.awaitErr("the next one tries again");

            watch.terminate();

            assertThat(watch.end().exitCode()).isZero();
        }
    }

    @Test
    void serviceThatMayNotReadTheGroups_countsAFailure() throws Exception {
        scene.refuse("DescribeAutoScalingGroups", new AwsError("AccessDenied", 403, "not authorized"));
        try (Program service = Program.service(scene, directory, List.of(), "DRAINGUARD_NAME=stack-ec2")) {
            service.awaitOut("\n");

            service.terminate();

            assertThat(service.end().out().lines())
                    .hasSize(1)
                    .first()
                    .asString()
                    .contains("\"event\":\"failure\"", "\"Failures\":1", "\"Guard\":\"stack-ec2\"", "not authorized")
                    .contains("\"Namespace\":\"Drainguard\"");
        }
    }

    @Test
    void settingThatCannotBeUsed_endsTheServiceWithTwoAndOneLine() throws Exception {
        try (Program service = Program.service(scene, directory, List.of(), "MAX_HOLD_SECONDS=forever")) {
            Program.Ended ended = service.end();

            assertThat(ended.exitCode()).isEqualTo(2);
            assertThat(ended.out()).isEmpty();
            assertThat(ended.err().lines()).hasSize(1).first().asString().contains("MAX_HOLD_SECONDS is 'forever'");
        }
    }

    @Test
    void serviceUnderSystemd_saysThatItIsReadyThenThatItLives() throws Exception {
        Path told = directory.resolve("told");
        Path notify = directory.resolve("systemd-notify");
        Files.writeString(notify, "#!/bin/sh\necho \"$NOTIFY_SOCKET $*\" >> '" + told + "'\n");
        assertThat(notify.toFile().setExecutable(true)).isTrue();
        scene.waiting(1);
        try (Program service = Program.service(
                scene,
                directory,
                List.of(),
                "NOTIFY_SOCKET=/run/nowhere",
                "PATH=" + directory + ":" + System.getenv("PATH"))) {
            service.awaitOut("\"event\":\"sweep\"");

            assertThat(Files.readAllLines(told))
                    .startsWith("/run/nowhere --ready", "/run/nowhere WATCHDOG=1")
                    .hasSizeLessThan(5);
            assertThat(service.err()).isEmpty();
        }
    }

    @Test
    void serviceThatCannotTellSystemd_saysSoAndGoesOn() throws Exception {
        try (Program service =
                Program.service(scene, directory, List.of(), "NOTIFY_SOCKET=/run/nowhere", "PATH=" + directory)) {
            service.awaitOut("\"event\":\"sweep\"");

            assertThat(service.err()).contains("systemd cannot be told");
        }
    }

    @Test
    void commandLineThatCannotBeUsed_endsWithTwoAndOneLine() throws Exception {
        Program.Ended ended = run("sweep", "--fast");

        assertThat(ended.exitCode()).isEqualTo(2);
        assertThat(ended.err().lines()).hasSize(1).first().asString().contains("--fast", "--help");
        assertThat(scene.calls("DescribeAutoScalingGroups")).isEmpty();
    }

    @Test
    void completion_isAScriptThatBashTakes() throws Exception {
        Program.Ended ended = run("generate-completion");
        Path script = Files.writeString(directory.resolve("completion"), ended.out());

        Process bash = new ProcessBuilder("bash", "-c", "source '" + script + "' && complete -p drainguard").start();

        assertThat(new String(bash.getInputStream().readAllBytes())).contains("-F _drainguard ");
        assertThat(bash.waitFor()).isZero();
        assertThat(ended.out()).contains("watch", "sweep", "explain", "--endpoint-url");
    }

    @Test
    void completion_knowsGroupsAndNodesThatTheLastCommandRead() throws Exception {
        List<String> nodes = scene.waiting(2);
        assertThat(run("sweep", "--dry-run").exitCode()).isZero();
        Path script = Files.writeString(
                directory.resolve("completion"), run("generate-completion").out());
        Files.writeString(directory.resolve("config"), "[default]\n[profile ops]\n[sso-session corp]\n");

        assertThat(completed(script, "status", "--group", "w")).isEqualTo("workers\n");
        assertThat(completed(script, "release", "i-"))
                .contains(nodes)
                .as("another Region's names")
                .isNotEqualTo(completed(script, "release", "--region", "eu-west-1", "i-"));
        assertThat(completed(script, "release", "--region", "eu-west-1", "i-")).isEqualTo("\n");
        assertThat(completed(script, "status", "--profile", "")).isEqualTo("default\nops\n");
        assertThat(completed(script, "sweep", "--region", "eu-n")).isEqualTo("eu-north-1\n");
        assertThat(completed(script, "help", "stat")).isEqualTo("status\n");
        assertThat(completed(script, "status", "--gr")).isEqualTo("--group\n");
        assertThat(completed(script, "stat")).isEqualTo("status\n");
    }

    /// What bash would offer for the last of these words.
    private String completed(Path script, String... words) throws Exception {
        String line = "drainguard " + String.join(" ", words);
        ProcessBuilder bash = new ProcessBuilder(
                "bash",
                "-c",
                "source '" + script + "'; COMP_WORDS=(drainguard \"$@\"); COMP_CWORD=$#; COMP_LINE='" + line
                        + "'; _drainguard 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\"",
                "bash");
        bash.command().addAll(List.of(words));
        bash.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
        bash.environment().put("AWS_REGION", "us-east-1");
        bash.environment().put("AWS_CONFIG_FILE", directory.resolve("config").toString());
        bash.environment().put("HOME", directory.toString());
        bash.environment().put("XDG_CACHE_HOME", directory.resolve("cache").toString());
        Process ended = bash.start();
        String offered = new String(ended.getInputStream().readAllBytes());
        assertThat(ended.waitFor()).isZero();
        return offered;
    }

    @Test
    void explain_tellsWhatEachLookWouldLeadToAndChangesNothing() throws Exception {
        List<String> nodes = scene.waiting(1);

        Program.Ended ended = run("explain", event(CliScene.GROUP, nodes.getFirst()));

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("Terminating:Wait", "is 'drainguard-workers'", "period 2 h", "would be deleted with the node")
                .containsPattern("empty +release")
                .containsPattern("1 file +hold +set to outlive the node")
                .containsPattern("unknown +hold");
        assertThat(scene.acts()).isEmpty();
        assertThat(scene.calls("SendCommand")).isEmpty();
    }

    @Test
    void explainWithALook_runsTheDocument() throws Exception {
        List<String> nodes = scene.waiting(1);
        scene.fill(nodes.getFirst());

        Program.Ended ended = run("explain", "--look", event(CliScene.GROUP, nodes.getFirst()));

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out()).containsPattern("211 files +hold").doesNotContain("release");
        assertThat(scene.calls("SendCommand")).hasSize(1);
        assertThat(scene.acts()).isEmpty();
    }

    @Test
    void explain_tellsAStrangeGroupFromOneWithoutTheHook() throws Exception {
        List<String> nodes = scene.waiting(1);

        assertThat(run("explain", event("strangers", nodes.getFirst())).out())
                .contains("does not carry the tag 'drainguard'", "left alone");

        Program.Ended ended =
                run(List.of("LIFECYCLE_HOOK_NAME=another"), "explain", event(CliScene.GROUP, nodes.getFirst()));
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
        assertThat(ended.out()).contains("none of the name 'another'", "LIFECYCLE_HOOK_NAME");
    }

    @Test
    void explainOfASpotWarning_namesTheVolumesThatWouldBeProtected() throws Exception {
        List<String> nodes = scene.waiting(1);
        Path event = Files.writeString(
                directory.resolve("spot.json"),
                Files.readString(Path.of("events/spot-interruption.json"))
                        .replace("i-0a1b2c3d4e5f60718", nodes.getFirst()));

        Program.Ended ended = run("explain", event.toString());

        assertThat(ended.exitCode()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("carries the tag 'drainguard'", "would be deleted with the node", "protected at once");
        assertThat(scene.acts()).isEmpty();
    }

    private String event(String group, String node) throws IOException {
        String event = Files.readString(Path.of("events/terminate.json"))
                .replaceAll("\"AutoScalingGroupName\": \"[^\"]+\"", "\"AutoScalingGroupName\": \"" + group + "\"")
                .replaceAll("\"EC2InstanceId\": \"[^\"]+\"", "\"EC2InstanceId\": \"" + node + "\"");
        return Files.writeString(directory.resolve("event.json"), event).toString();
    }

    private Program.Ended run(String... arguments) throws Exception {
        return run(List.of(), arguments);
    }

    private Program.Ended run(List<String> variables, String... arguments) throws Exception {
        try (Program program = Program.drainguard(scene, directory, variables, arguments)) {
            return program.end();
        }
    }
}
