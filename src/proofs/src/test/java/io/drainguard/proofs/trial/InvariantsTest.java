package io.drainguard.proofs.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.GuaranteesPage;
import io.drainguard.settings.Settings;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.World;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What is promised, what judges it and what is excused are what the page on guarantees lists.
class InvariantsTest {
    private final List<Invariant> all = invariants();

    @Test
    void promise_isJudgedByOneInvariant() {
        assertThat(all.stream().flatMap(one -> one.promises().stream())).containsExactlyInAnyOrder(Promise.values());
    }

    @Test
    void page_listsEachPromiseWithItsSentence() throws IOException {
        assertThat(GuaranteesPage.rows("| promise |"))
                .isEqualTo(Arrays.stream(Promise.values())
                        .map(promise -> "| `" + promise + "` | " + promise.sentence() + " | `" + judge(promise) + "` |")
                        .toList());
    }

    @Test
    void page_listsEachExcuseWithItsReason() throws IOException {
        assertThat(GuaranteesPage.rows("| excuse |"))
                .isEqualTo(Arrays.stream(Excuse.values())
                        .map(excuse -> "| `" + excuse + "` | " + excuse.reason() + " |")
                        .toList());
    }

    private String judge(Promise promise) {
        return all.stream()
                .filter(one -> one.promises().contains(promise))
                .findFirst()
                .orElseThrow()
                .getClass()
                .getSimpleName();
    }

    private static List<Invariant> invariants() {
        World world = new World(1, Scenario.START);
        MemoryShell shell = new MemoryShell(world);
        History history = new History(world, Trace.none());
        return new Invariants(world, shell, new Answers(world, shell, history), history, Settings.DEFAULTS).all();
    }
}
