package io.drainguard.proofs.lease;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.GuaranteesPage;
import io.drainguard.proofs.trial.Trace;
import io.drainguard.sim.time.VirtualTime;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is promised of the lease, what judges it and what is excused are what the page on guarantees lists.
class LeaseInvariantsTest {
    private final List<LeaseInvariant> all = invariants();

    @Test
    void promise_isJudgedByOneInvariant() {
        assertThat(all.stream().flatMap(one -> one.promises().stream()))
                .containsExactlyInAnyOrder(LeasePromise.values());
    }

    @Test
    void page_listsEachPromiseWithItsSentence() throws IOException {
        assertThat(GuaranteesPage.rows("| promise of the lease |"))
                .isEqualTo(Arrays.stream(LeasePromise.values())
                        .map(promise -> "| `" + promise + "` | " + promise.sentence() + " | `" + judge(promise) + "` |")
                        .toList());
    }

    @Test
    void page_listsEachExcuseWithItsReason() throws IOException {
        assertThat(GuaranteesPage.rows("| excuse of the lease |"))
                .isEqualTo(Arrays.stream(LeaseExcuse.values())
                        .map(excuse -> "| `" + excuse + "` | " + excuse.reason() + " |")
                        .toList());
    }

    private String judge(LeasePromise promise) {
        return all.stream()
                .filter(one -> one.promises().contains(promise))
                .findFirst()
                .orElseThrow()
                .getClass()
                .getSimpleName();
    }

    private static List<LeaseInvariant> invariants() {
        VirtualTime time = new VirtualTime(Instant.EPOCH);
        return new LeaseInvariants(time, new LeaseHistory(time, Trace.none())).all();
    }
}
