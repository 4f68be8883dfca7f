package io.drainguard.sim.world;

/// Where the world stands: Region and account, as they appear in ARNs and events.
public record Site(String region, String account) {
    /// Region us-east-1 and the account number that AWS documentation uses in its examples.
    public static final Site EXAMPLE = new Site("us-east-1", "123456789012");

    String instanceArn(String instanceId) {
        return "arn:aws:ec2:" + region + ":" + account + ":instance/" + instanceId;
    }

    String volumeArn(String volumeId) {
        return "arn:aws:ec2:" + region + ":" + account + ":volume/" + volumeId;
    }

    /// The target group of a group's load balancer.
    String targetGroupArn(String group) {
        return "arn:aws:elasticloadbalancing:" + region + ":" + account + ":targetgroup/" + group + "/0123456789abcdef";
    }

    String groupArn(String uuid, String name) {
        return "arn:aws:autoscaling:" + region + ":" + account + ":autoScalingGroup:" + uuid + ":autoScalingGroupName/"
                + name;
    }
}
