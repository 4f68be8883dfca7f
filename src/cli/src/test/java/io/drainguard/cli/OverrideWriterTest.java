package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.aws.setup.OverrideTags;
import io.drainguard.cli.NodeFinder.Found;
import io.drainguard.decide.Disks;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.InstanceDetails.Membership;
import io.drainguard.sweep.Marks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;
import software.amazon.awssdk.services.autoscaling.model.CreateOrUpdateTagsRequest;
import software.amazon.awssdk.services.autoscaling.model.CreateOrUpdateTagsResponse;
import software.amazon.awssdk.services.autoscaling.model.Tag;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.CreateTagsRequest;
import software.amazon.awssdk.services.ec2.model.CreateTagsResponse;
import software.amazon.awssdk.services.ec2.model.DeleteTagsRequest;
import software.amazon.awssdk.services.ec2.model.DeleteTagsResponse;
import software.amazon.awssdk.services.ec2.model.Ec2Exception;
import software.amazon.awssdk.services.sts.StsClient;

/// Where an operator's override is written, and what becomes of an older one.
class OverrideWriterTest {
    private static final Instant NOW = Instant.parse("2026-01-01T10:00:00Z");
    private static final String KEY = "drainguard:override:i-0a";

    private final List<String> done = new ArrayList<>();
    private final List<Tag> ofGroup = new ArrayList<>();
    private @Nullable RuntimeException nodeRefuses;
    private @Nullable RuntimeException groupRefuses;
    private Map<String, InstanceDetails> known = Map.of("i-0a", carrying(Operator.SILENT));

    private static InstanceDetails carrying(Operator own) {
        return new InstanceDetails(
                own, new Membership("workers", "drainguard-workers"), false, Disks.VOLUMES, List.of(), Marks.NONE);
    }

    private static Found node(Operator ofItsGroup) {
        return new Found(new NodeId("workers", "i-0a"), "Terminating:Wait", ofItsGroup, null);
    }

