package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script that measures Run Command in a user's account, played with a stand-in for the AWS CLI: it calls what its
/// page says, judges what it is told, and leaves nothing behind.
class MeasureScriptTest {
    private static final Path SCRIPT = Path.of("docs/explanation/measure-run-command.sh");
    private static final Path PAGE = Path.of("docs/explanation/not-yet-seen-on-aws.md");

    private static final Pattern CALL = Pattern.compile("\\bask ([a-z0-9]+) ([a-z-]+)");
    private static final Pattern ACTION = Pattern.compile("`([a-z0-9]+:[A-Z]\\w+)`");

    /// Four nodes that started within a second, or one after the other's end.
    private static final String STAND_IN = """
            #!/bin/bash
            while [[ $1 == --* ]]; do shift 2; done
            echo "$1 $2" >>"$CALLS"
            case "$1 $2" in
              "$FAILS") echo 'An error occurred (AccessDenied)' >&2; exit 254 ;;
              'ec2 describe-instances') printf 'i-0%s\\n' 4 3 2 1 9 ;;
              'ssm describe-instance-information') printf 'i-0%s\\n' 1 2 3 4 ;;
              'ssm describe-document') printf 'queues\\nwait\\n' ;;
              'ssm send-command') echo 11111111-2222-3333-4444-555555555555 ;;
              'ssm list-commands') printf '%s\\t4\\n' "$STATUS" ;;
              'ssm list-command-invocations')
                for i in 0 1 2 3; do
                  at=$((1767225600 + i * APART))
                  printf 'i-0%s\\t%s\\t%s\\n' $((i + 1)) "$(date -u -d @$at +%Y-%m-%dT%H:%M:%S.250000+00:00)" $((at + 50)).250
                done ;;
              'sqs create-queue') echo https://sqs.example.com/1/measured ;;
              'sqs get-queue-attributes') echo arn:aws:sqs:eu-central-1:111111111111:measured ;;
              'sqs receive-message')
                for i in 0 1 2 3; do
                  printf '%s\\t{"detail":{"command-id":"11111111-2222-3333-4444-555555555555","instance-id":"i-0%s"}}\\n' \\
                    $((1767225652250 + i * APART * 1000)) $((i + 1))
                done ;;
              'events put-rule') echo arn:aws:events:eu-central-1:111111111111:rule/measured ;;
            esac
            """;

    @TempDir
    Path home;

    @BeforeEach
    void install() throws IOException {
        Tools.assumeLinux();
        executable("aws", STAND_IN);
        executable("sleep", "#!/bin/sh\n");
    }

    private void executable(String name, String text) throws IOException {
        assertThat(Files.writeString(home.resolve(name), text).toFile().setExecutable(true))
                .isTrue();
    }

    private Tools.Answer measure(int apart, String status, String fails) {
        ProcessBuilder builder = new ProcessBuilder(
                "bash", SCRIPT.toString(), "--document", "drainguard-x", "--tag", "drainguard=drainguard-x");
        builder.environment().put("PATH", home + ":" + System.getenv("PATH"));
        builder.environment().put("CALLS", home.resolve("calls").toString());
        builder.environment().put("TMPDIR", home.toString());
        builder.environment().put("APART", String.valueOf(apart));
        builder.environment().put("STATUS", status);
        builder.environment().put("FAILS", fails);
        return Tools.run(builder);
    }

    private List<String> calls() throws IOException {
        return Files.readAllLines(home.resolve("calls"));
    }

    @Test
    void script_parsesAndHasNoFindings() throws IOException {
        assertThat(Tools.run(List.of("bash", "-n", SCRIPT.toString()))).isEqualTo(new Tools.Answer(0, "", ""));
        assertThat(Files.readString(SCRIPT)).doesNotContainIgnoringCase("shellcheck");
        Tools.assumeInstalled("shellcheck");
        assertThat(Tools.run(List.of("shellcheck", "--norc", SCRIPT.toString())).stdout())
                .isEmpty();
    }

    @Test
    void script_callsTheActionsOfItsPageAndNoOthers() throws IOException {
        String script = Files.readString(SCRIPT);
        Set<String> called = CALL.matcher(script)
                .results()
                .map(call -> call.group(1) + ":" + action(call.group(2)))
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> told = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .flatMap(line -> ACTION.matcher(line).results().map(found -> found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(called).isEqualTo(told).hasSizeGreaterThan(10);
        assertThat(script.lines().filter(line -> line.matches(".*(^|[{;&|(!] *)aws .*")))
                .hasSize(1);
    }

    private static String action(String verb) {
        return Stream.of(verb.split("-"))
                .map(word -> Character.toUpperCase(word.charAt(0)) + word.substring(1))
                .collect(Collectors.joining());
    }

    @Test
    void nodesThatStartTogether_areCalledAcknowledged() {
        Tools.Answer answer = measure(0, "Success", "none");

        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(answer.stdout())
                .contains("4 nodes")
                .contains("starts after the first: 4: least 0.0, median 0.0, most 0.0 s; a look ran for 50 s at least")
                .contains("ACKNOWLEDGED")
                .contains("events: 4, of 4 nodes; answers: 4")
                .contains("to its event in the queue: 4: least 2.0, median 2.0, most 2.0 s")
                .contains("ONE EVENT FOR EACH NODE")
                .contains("16 looks may be pending");
    }

    @Test
    void nodesThatStartOneAfterTheOther_areCalledCompleted() {
        assertThat(measure(51, "Success", "none").stdout())
                .contains("most 153.0 s")
                .contains("COMPLETED")
                .doesNotContain("ACKNOWLEDGED");
    }

    @Test
    void refusedCommand_isTold() {
        assertThat(measure(0, "RateExceeded", "none").stdout())
                .contains("refused: 4")
                .contains("RATE EXCEEDED");
    }

    @Test
    void script_deletesWhatItMade() throws IOException {
        measure(0, "Success", "none");

        assertThat(calls())
                .endsWith("events remove-targets", "events delete-rule", "sqs delete-queue")
                .contains("sqs create-queue", "events put-rule", "events put-targets");
    }

    @Test
    void scriptThatFails_deletesWhatItMade() throws IOException {
        Tools.Answer answer = measure(0, "Success", "ssm send-command");

        assertThat(answer.exitCode()).isNotZero();
        assertThat(answer.stderr()).contains("AccessDenied");
        assertThat(calls()).endsWith("events remove-targets", "events delete-rule", "sqs delete-queue");
    }

    @Test
    void scriptThatMadeNothing_deletesNothing() throws IOException {
        assertThat(measure(0, "Success", "sqs create-queue").exitCode()).isNotZero();
        assertThat(calls()).doesNotContain("events delete-rule", "events remove-targets", "sqs delete-queue");
    }

    @Test
    void whatCannotBeDeleted_isNamed() {
        assertThat(measure(0, "Success", "events delete-rule").stdout())
                .containsPattern("left behind: rule drainguard-measure-\\S+");
    }
}
