package io.drainguard.defects;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.proofs.account.Account;
import io.drainguard.proofs.account.TestGuard;
import io.drainguard.proofs.deploy.DrainDocument;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.proofs.ports.WorldTime;
import io.drainguard.settings.Settings;
import io.drainguard.sim.shell.NodeShell;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.Instance;
import io.drainguard.sweep.Time;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What today's scripts take for empty or for data though it is neither: from a file on a node's disk, through the
/// template's script in a real shell, to the guard's decision. All else about the script is proved in
/// `io.drainguard.template`: DrainScriptTest, DrainScriptPathsTest and DrainScriptFaultsTest.
///
/// | defect | symptom | test |
/// |--------|---------|------|
/// | 5 | a mistyped path counts as empty | `mistypedPath_holdsTheNode` |
/// | 6 | an error of find counts as empty | `unsearchablePath_holdsTheNode` |
/// | 7 | a zero-byte file holds the node for nothing | `staleZeroByteFile_doesNotHoldTheNode` |
/// | 8 | blanks and wildcards break the path | `pathWithBlanksAndADataFile_holdsTheNode` |
/// | 9 | a script that is broken looks like data | `agentThatCannotHandOverThePaths_isNotTakenForData` |
@Timeout(60)
class ScriptDefectsTest {
    /// Virtual seconds in a real one while a script runs.
    private static final int SPEED = 40;

    /// The guard's clock goes slower than the node's by this factor, for machines that are busy.
    private static final int SLOWER = 6;

    /// Virtual time that a script may take; far more than it needs.
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    Path work;

    private final Account account = new Account();
    private final Instance node = account.workers(1).getFirst();
    private final TestGuard guard = new TestGuard(account, Settings.DEFAULTS.maxHold(), new ScriptTime());
    private NodeShell shell;

    @BeforeEach
    void startNode() {
        shell = new NodeShell(account.world, work, SPEED);
        account.world.shell(shell);
    }

    @AfterEach
    void stopNode() {
        shell.close();
    }

    @Test
    void mistypedPath_holdsTheNode() throws IOException {
        data("/opt/cribl/state/queues/0/out/1.ndjson", 10);

        assertThat(decided("/opt/cribl/stats/queues").look())
                .isInstanceOfSatisfying(
                        Look.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains("/opt/cribl/stats/queues"));
        assertThat(guard.decided(Decision.Hold.class)).hasSize(1);
    }

    @Test
    void unsearchablePath_holdsTheNode() throws IOException {
        data("/opt/cribl/state/queues", 10);

        assertThat(decided("/opt/cribl/state/queues").look()).isInstanceOf(Look.Unknown.class);
        assertThat(guard.decided(Decision.Hold.class)).hasSize(1);
    }

    @Test
    void staleZeroByteFile_doesNotHoldTheNode() throws IOException {
        data("/opt/cribl/state/queues/0/out/1.ndjson.gz", 0);

        assertThat(decided("/opt/cribl/state/queues").decision()).isInstanceOf(Decision.Release.class);
    }

    @Test
    void pathWithBlanksAndADataFile_holdsTheNode() throws IOException {
        data("/data/my queues [*]/a file", 10);
        shell.nodes().directory(node.id(), "/data/my");

        // The template takes no brackets or stars in a path; a document that somebody else wrote may have them.
        assertThat(decided("/data/my queues [*]").look())
                .isInstanceOfSatisfying(
                        Look.Pending.class,
                        pending -> assertThat(pending.files()).isOne());
    }

    @Test
    void agentThatCannotHandOverThePaths_isNotTakenForData() throws IOException {
        shell.agentTooOld(node.id());

        assertThat(decided("/opt/cribl/state/queues").look())
                .isInstanceOfSatisfying(
                        Look.Unknown.class,
                        unknown -> assertThat(unknown.reason()).contains("agent too old"));
    }

    private void data(String path, int bytes) throws IOException {
        Path file = shell.nodes().locate(node.id(), path);
        Files.createDirectories(file.getParent());
        Files.write(file, new byte[bytes]);
    }

    private TestGuard.Decided decided(String queues) throws IOException {
        DrainDocument document = Template.load(Path.of("template.yaml")).drainDocument();
        var parameters = new LinkedHashMap<>(document.defaults());
        parameters.put("queues", queues);
        account.world.putDocument(
                new CommandDocument(Account.DOCUMENT, "look", document.script(), parameters, PATIENCE));
        account.scaleIn(List.of(node));
        guard.look();
        return guard.decisions.getFirst();
    }

    /// The account's clock, slowed down so that a real script can keep up with it.
    private final class ScriptTime implements Time {
        private final Time plain = new WorldTime(account.world);

        @Override
        public void pause(Duration length) {
            try {
                Thread.sleep(length.multipliedBy(SLOWER).dividedBy(SPEED));
            } catch (InterruptedException interrupted) {
                throw new Stopped(interrupted);
            }
            plain.pause(length);
        }

        @Override
        public Instant instant() {
            return plain.instant();
        }
    }
}
