package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.aws.AwsFaults;
import io.drainguard.decide.NodeId;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Tags;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sts.StsClient;

/// Sets and removes an operator's override on a node, or on its group where the node takes no tag: it has as many as
/// EC2 allows, a policy forbids the tag, or EC2 has forgotten the instance. Every method throws [Fault] when a call
/// failed.
public final class OverrideTags {
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

    /// Returns the ARN of the operator.
    public String caller() {
        return call("asking who you are", () -> sts.getCallerIdentity(request -> {}))
                .arn();
    }

    /// Sets the override on the node, with the operator and the time.
    ///
    /// @return why the node takes no tag, `null` if it took it
    /// @throws Fault if the call failed for another reason, which may pass
    public @Nullable Fault set(NodeId node, String value, String caller, Instant at) {
        return refusal(() -> call(
                "node " + node + ": setting the override",
                () -> ec2.createTags(request -> request.resources(node.instance())
                        .tags(tag(Tags.OVERRIDE, value), tag(Tags.OVERRIDE_BY, by(caller, at))))));
    }

    /// Sets the override on the node's group. The node's successors do not inherit it.
    public void setOnGroup(NodeId node, String value) {
        call(
                "group " + node.group() + ": setting the override of node " + node.instance(),
                () -> scaling.createOrUpdateTags(request -> request.tags(
                        ofGroup(node).value(value).propagateAtLaunch(false).build())));
    }

    /// Removes the override from the node, with the operator and the time.
    ///
    /// @return why tags cannot be taken off the node, `null` if they were
    /// @throws Fault if the call failed for another reason, which may pass
    public @Nullable Fault remove(NodeId node) {
        return refusal(() -> call(
                "node " + node + ": removing the override",
                () -> ec2.deleteTags(request ->
                        request.resources(node.instance()).tags(key(Tags.OVERRIDE), key(Tags.OVERRIDE_BY)))));
    }

    /// Removes the override from the node's group.
    public void removeFromGroup(NodeId node) {
        call(
                "group " + node.group() + ": removing the override of node " + node.instance(),
                () -> scaling.deleteTags(request -> request.tags(ofGroup(node).build())));
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

    private static String by(String caller, Instant at) {
        String time = " " + at.truncatedTo(ChronoUnit.SECONDS);
        int room = Tags.LONGEST_VALUE - time.length();
        return (caller.length() <= room ? caller : caller.substring(0, room)) + time;
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

    private static Tag key(String key) {
        return Tag.builder().key(key).build();
    }
}
