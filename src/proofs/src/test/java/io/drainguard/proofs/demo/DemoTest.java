package io.drainguard.proofs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The whole demo, with real processes, faster than for people.
@Timeout(240)
class DemoTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    private Path report;
    private Demo demo;

    @BeforeEach
    void build() {
        report = directory.resolve("demo/report.html");
        demo = new Demo(
                new PrintStream(out, true, UTF_8),
                new PrintStream(errors, true, UTF_8),
                FunctionPackage::classes,
                report);
    }

    @Test
    void drain_holdsNodesWithDataAndLosesNothing() throws Exception {
        int exitCode = demo.run(List.of("--speed", "20"));

        assertThat(output())
                .contains("Nodes with data: 2 held, 2 released when empty, 0 retained with data, 0 lost.")
                .contains("hold ", "release ", "ended look   i-")
                .containsPattern("node +data at scale-in +held for +last file to release +released by +outcome")
                .containsPattern("90 files, [0-9.]+ MiB +[0-9:]+ +[0-9]+:[0-9]{2} +(ended look|schedule|termination)")
                .contains("A plain scale-in would have lost ", "; nothing was lost.")
                .contains("Report: " + report)
                .doesNotContain("\u001b");
        assertThat(exitCode).as(output()).isZero();
        assertThat(report).content().contains("; nothing was lost.", "240 files", "SendCommand");
        assertThat(times()).isSorted();
    }

    @Test
    void ec2Edition_endsTheStoryOfTheKilledGuardTheSame() throws Exception {
        int exitCode = demo.run(List.of("--edition", "ec2", "--story", "guard-killed", "--speed", "20"));

        assertThat(output())
                .contains("Nodes with data: 2 held, 2 released when empty, 0 retained with data, 0 lost.")
                .contains("as the service of the EC2 edition", "round        i-")
                .doesNotContain("ended look   i-", "schedule     i-");
        assertThat(exitCode).as(output()).isZero();
    }

    @Test
    void guardKilled_isKilledTwice_andEachTimeThereWasSomethingToKill() throws Exception {
        int exitCode = demo.run(List.of("--story", "guard-killed", "--speed", "20"));

        assertThat(output().lines().filter(line -> line.contains("the guard was killed")))
                .hasSize(2)
                .noneMatch(line -> line.endsWith("processes: 0"));
        assertThat(exitCode).as(output()).isZero();
    }

    @Test
    void eventsLost_scheduleReleasesAlone() throws Exception {
        int exitCode = demo.run(List.of("--story", "events-lost", "--speed", "20"));

        assertThat(output())
                .contains("Nodes with data: 2 held, 2 released when empty, 0 retained with data, 0 lost.")
                .contains("schedule     i-")
                .doesNotContain("ended look   i-", "termination  i-");
        assertThat(exitCode).as(output()).isZero();
    }

    @Test
    void holdForever_retainsTheNodeThatNeverDrains() throws Exception {
        int exitCode = demo.run(List.of("--story", "hold-forever", "--speed", "20"));

        assertThat(output())
                .contains("Nodes with data: 2 held, 1 released when empty, 1 retained with data, 0 lost.")
                .contains("give up ", "leave ");
        assertThat(exitCode).as(output()).isZero();
    }

    @Test
    void dlcFailover_yields_andTheSuccessorDeliversAllThatWasSpooled() throws Exception {
        int exitCode = demo.run(List.of("--story", "dlc-failover", "--speed", "40"));

        assertThat(output())
                .contains("Group:   'siem-dlc' of templates/dlc.yaml", "the zone of i-", "yields", "EC2 has ended i-")
                .containsPattern("i-[0-9a-f]+ takes lease 2 \\(rule: EC2 says ended\\)")
                .contains("12,000 of 12,000 spooled events delivered, 0 twice.");
        assertThat(exitCode).as(output()).isZero();
        assertThat(report).content().contains("12,000 of 12,000", "nobody at work", "Spool, delivery and lease");
    }

    @Test
    void dlcHandover_releasesTheLeaseWithinSeconds() throws Exception {
        int exitCode = demo.run(List.of("--story", "dlc-handover", "--speed", "40"));

        assertThat(output())
                .contains("lease 1 released", "queues are empty")
                .containsPattern("i-[0-9a-f]+ takes lease 2 \\(rule: released\\)")
                .contains("12,000 of 12,000 spooled events delivered, 0 twice.");
        assertThat(exitCode).as(output()).isZero();
    }

    @Test
    void wrongArgument_isOneLineAndExitCode2() throws Exception {
        assertThat(demo.run(List.of("--speed", "1000"))).isEqualTo(2);
        assertThat(output().lines()).hasSize(1);
    }

    @Test
    void help_tellsStoriesAndExitCodes() throws Exception {
        assertThat(demo.run(List.of("--help"))).isZero();
        assertThat(output()).contains("hold-forever", "--speed");
    }

    @Test
    void missingJar_saysWhatToRun(@TempDir Path empty) throws Exception {
        Demo unbuilt = new Demo(
                new PrintStream(out, true, UTF_8),
                new PrintStream(errors, true, UTF_8),
                () -> FunctionPackage.jar(empty.resolve("function.jar")),
                empty.resolve("report.html"));

        assertThat(unbuilt.run(List.of())).isOne();
        assertThat(output()).contains("mvn -q -Pdemo package");
    }

    /// What stands in the first column of the table, in seconds.
    private List<Integer> times() {
        return output().lines()
                .filter(line -> line.matches(" *\\d+:\\d\\d  \\S.*"))
                .map(line -> line.strip().split(" ", 2)[0].split(":"))
                .map(clock -> Integer.parseInt(clock[0]) * 60 + Integer.parseInt(clock[1]))
                .toList();
    }

    private String output() {
        return out.toString(UTF_8) + errors.toString(UTF_8);
    }
}
