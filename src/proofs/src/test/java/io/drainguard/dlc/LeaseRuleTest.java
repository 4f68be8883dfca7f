package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `lease_rule` against its table, for all inputs: each state, owner and word of EC2, and each second of more than five
/// minutes.
class LeaseRuleTest {
    private static final List<String> STATES = List.of("none", "held", "released", "unreadable", "", "HELD", "new");
    private static final List<String> OWNERS = List.of("me", "other", "");
    private static final List<String> ANSWERS = List.of("ended", "other", "silent", "", "terminated");
    private static final List<String> NO_TIMES =
            List.of("", "-1", "x", "60s", "1e3", "+99", "0x60", "10000000000", "18446744073709551676");

    @TempDir
    Path home;

    private final List<Row> table;

    LeaseRuleTest() throws IOException {
        table = Files.readAllLines(Path.of("src/proofs/src/test/resources/lease-rule.txt")).stream()
                .filter(line -> !line.startsWith("#"))
                .map(Row::of)
                .toList();
    }

    /// One line of the table.
    record Row(String state, String owner, String waited, String ec2, String answer) {
        static Row of(String line) {
            String[] words = line.trim().split(" +");
            assertThat(words).as(line).hasSize(5);
            return new Row(words[0], words[1], words[2], words[3], words[4]);
        }

        boolean matches(Input input) {
            return state.equals(input.state)
                    && (owner.equals("any") || owner.equals(input.owner.isEmpty() ? "nobody" : input.owner))
                    && (ec2.equals("any") || ec2.equals(input.ec2))
                    && (waited.equals("any") || isWithin(Long.parseLong(input.waited)));
        }

        private boolean isWithin(long seconds) {
            String[] ends = waited.split("-", 2);
            return seconds >= Long.parseLong(ends[0]) && (ends[1].isEmpty() || seconds <= Long.parseLong(ends[1]));
        }
    }

    record Input(String state, String owner, String waited, String ec2) {
        boolean isValid() {
            return STATES.subList(0, 4).contains(state)
                    && ANSWERS.subList(0, 3).contains(ec2)
                    && !NO_TIMES.contains(waited);
        }
    }

    private static List<Input> inputs() {
        List<String> times = Stream.concat(
                        IntStream.rangeClosed(0, 310).mapToObj(Integer::toString),
                        Stream.concat(Stream.of("0059", "0060", "86400", "999999999"), NO_TIMES.stream()))
                .toList();
        List<Input> inputs = new ArrayList<>();
        STATES.forEach(state -> OWNERS.forEach(owner ->
                ANSWERS.forEach(ec2 -> times.forEach(waited -> inputs.add(new Input(state, owner, waited, ec2))))));
        return inputs;
    }

    private String expected(Input input) {
        if (!input.isValid()) {
            return "wait";
        }
        List<Row> rows = table.stream().filter(row -> row.matches(input)).toList();
        assertThat(rows).as("rows for %s", input).hasSize(1);
        return rows.getFirst().answer();
    }

    @ParameterizedTest
    @ValueSource(strings = {"dash", "bash", "busybox sh"})
    void rule_answersEachInputAsTheTableSays(String shell) throws IOException {
        Tools.assumeInstalled(shell.split(" ")[0]);
        List<Input> inputs = inputs();
        List<String> lines = new ArrayList<>();
        inputs.forEach(input -> lines.add(
                String.join(",", input.state, name(input.owner), DlcNode.ME, input.waited, input.ec2, "end")));
        Files.write(home.resolve("inputs"), lines);
        Files.writeString(home.resolve("script"), """
                set -u
                . %s
                while IFS=, read -r state owner me waited ec2 end; do
                  lease_rule "$state" "$owner" "$me" "$waited" "$ec2"
                done <%s
                """.formatted(
                        Path.of("nodes/dlc/lease-rule.sh").toAbsolutePath(), home.resolve("inputs")));
        List<String> command = new ArrayList<>(List.of(shell.split(" ")));
        command.add(home.resolve("script").toString());
        Tools.Answer answer = Tools.run(command);
        assertThat(answer.stderr()).isEmpty();
        List<String> answers = answer.stdout().lines().toList();
        assertThat(answers).hasSameSizeAs(inputs);
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answers.get(i)).as("%s", inputs.get(i)).isEqualTo(expected(inputs.get(i)));
        }
    }

    private static String name(String owner) {
        return switch (owner) {
            case "me" -> DlcNode.ME;
            case "other" -> DlcNode.OTHER;
            default -> owner;
        };
    }

    /// Two names that are both empty are not the same machine.
    @Test
    void nodeWithoutAName_neverStartsAtOnceOnALeaseThatIsHeld() {
        Tools.Answer answer = Tools.run(List.of(
                "sh",
                "-c",
                ". ./nodes/dlc/lease-rule.sh; lease_rule held '' '' 9999 ended; lease_rule held i-1 '' 9999 ended"));
        assertThat(answer.stdout()).isEqualTo("wait\nwait\n");
    }
}
