package io.drainguard.aws.setup;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.autoscaling.model.MixedInstancesPolicy;

class GroupSetupReaderTest {
    @Test
    void mixedInstancesPolicy_tellsOfSpotNodesYetToCome() {
        assertThat(GroupSetupReader.mixesSpot(null)).isFalse();
        assertThat(GroupSetupReader.mixesSpot(MixedInstancesPolicy.builder().build()))
                .isFalse();
        assertThat(GroupSetupReader.mixesSpot(mixed(null))).isFalse();
        assertThat(GroupSetupReader.mixesSpot(mixed(100))).isFalse();
        assertThat(GroupSetupReader.mixesSpot(mixed(99))).isTrue();
    }

    private static MixedInstancesPolicy mixed(@Nullable Integer onDemand) {
        return MixedInstancesPolicy.builder()
                .instancesDistribution(part -> part.onDemandPercentageAboveBaseCapacity(onDemand))
                .build();
    }
}
