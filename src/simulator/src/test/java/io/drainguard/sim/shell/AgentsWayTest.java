package io.drainguard.sim.shell;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.DocumentParameters;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.InvocationView;
import io.drainguard.sim.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Scripts are run the way the real agent runs them.
class AgentsWayTest {
    private static final Duration TURN = Duration.ofMillis(20);

    @TempDir
    Path work;

    private final World world = new World(1, Instant.parse("2026-01-01T10:00:00Z"));
    private final String node =
            world.createGroup(GroupSpec.of("g", 0, 1, 1)).getFirst().id();
    private NodeShell shell;

    @BeforeEach
    void start() {
        shell = new NodeShell(world, work, 1);
        world.shell(shell);
    }

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void firstLine_decidesTheInterpreter() throws Exception {
        assertThat(run("#!/bin/cat\nnot a shell").stdout()).isEqualTo("#!/bin/cat\nnot a shell\n");
    }

    @Test
    void varWithoutTheRightToExecute_fails126() throws Exception {
        shell.noexec(node);
        InvocationView view = run("echo hi");

        assertThat(view.status()).isEqualTo("Failed");
        assertThat(view.responseCode()).isEqualTo(126);
        assertThat(view.output())
                .contains("/var/lib/amazon/ssm/" + node + "/document/orchestration/", "ermission denied")
                .endsWith("failed to run commands: exit status 126")
                .doesNotContain(work.toString());
    }

    @Test
    void plainParameters_areReplacedAndNoVariables() throws Exception {
        assertThat(run("echo {{ plain }} ${SSM_plain-unset} {{env}}").stdout()).isEqualTo("p unset e f\n");
    }

    @Test
    void timeout_killsTheGroupAndLeavesWhatTimeoutStarted() throws Exception {
        InvocationView view = run("timeout 100 sh -c 'echo $$ > child; exec /bin/sleep 99' & wait");

        assertThat(view.statusDetails()).isEqualTo("ExecutionTimedOut");
        long child = Long.parseLong(
                Files.readString(shell.nodes().root(node).resolve("child")).trim());
        assertThat(ProcessHandle.of(child))
                .hasValueSatisfying(one -> assertThat(one.isAlive()).isTrue());
        shell.close();
        for (int i = 0; i < 100 && ProcessHandle.of(child).isPresent(); i++) {
            Thread.sleep(TURN);
        }
        assertThat(ProcessHandle.of(child)).isEmpty();
    }

    private InvocationView run(String script) throws Exception {
        world.putDocument(new CommandDocument(
                "drainguard-q",
                "look",
                script + "\n",
                new DocumentParameters(Map.of("plain", "p", "env", "e  f"), Map.of(), Set.of("plain"), Set.of()),
                Duration.ofSeconds(5),
                ""));
        String command =
                world.ssm().sendCommand("drainguard-q", List.of(node), null).commandId();
        for (int i = 0; i < 1_000; i++) {
            world.advance(TURN);
            InvocationView view = world.ssm().getCommandInvocation(command, node);
            if (!view.status().equals("InProgress")) {
                return view;
            }
            Thread.sleep(TURN);
        }
        throw new AssertionError("the script does not end");
    }
}
