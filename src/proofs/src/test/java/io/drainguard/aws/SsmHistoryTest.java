package io.drainguard.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Look;
import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sweep.Fault;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Past looks, from the history of commands.
class SsmHistoryTest {
    private final Account account = new Account();
    private final SsmHistory history =
            new SsmHistory(Account.ssm(account.http, URI.create("http://simulator.invalid")));
    private Instance node;

    @BeforeEach
    void oneNode() {
        node = account.workers(2).getFirst();
        account.shell.disk(node.id(), Disk.holding(3, 300, Account.START));
    }

    private void look(String document) {
        account.world.ssm().sendCommand(document, List.of(node.id()), null);
        account.world.advance(Duration.ofSeconds(5));
    }

    private List<Seen> newest(Instant since) {
        return history.newest(node.id(), Account.DOCUMENT, since, account.world.instant());
    }

    @Test
    void looks_comeOldestFirstWithTheirTimes() {
        look(Account.DOCUMENT);
        account.world.advance(Duration.ofMinutes(1));
        account.shell.manner(node.id(), MemoryShell.Manner.FAILS);
        look(Account.DOCUMENT);

        List<Seen> seen = newest(Instant.EPOCH);

        assertThat(seen).hasSize(2);
        assertThat(seen.getFirst().look())
                .isEqualTo(new Look.Pending(
                        3,
                        300,
                        Account.START,
                        "",
                        List.of(account.shell.paths(node.id()).first().source())));
        assertThat(seen.getLast().look()).isInstanceOf(Look.Unknown.class);
        assertThat(seen.getLast().at()).isAfter(seen.getFirst().at().plusSeconds(60));
    }

    @Test
    void otherDocumentsAndOtherNodes_areLeftOut() {
        account.world.putDocument(
                new CommandDocument("drainguard-other", "look", "true", Map.of(), Duration.ofSeconds(60)));
        look("drainguard-other");

        assertThat(newest(Instant.EPOCH)).isEmpty();
    }

    @Test
    void looksOfAnEarlierWait_areLeftOut() {
        look(Account.DOCUMENT);
        account.world.advance(Duration.ofMinutes(2));
        Instant wait = account.world.instant();

        assertThat(newest(wait)).isEmpty();
        look(Account.DOCUMENT);
        assertThat(newest(wait)).hasSize(1);
    }

    @Test
    void commandThatRuns_isNoLookYet() {
        account.shell.manner(node.id(), MemoryShell.Manner.HANG);
        look(Account.DOCUMENT);

        assertThat(newest(Instant.EPOCH)).isEmpty();
    }

    @Test
    void oldLook_isFoundUntilTheHistoryForgetsIt() {
        look(Account.DOCUMENT);
        account.world.advance(SsmHistory.KEPT.minusHours(1));
        assertThat(newest(Instant.EPOCH)).hasSize(1);

        account.world.advance(Duration.ofHours(1));
        assertThat(newest(Instant.EPOCH)).isEmpty();
    }

    @Test
    void failure_namesTheNode() {
        account.trouble.refuse("ListCommandInvocations", 1, new AwsError("InternalServerError", 500, ""));

        assertThatThrownBy(() -> newest(Instant.EPOCH))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("reading the looks at node " + node.id());
    }
}
