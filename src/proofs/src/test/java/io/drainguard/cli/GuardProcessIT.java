package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.LifecycleState;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A guard that is a process: how it ends, and what becomes of the nodes when it does not end well.
class GuardProcessIT {
    /// Who is the guard.
    enum Kind {
        SERVICE,
        WATCH;

        Program start(CliScene scene, Path directory) {
            return switch (this) {
                case SERVICE -> Program.service(scene, directory, List.of());
                case WATCH -> Program.drainguard(scene, directory, "watch", "--json");
            };
        }
    }

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

    @ParameterizedTest
    @EnumSource
    void terminatedGuard_finishesTheSweepUnderWay(Kind kind) throws Exception {
        scene.waiting(2);
        try (Program guard = kind.start(scene, directory)) {
            scene.onceBefore("SendCommand", guard::terminate);

            Program.Ended ended = guard.end();

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out().lines())
                    .as("a line of the sweep, and one of its group")
                    .hasSize(2)
                    .first()
                    .asString()
                    .contains("\"event\":\"sweep\"", "\"NodesWaiting\":2", "\"Failures\":0");
        }
        assertThat(scene.calls("SendCommand")).hasSize(1).allMatch(Call::ok);
    }

    @ParameterizedTest
    @EnumSource
    void terminatedGuard_settlesTheNodesWhoseAnswersItReads(Kind kind) throws Exception {
        List<String> nodes = scene.waiting(2);
        scene.fill(nodes.get(0));
        try (Program guard = kind.start(scene, directory)) {
            scene.onceBefore("ListCommandInvocations", guard::terminate);

            Program.Ended ended = guard.end();

            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.err()).isEmpty();
            assertThat(ended.out().lines().toList())
                    .hasSize(5)
                    .anyMatch(line -> line.contains(nodes.get(0)) && line.contains("\"decision\":\"hold\""))
                    .anyMatch(line -> line.contains(nodes.get(1)) && line.contains("\"decision\":\"release\""))
                    .last()
                    .asString()
                    .contains("\"event\":\"collected\"", "\"ReleasedEmpty\":1", "\"Failures\":0");
        }
        assertThat(scene.state(nodes.get(0))).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(scene.calls("CompleteLifecycleAction")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void terminatedGuardAtRest_endsWithoutAnotherSweep(Kind kind) throws Exception {
        try (Program guard = kind.start(scene, directory)) {
            guard.awaitOut("\"event\":\"sweep\"");

            guard.terminate();

            Program.Ended ended = guard.end();
            assertThat(ended.exitCode()).as(ended.err()).isZero();
            assertThat(ended.out().lines()).hasSize(1);
        }
        assertThat(scene.calls("DescribeAutoScalingGroups")).hasSize(1);
    }

    @Test
    void killedGuard_leavesItsNodesHeldForTheNext() throws Exception {
        List<String> nodes = scene.waiting(2);
        scene.fill(nodes.get(0));
        try (Program guard = Kind.SERVICE.start(scene, directory)) {
            scene.onceBefore("ListCommandInvocations", guard::kill);
            guard.end();
        }
        assertThat(scene.state(nodes.get(0))).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(scene.calls("CompleteLifecycleAction")).isEmpty();

        try (Program next = Kind.SERVICE.start(scene, directory)) {
            next.awaitOut("\"event\":\"sweep\"");
            assertThat(next.out()).contains("\"NodesWaiting\":1", "\"ReleasedEmpty\":1", "\"Failures\":0");
        }

        assertThat(scene.state(nodes.get(0))).isEqualTo(LifecycleState.TERMINATING_WAIT);
        assertThat(scene.calls("CompleteLifecycleAction"))
                .hasSize(1)
                .allMatch(call -> call.parameter("InstanceId").equals(nodes.get(1)));
    }

    @Test
    void twoGuards_releaseTheEmptyNodeOnceAndQuarrelAboutNothing() throws Exception {
        List<String> nodes = scene.waiting(6);
        nodes.subList(0, 3).forEach(scene::fill);
        try (Program service = Kind.SERVICE.start(scene, directory);
                Program watch = Kind.WATCH.start(scene, directory)) {
            for (String node : nodes.subList(3, 6)) {
                scene.awaitGone(node);
            }
            service.awaitOut("\"event\":\"sweep\"");
            watch.awaitOut("\"event\":\"sweep\"");

            assertThat(service.out()).contains("\"Failures\":0").doesNotContain("failed");
            assertThat(watch.out()).contains("\"Failures\":0").doesNotContain("failed");
        }
        assertThat(nodes.subList(0, 3)).allMatch(node -> scene.state(node) == LifecycleState.TERMINATING_WAIT);
        assertThat(scene.calls("CompleteLifecycleAction").stream()
                        .filter(Call::ok)
                        .map(call -> call.parameter("InstanceId")))
                .containsExactlyInAnyOrderElementsOf(nodes.subList(3, 6));
    }

    /// The unit's flags, with the heap that they leave on the template's smallest instance type: 45 % of 60 % of
    /// 512 MiB.
    @Test
    void guardOfAThousandWaitingNodes_staysBelow256Megabytes() throws Exception {
        scene.waiting(1000).forEach(scene::fill);
        List<String> flags =
                List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:+ExitOnOutOfMemoryError", "-Xmx138m");
        try (Program guard = Program.service(scene, directory, flags)) {
            guard.awaitOut("\"event\":\"collected\"");
            long peak = guard.peakMemory();

            System.out.println("1,000 waiting nodes: VmHWM " + peak + " KiB");
            assertThat(guard.out()).contains("\"NodesWaiting\":1000", "\"Failures\":0");
            assertThat(guard.out().lines().filter(line -> line.contains("\"decision\":\"hold\"")))
                    .hasSize(1000);
            assertThat(peak).isBetween(1L, 256 * 1024L);
        }
    }
}
