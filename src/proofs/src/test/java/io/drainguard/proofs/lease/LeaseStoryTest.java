package io.drainguard.proofs.lease;

import io.drainguard.proofs.Seeds;
import io.drainguard.proofs.lease.LeaseStory.Verdict;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// The promises of the lease, over many seeds (see [Seeds] for how to replay one).
@Isolated("it uses every core by itself")
class LeaseStoryTest {
    private final Seeds<Verdict> seeds = new Seeds<>(
            "lease",
            new LeaseStory(LeaseDesigns.shipped())::play,
            Map.of("hours of the stories' time", verdict -> verdict.lasted().toHours()),
            Stream.<Enum<?>[]>of(LeaseEvent.values(), LeaseExcuse.values())
                    .flatMap(Stream::of)
                    .toList());

    @Test
    void promise_holdsForEverySeed() {
        seeds.assertNoPromiseBreaks();
    }

    @Test
    void seed_replaysToTheSameTrace() {
        seeds.assertReplaysToTheSameTrace();
    }
}
