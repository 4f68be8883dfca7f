package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.aws.setup.OverrideTags;
import io.drainguard.aws.setup.OverrideTags.Wanted;
import io.drainguard.cli.NodeFinder.Found;
import io.drainguard.decide.Disks;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.InstanceDetails.Membership;
import io.drainguard.sweep.Marks;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
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
    private final Set<String> refusing = new HashSet<>();
    private final List<software.amazon.awssdk.services.ec2.model.Tag> ofNode = new ArrayList<>();
    private final List<String> taken = new ArrayList<>();
    private int calls;
    private Map<String, InstanceDetails> known = Map.of("i-0a", carrying(Operator.SILENT));

    private static InstanceDetails carrying(Operator own) {
        return new InstanceDetails(
                own, new Membership("workers", "drainguard-workers"), false, Disks.VOLUMES, List.of(), Marks.NONE);
    }

    private static Found node(Operator ofItsGroup) {
        return node("i-0a", ofItsGroup, null);
    }

    private static Found node(String id, Operator ofItsGroup, @Nullable Map<String, String> tags) {
        return new Found(new NodeId("workers", id), "Terminating:Wait", ofItsGroup, null, null, tags);
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

    private void node(String call, List<String> resources) {
        calls++;
        if (nodeRefuses != null && (refusing.isEmpty() || resources.stream().anyMatch(refusing::contains))) {
            throw nodeRefuses;
        }
        done.add(resources.equals(List.of("i-0a")) ? call : call + " " + resources.size());
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
        Found node = node("i-0a", ofItsGroup, Map.of());
        return told(node, writer().set(List.of(node), new Wanted(value, null, null, "arn:operator", NOW)));
    }

    private String remove(Operator ofItsGroup) {
        Found node = node(ofItsGroup);
        return told(node, writer().remove(List.of(node)));
    }

    /// What the operator is told of the only node.
    private static String told(Found node, Map<Found, Written> came) {
        assertThat(came).containsOnlyKeys(node);
        Written written = came.get(node);
        if (!written.done()) {
            throw new IllegalStateException(written.text(node));
        }
        return written.text(node);
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

            assertThatThrownBy(() -> set("release", Operator.SILENT)).isInstanceOf(IllegalStateException.class);
        }
        assertThat(done).isEmpty();
    }

    @Test
    void operatorWhoMayTagNeither_hearsOfBoth() {
        nodeRefuses = refused("UnauthorizedOperation");
        groupRefuses = error(AutoScalingException.builder(), "AccessDenied", 403);

        assertThatThrownBy(() -> set("release", Operator.SILENT))
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
        assertThat(remove(ofItsGroup)).startsWith("Done.").contains(KEY);

        assertThat(done).containsExactly("untag node", "untag group");
    }

    @Test
    void clearOfANodeThatEc2HasForgotten_removesTheGroupsTag() {
        nodeRefuses = refused("InvalidInstanceID.NotFound");
        known = Map.of();

        assertThat(remove(Operator.HOLD)).startsWith("Done.");

        assertThat(done).containsExactly("untag group");
    }

    @Test
    void clearThatLeavesTheNodesTag_isNotCalledDone() {
        nodeRefuses = refused("UnauthorizedOperation");
        known = Map.of("i-0a", carrying(Operator.RELEASE));

        assertThatThrownBy(() -> remove(Operator.HOLD)).isInstanceOf(IllegalStateException.class);
        assertThat(done).containsExactly("untag group");
    }

    private static List<Found> many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> node("i-0" + i, Operator.SILENT, Map.of()))
                .toList();
    }

    @Test
    void manyNodes_takeOneCallForFifty() {
        Map<Found, Written> came = writer().set(many(120), new Wanted("hold", "as asked", null, "arn:operator", NOW));

        assertThat(came).hasSize(120);
        assertThat(came.values()).allMatch(Written::done);
        assertThat(done).containsExactly("tag node 50", "tag node 50", "tag node 20");
    }

    @Test
    void oneNodeThatTakesNoTag_keepsNoOtherFromIts() {
        nodeRefuses = refused("InvalidInstanceID.NotFound");
        refusing.add("i-07");
        List<Found> nodes = many(50);

        Map<Found, Written> came =
                writer().set(nodes, new Wanted("hold", "as asked", NOW.plusSeconds(60), "arn:operator", NOW));

        assertThat(came.keySet()).containsExactlyElementsOf(nodes);
        assertThat(came.values()).allMatch(Written::done);
        assertThat(came.get(nodes.get(7)).text(nodes.get(7)))
                .contains("drainguard:override:i-07=hold", "Not kept: --because and --until");
        assertThat(ofGroup).extracting(Tag::key).containsExactly("drainguard:override:i-07");
        assertThat(calls).isLessThan(15);
    }

    @Test
    void throttledPiece_isNamedNodeByNode() {
        nodeRefuses = refused("RequestLimitExceeded");
        refusing.add("i-060");
        List<Found> nodes = many(70);

        Map<Found, Written> came = writer().set(nodes, new Wanted("hold", null, null, "arn:operator", NOW));

        assertThat(came.values()).filteredOn(Written::done).hasSize(50);
        assertThat(came.get(nodes.get(69)).text(nodes.get(69))).startsWith("node workers/i-069: 20 nodes:");
    }

    @Test
    void newOverride_leavesNoOlderReasonBehind() {
        Found node = node("i-0a", Operator.SILENT, Map.of("drainguard:override-because", "an older one"));

        told(node, writer().set(List.of(node), new Wanted("release", null, null, "arn:operator", NOW)));

        assertThat(done).containsExactly("tag node", "untag node");
        assertThat(taken).containsExactly("drainguard:override-because", "drainguard:quiet-until");
    }

    @Test
    void clearOfANodeWithoutOverride_saysSoAndCallsNothing() {
        Found node = node("i-0a", Operator.SILENT, Map.of("Name", "worker"));

        assertThat(told(node, writer().remove(List.of(node)))).contains("There was none");
        assertThat(calls).isZero();
    }

    private final class Ec2 implements Ec2Client {
        @Override
        public CreateTagsResponse createTags(CreateTagsRequest request) {
            node("tag node", request.resources());
            ofNode.addAll(request.tags());
            return CreateTagsResponse.builder().build();
        }

        @Override
        public DeleteTagsResponse deleteTags(DeleteTagsRequest request) {
            node("untag node", request.resources());
            request.tags().forEach(tag -> taken.add(tag.key()));
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
