package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Instance;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// `drainguard sweep` over the wire.
class SweepCommandTest {
    private final Prompt prompt = new Prompt();

    @AfterEach
    void close() {
        prompt.close();
    }

    @Test
    void dryRun_doesNotStayUpForAShortPeriod() {
        List<Instance> nodes = prompt.world.createGroup(Account.named(Prompt.GROUP, 1, Duration.ofSeconds(60)));
        prompt.account.shell.disk(nodes.getFirst().id(), Disk.holding(211, 3_712_000, prompt.world.instant()));
        prompt.account.scaleIn(nodes);
        Instant start = prompt.world.instant();

        assertThat(prompt.run("sweep", "--dry-run")).as(prompt.err()).isZero();

        assertThat(prompt.out()).contains("1 held");
        assertThat(Duration.between(start, prompt.world.instant())).isLessThan(Duration.ofSeconds(30));
    }
}
