package io.drainguard.proofs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The stories of a dsiem cluster, with a real guard and real drain documents, faster than for people.
@Timeout(240)
class DsiemDemoTest {
    private static final List<Path> PROGRAMS = List.of(Path.of("/usr/bin"), Path.of("/bin"));

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    @TempDir
    Path directory;

    private int run(List<Path> programs, String... arguments) throws Exception {
        return new Demo(
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(errors, true, UTF_8),
                        FunctionPackage::classes,
                        directory.resolve("report.html"),
                        programs,
                        false)
                .run(List.of(arguments));
    }

    private String output() {
        return out.toString(UTF_8) + errors.toString(UTF_8);
    }

    private static void assumeJq() {
        assumeTrue(
                PROGRAMS.stream().anyMatch(folder -> Files.isExecutable(folder.resolve("jq"))),
                "there is no jq here, so nobody has played dsiem's stories");
    }

    @Test
    void scaleIn_losesNothing_andEveryNodeGoesWhenItsLookIsEmpty() throws Exception {
        assumeJq();
        int exitCode = run(PROGRAMS, "--story", "dsiem-scale-in", "--speed", "40");

        assertThat(output())
                .contains("scale-in: frontends 4 -> 2", "queues are empty", "bytes of alarms wait on its disk")
                .containsPattern(
                        "events accepted ([0-9,]+), seen \\1, alarms shipped ([0-9,]+) of \\2; [0-9,]+ came twice");
        assertThat(exitCode).as(output()).isZero();
        System.out.println(output().lines().toList().getLast());
        assertThat(directory.resolve("report.html"))
                .content()
                .contains(
                        "events accepted",
                        "alarms shipped",
                        "backend-01",
                        "backend-02",
                        "dsiem-nats, released when empty");
    }

    @Test
    void gap_losesAsMuchAsTheBusHandedToNobody() throws Exception {
        assumeJq();
        int exitCode = run(PROGRAMS, "--story", "dsiem-gap", "--speed", "40");

        assertThat(output()).containsPattern("lost as counted at the bus: [1-9][0-9,]* events and [1-9][0-9,]* alarms");
        assertThat(exitCode).as(output()).isZero();
    }

    @Test
    void machineWithoutJq_isToldInASentenceWhatToInstall() throws Exception {
        assertThat(run(List.of(directory), "--story", "dsiem-gap")).isEqualTo(2);
        assertThat(output().lines()).singleElement().asString().contains("install the package jq");
    }
}
