package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.aws.AwsFaults;
import io.drainguard.decide.NodeId;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Tags;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sts.StsClient;

/// Sets and removes an operator's override on nodes, or on their groups where a node takes no tag: it has as many as
/// EC2 allows, a policy forbids the tag, or EC2 has forgotten the instance. One call serves many nodes: all of them or
/// none. Every method throws [Fault] when a call failed for a reason that may pass.
public final class OverrideTags {
    /// What the command line writes on a node.
    public static final List<String> KEYS =
            List.of(Tags.OVERRIDE, Tags.OVERRIDE_BY, Tags.OVERRIDE_BECAUSE, Tags.QUIET_UNTIL);

    private static final String GROUP = "auto-scaling-group";

    private final Ec2Client ec2;
    private final AutoScalingClient scaling;
    private final StsClient sts;

    /// Builds the writer with the operator's own credentials, never the guard's.
    public OverrideTags(Ec2Client ec2, AutoScalingClient scaling, StsClient sts) {
        this.ec2 = ec2;
        this.scaling = scaling;
        this.sts = sts;
    }

    /// What an operator asks for, and why.
    ///
    /// @param value `hold` or `release`
    /// @param because the reason, `null` for none
    /// @param quietUntil until when the node's alarms are quiet, `null` where they ring
    /// @param caller ARN of the operator
    /// @param at when
    public record Wanted(
            String value,
            @Nullable String because,
            @Nullable Instant quietUntil,
            String caller,
            Instant at) {
        /// Returns the keys of what an earlier override may have left and this one does not set.
        public List<String> stale() {
            List<String> keys = new ArrayList<>();
            if (because == null) {
                keys.add(Tags.OVERRIDE_BECAUSE);
            }
            if (quietUntil == null) {
                keys.add(Tags.QUIET_UNTIL);
            }
            return keys;
        }

        private List<Tag> tags() {
            List<Tag> tags = new ArrayList<>(List.of(tag(Tags.OVERRIDE, value), tag(Tags.OVERRIDE_BY, by())));
            if (because != null) {
                tags.add(tag(Tags.OVERRIDE_BECAUSE, because));
            }
            if (quietUntil != null) {
                tags.add(tag(Tags.QUIET_UNTIL, quietUntil.toString()));
            }
            return tags;
        }

        private String by() {
            String time = " " + at.truncatedTo(ChronoUnit.SECONDS);
            int room = Tags.LONGEST_VALUE - time.length();
            return (caller.length() <= room ? caller : caller.substring(0, room)) + time;
        }
    }

    /// Returns the ARN of the operator.
    public String caller() {
        return call("asking who you are", () -> sts.getCallerIdentity(request -> {}))
                .arn();
    }

    /// Sets the override on these nodes, with operator, time and reason.
    ///
    /// @return why one of the nodes takes no tag, so that none of them has it; `null` if all took it
    public @Nullable Fault set(List<NodeId> nodes, Wanted wanted) {
        return refusal(() -> call(
                named(nodes) + ": setting the override",
                () -> ec2.createTags(
                        request -> request.resources(instances(nodes)).tags(wanted.tags()))));
    }

    /// Takes tags with these keys off these nodes.
    ///
    /// @return why tags cannot be taken off one of the nodes, `null` if they were taken off all
    public @Nullable Fault remove(List<NodeId> nodes, List<String> keys) {
        return refusal(() -> call(
                named(nodes) + ": removing the override",
                () -> ec2.deleteTags(request -> request.resources(instances(nodes))
                        .tags(keys.stream()
                                .map(key -> Tag.builder().key(key).build())
                                .toList()))));
    }

    /// Sets the override of these nodes on their groups. The nodes' successors do not inherit it.
    ///
    /// @return why a group takes no tag, `null` if all tags are set
    public @Nullable Fault setOnGroup(List<NodeId> nodes, String value) {
        return refusal(() -> call(
                groups(nodes) + ": setting the override of " + ids(nodes),
                () -> scaling.createOrUpdateTags(request -> request.tags(nodes.stream()
                        .map(node -> ofGroup(node)
                                .value(value)
                                .propagateAtLaunch(false)
                                .build())
                        .toList()))));
    }

    /// Removes the override of these nodes from their groups.
    ///
    /// @return why a tag cannot be taken off, `null` if all were
    public @Nullable Fault removeFromGroup(List<NodeId> nodes) {
        return refusal(() -> call(
                groups(nodes) + ": removing the override of " + ids(nodes),
                () -> scaling.deleteTags(request -> request.tags(
                        nodes.stream().map(node -> ofGroup(node).build()).toList()))));
    }

    /// Makes a call, and returns how AWS refused it for good. A call that AWS throttled or could not carry out, or that
    /// did not reach it, may pass when it is repeated.
    private static @Nullable Fault refusal(Runnable call) {
        try {
            call.run();
            return null;
        } catch (Fault fault) {
            if (fault.getCause() instanceof AwsServiceException refused
                    && refused.statusCode() < 500
                    && AwsFaults.kind(refused) != AwsFaults.Kind.THROTTLED) {
                return fault;
            }
            throw fault;
        }
    }

    private static String named(List<NodeId> nodes) {
        return nodes.size() == 1 ? "node " + nodes.getFirst() : nodes.size() + " nodes";
    }

    private static String ids(List<NodeId> nodes) {
        return nodes.size() == 1 ? "node " + nodes.getFirst().instance() : nodes.size() + " nodes";
    }

    private static String groups(List<NodeId> nodes) {
        List<String> names = nodes.stream().map(NodeId::group).distinct().toList();
        return names.size() == 1 ? "group " + names.getFirst() : "groups " + names;
    }

    private static List<String> instances(List<NodeId> nodes) {
        return nodes.stream().map(NodeId::instance).toList();
    }

    private static software.amazon.awssdk.services.autoscaling.model.Tag.Builder ofGroup(NodeId node) {
        return software.amazon.awssdk.services.autoscaling.model.Tag.builder()
                .resourceId(node.group())
                .resourceType(GROUP)
                .key(Tags.OVERRIDE_OF + node.instance());
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }
}