    private static <B extends AwsServiceException.Builder> RuntimeException error(B builder, String code, int status) {
        return builder.statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("as AWS words it")
                        .build())
                .build();
    }

    private static RuntimeException refused(String code) {
        return error(Ec2Exception.builder(), code, 400);
    }

    private void node(String call) {
        if (nodeRefuses != null) {
            throw nodeRefuses;
        }
        done.add(call);
    }

    private void group(String call) {
        if (groupRefuses != null) {
            throw groupRefuses;
        }
        done.add(call);
    }

    private OverrideWriter writer() {
        return new OverrideWriter(new OverrideTags(new Ec2(), new Scaling(), new Sts()), new ReadOnlyVolumes() {
            @Override
            public Map<String, InstanceDetails> read(Set<String> instances) {
                return known;
            }

            @Override
            public Set<String> marked(NodeId id) {
                return Set.of();
            }
        });
    }

    private String set(String value, Operator ofItsGroup) {
        return writer().set(node(ofItsGroup), value, "arn:operator", NOW);
    }

    @Test
    void nodeThatTakesTags_getsThemAndItsGroupNone() {
        assertThat(set("release", Operator.SILENT)).startsWith("Done.");

        assertThat(done).containsExactly("tag node");
    }

    @ParameterizedTest
    @CsvSource({
        "TagLimitExceeded, hold",
        "TagLimitExceeded, release",
        "UnauthorizedOperation, release",
        "TagPolicyViolation, hold",
        "InvalidInstanceID.NotFound, release",
        "SomethingNew, hold"
    })
    void nodeThatTakesNoTag_isOverriddenByItsGroup(String code, String value) {
        nodeRefuses = refused(code);

        assertThat(set(value, Operator.SILENT))
                .contains("The node takes no tag", code, "Done all the same", KEY + "=" + value);

        assertThat(done).containsExactly("tag group");
        assertThat(ofGroup).singleElement().satisfies(tag -> {
            assertThat(tag.resourceId()).isEqualTo("workers");
            assertThat(tag.resourceType()).isEqualTo("auto-scaling-group");
            assertThat(tag.key()).isEqualTo(KEY);
            assertThat(tag.value()).isEqualTo(value);
            assertThat(tag.propagateAtLaunch()).isFalse();
        });
    }

    @Test
    void callThatMayPassNextTime_isNoReasonForTheGroup() {
        for (RuntimeException passing : List.of(
                refused("RequestLimitExceeded"),
                error(Ec2Exception.builder(), "InternalError", 500),
                SdkClientException.create("no route"))) {
            nodeRefuses = passing;

            assertThatThrownBy(() -> set("release", Operator.SILENT)).isInstanceOf(Fault.class);
        }
        assertThat(done).isEmpty();
    }

    @Test
    void operatorWhoMayTagNeither_hearsOfBoth() {
        nodeRefuses = refused("UnauthorizedOperation");
        groupRefuses = error(AutoScalingException.builder(), "AccessDenied", 403);

        assertThatThrownBy(() -> set("release", Operator.SILENT))
                .isInstanceOf(Fault.class)
                .hasMessageStartingWith("node workers/i-0a: setting the override: your credentials may not")
                .hasMessageContaining("and group workers: setting the override of node i-0a");
    }

    /// Whatever keeps the node wins, so an older `hold` of the group would go on holding it.
    @Test
    void olderOverrideOfTheGroup_doesNotOutvoteTheNewOne() {
        assertThat(set("release", Operator.HOLD)).contains("An older one", KEY, "was taken off");

        assertThat(done).containsExactly("tag node", "untag group");
    }

    @Test
    void olderOverrideOfTheNode_isNamedWhereItWins() {
        nodeRefuses = refused("TagPolicyViolation");
        known = Map.of("i-0a", carrying(Operator.HOLD));

        assertThatThrownBy(() -> set("release", Operator.SILENT))
                .isInstanceOf(UsageError.class)
                .hasMessageContaining("the node's own tag 'drainguard:override' counts as hold, wins");
    }

    @Test
    void nodeThatEc2HasForgotten_isReleasedByItsGroup() {
        nodeRefuses = refused("InvalidInstanceID.NotFound");
        known = Map.of();

        assertThat(set("release", Operator.SILENT)).contains("Done all the same");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HOLD", "UNCLEAR", "RELEASE"})
    void clear_removesBoth(Operator ofItsGroup) {
        assertThat(writer().remove(node(ofItsGroup))).startsWith("Done.").contains(KEY);

        assertThat(done).containsExactly("untag node", "untag group");
    }

    @Test
    void clearOfANodeThatEc2HasForgotten_removesTheGroupsTag() {
        nodeRefuses = refused("InvalidInstanceID.NotFound");
        known = Map.of();

        assertThat(writer().remove(node(Operator.HOLD))).startsWith("Done.");

        assertThat(done).containsExactly("untag group");
    }

    @Test
    void clearThatLeavesTheNodesTag_isNotCalledDone() {
        nodeRefuses = refused("UnauthorizedOperation");
        known = Map.of("i-0a", carrying(Operator.RELEASE));

        assertThatThrownBy(() -> writer().remove(node(Operator.HOLD))).isInstanceOf(Fault.class);
        assertThat(done).containsExactly("untag group");
    }

    private final class Ec2 implements Ec2Client {
        @Override
        public CreateTagsResponse createTags(CreateTagsRequest request) {
            node("tag node");
            return CreateTagsResponse.builder().build();
        }

        @Override
        public DeleteTagsResponse deleteTags(DeleteTagsRequest request) {
            node("untag node");
            return DeleteTagsResponse.builder().build();
        }

        @Override
        public String serviceName() {
            return "ec2";
        }

        @Override
        public void close() {}
    }

    private final class Scaling implements AutoScalingClient {
        @Override
        public CreateOrUpdateTagsResponse createOrUpdateTags(CreateOrUpdateTagsRequest request) {
            group("tag group");
            ofGroup.addAll(request.tags());
            return CreateOrUpdateTagsResponse.builder().build();
        }

        @Override
        public software.amazon.awssdk.services.autoscaling.model.DeleteTagsResponse deleteTags(
                software.amazon.awssdk.services.autoscaling.model.DeleteTagsRequest request) {
            group("untag group");
            return software.amazon.awssdk.services.autoscaling.model.DeleteTagsResponse.builder()
                    .build();
        }

        @Override
        public String serviceName() {
            return "autoscaling";
        }

        @Override
        public void close() {}
    }

    private static final class Sts implements StsClient {
        @Override
        public String serviceName() {
            return "sts";
        }

        @Override
        public void close() {}
    }
}
