package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.decide.NodeId;
import io.drainguard.sweep.Tags;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sts.StsClient;

/// Sets and removes an operator's override on a node. Every method throws [io.drainguard.sweep.Fault] when a call
/// failed.
public final class OverrideTags {
    private final Ec2Client ec2;
    private final StsClient sts;

    /// Builds the writer with the operator's own credentials, never the guard's.
    public OverrideTags(Ec2Client ec2, StsClient sts) {
        this.ec2 = ec2;
        this.sts = sts;
    }

    /// Returns the ARN of the operator.
    public String caller() {
        return call("asking who you are", () -> sts.getCallerIdentity(request -> {}))
                .arn();
    }

    /// Sets the override, with the operator and the time.
    public void set(NodeId node, String value, String caller, Instant at) {
        call(
                "node " + node + ": setting the override",
                () -> ec2.createTags(request -> request.resources(node.instance())
                        .tags(tag(Tags.OVERRIDE, value), tag(Tags.OVERRIDE_BY, by(caller, at)))));
    }

    /// Removes the override, with the operator and the time.
    public void remove(NodeId node) {
        call(
                "node " + node + ": removing the override",
                () -> ec2.deleteTags(
                        request -> request.resources(node.instance()).tags(key(Tags.OVERRIDE), key(Tags.OVERRIDE_BY))));
    }

    private static String by(String caller, Instant at) {
        String time = " " + at.truncatedTo(ChronoUnit.SECONDS);
        int room = Tags.LONGEST_VALUE - time.length();
        return (caller.length() <= room ? caller : caller.substring(0, room)) + time;
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static Tag key(String key) {
        return Tag.builder().key(key).build();
    }
}
