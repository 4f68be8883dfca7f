package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.Built;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `src/proofs/src/walk/walk.sh`: the documents' commands, run as a new user would, as far as that goes without an
/// account.
@Order(2)
@Timeout(value = 9, unit = TimeUnit.MINUTES)
class WalkTest {
    private static final Path SCRIPT = Path.of("src", "proofs", "src", "walk", "walk.sh");

    @TempDir
    Path directory;

    @BeforeEach
    void needed() {
        Tools.assumeLinux();
        Tools.assumeInstalled("bash");
        Tools.assumeInstalled("python3");
    }

    @Test
    void everyCommandOfTheDocuments_isOneThatTheProgramsTake() throws Exception {
        Walked walked = walk();

        System.out.println(walked.lastLine());
        assertThat(walked.code()).as(walked.out()).isZero();
        assertThat(walked.count("checked      sam build")).isGreaterThanOrEqualTo(4);
        assertThat(walked.count("checked      sam deploy")).isGreaterThanOrEqualTo(4);
        assertThat(walked.count("checked      drainguard ")).isGreaterThanOrEqualTo(4);
        assertThat(walked.count("rules not evaluated")).isZero();
    }

    /// The commands of the project that this one replaces, as its users type them: README of the function, "Deployment
    /// Steps".
    @Test
    void commandsOfTheOriginal_deploy() throws Exception {
        Walked walked = walk(page("""
                aws s3 mb s3://BUCKET_NAME
                sam build --use-container
                sam build
                sam package \\
                    --output-template-file packaged.yaml \\
                    --s3-bucket REPLACE_THIS_WITH_YOUR_S3_BUCKET_NAME
                sam deploy \\
                    --template-file packaged.yaml \\
                    --stack-name lifecycle-hook-example \\
                    --capabilities CAPABILITY_IAM \\
                    --parameter-overrides \\
                      InstanceKeyPair=REPLACE_THIS_WITH_YOUR_KEY_PAIR_NAME \\
                      InstanceSecurityGroup=REPLACE_THIS_WITH_YOUR_SG \\
                      SubnetIDs=REPLACE_THIS_WITH_A_LIST_OF_SUBNET_IDS \\
                      CriblLeaderHost=REPLACE_THIS_WITH_THE_FQDN_OF_YOUR_CRIBL_LEADER \\
                      CriblLeaderToken=REPLACE_THIS_WITH_DISTRIBUTED_AUTH_TOKEN \\
                      Queues=REPLACE_THIS_WITH_COMMA_DELIMITED_LIST_OF_DIRECTORIES
                git status --short
                """));

        assertThat(walked.code()).as(walked.out()).isZero();
        assertThat(walked.count("checked      sam ")).isEqualTo(4);
        assertThat(walked.out()).contains("parameters and rules accepted");
    }

    @Test
    void commandsThatAreWrong_areFound() throws Exception {
        Map<String, String> wrong = new LinkedHashMap<>();
        wrong.put("sam deploy --parameter-overrides WorkerGroup=None NoSuchName=1", "do not exist in the template");
        wrong.put("sam deploy --parameter-overrides WorkerGroup=Nobody", "failed to satisfy constraint");
        wrong.put("sam deploy --parameter-overrides WorkerGroup=None RunOn=Ec2", "GuardVpcId is empty");
        wrong.put("sam deploy --parameter-overrides WorkerGroup", "is not in valid format");
        wrong.put("sam deploy --s3-bucket mine --parameter-overrides WorkerGroup=None", "Cannot use both");
        wrong.put("sam deploy --config-env nowhere", "has no environment nowhere");
        wrong.put(
                "sam package --s3-bucket b --output-template-file p.yaml && sam deploy -t p.yaml --config-file /dev/null"
                        + " --stack-name s",
                "must be deployed via an S3 Bucket");
        wrong.put("sam package --output-template-file p.yaml", "Please provide one of these arguments");
        wrong.put("sam build --use-docker", "No such option: --use-docker");
        wrong.put("drainguard stauts", "is no command");
        wrong.put("drainguard status --groupe g", "ended with 2: ");
        wrong.put("no-such-program --help", "block ended with 127");
        StringBuilder blocks = new StringBuilder();
        wrong.keySet()
                .forEach(command ->
                        blocks.append("```\n\n```sh\n").append(command).append('\n'));

        Walked walked = walk(page(blocks.toString()));

        assertThat(walked.code()).as(walked.out()).isEqualTo(1);
        assertThat(walked.out()).contains(wrong.values());
        assertThat(walked.count("checked      sam deploy")).as(walked.out()).isZero();
    }

    @Test
    void wrongOptionOfTheAwsCli_isFound() throws Exception {
        Tools.assumeInstalled("aws");

        Walked walked = walk(page("aws ssm get-document --nome drainguard-drainguard\n"));

        assertThat(walked.code()).as(walked.out()).isEqualTo(1);
        assertThat(walked.out()).contains("WRONG        aws ssm get-document");
    }

    private String page(String commands) throws IOException {
        return Files.writeString(directory.resolve("page.md"), "```sh\n" + commands + "```\n")
                .toString();
    }

    private Walked walk(String... pages) throws Exception {
        List<String> command = new ArrayList<>(List.of("bash", SCRIPT.toString()));
        command.addAll(List.of(pages));
        Path out = directory.resolve("walked.txt");
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectOutput(out.toFile());
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        builder.environment()
                .put(
                        "WALK_PARAMETERS",
                        String.join(
                                "\u001f",
                                java,
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                DeploymentJudge.class.getName()));
        builder.environment()
                .put(
                        "WALK_COMMAND",
                        Path.of("bin", "drainguard").toAbsolutePath().toString());
        builder.environment().put("WALK_LINT", "off");
        builder.environment().put("WALK_BUILT", Built.CLASSES.toAbsolutePath() + ":" + Built.LIB.toAbsolutePath());
        Process process = builder.start();
        try {
            assertThat(process.waitFor(8, TimeUnit.MINUTES))
                    .as("ended within eight minutes")
                    .isTrue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        return new Walked(process.exitValue(), Files.readString(out));
    }

    private record Walked(int code, String out) {
        long count(String text) {
            return out.lines().filter(line -> line.contains(text)).count();
        }

        String lastLine() {
            return out.lines().reduce("", (_, last) -> last);
        }
    }
}
