package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What refuses tags and flags: EC2's bounds and the account's organization.
class TagBoundsTest {
    private final Scene scene = Scene.retaining();
    private final Ec2 ec2 = scene.world.ec2();
    private final String id = scene.node().id();
    private final String volume = scene.node().volumes().getFirst().id();

    @Test
    void fiftyTags_areTheMost_thoseOfAwsNotCounted() {
        scene.world.mishaps().fillTags(id, 50);
        ec2.createTags(List.of(id), Map.of("fiftieth", "x"));
        ec2.createTags(List.of(id), Map.of("fiftieth", "again"));

        assertCode(() -> ec2.createTags(List.of(id), Map.of("more", "x")), "TagLimitExceeded");
        assertThat(scene.node().tags()).hasSize(51).containsKey("aws:autoscaling:groupName");
    }

    @Test
    void oneFullResource_refusesTheWholeCall() {
        scene.world.mishaps().fillTags(id, 51);

        assertCode(() -> ec2.createTags(List.of(volume, id), Map.of("k", "v")), "TagLimitExceeded");
        assertThat(scene.node().volumes().getFirst().tags()).isEmpty();
    }

    @Test
    void tagsOfAws_cannotBeSet() {
        assertCode(() -> ec2.createTags(List.of(id), Map.of("aws:x", "v")), "InvalidParameterValue");
    }

    @Test
    void organization_deniesOneResource() {
        scene.world.organization().deny("CreateTags", id);

        assertCode(() -> ec2.createTags(List.of(id), Map.of("k", "v")), "UnauthorizedOperation");
        ec2.createTags(List.of(volume), Map.of("k", "v"));
        ec2.modifyInstanceAttribute(id, "/dev/xvda", false);
    }

    @Test
    void organization_deniesFlagsInTheAccount() {
        scene.world.organization().deny("ModifyInstanceAttribute");

        assertCode(() -> ec2.modifyInstanceAttribute(id, "/dev/xvda", false), "UnauthorizedOperation");
        assertThat(scene.node().volumes().getFirst().deleteOnTermination()).isTrue();
        scene.world.organization().allowAll();
        ec2.modifyInstanceAttribute(id, "/dev/xvda", false);
    }

    @Test
    void tagPolicy_deniesForeignKeys() {
        scene.world.organization().denyTagKeys("drainguard:pending");

        assertCode(
                () -> ec2.createTags(List.of(id), Map.of("drainguard:pending-bytes", "1", "k", "v")),
                "UnauthorizedOperation");
        assertThat(scene.node().tags()).doesNotContainKey("k");
        ec2.createTags(List.of(id), Map.of("drainguard:node", id));
    }

    private static void assertCode(ThrowingCallable call, String code) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.code()).isEqualTo(code));
    }
}
