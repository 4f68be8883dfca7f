package io.drainguard.template;

import io.drainguard.proofs.deploy.Template;
import java.util.Map;

/// Subnets in which the templates beside the product's own can be deployed: two in two zones of one VPC, and a third.
final class Network {
    static final String FIRST = "subnet-0123456789abcdef0";
    static final String SECOND = "subnet-0123456789abcdef1";
    static final String THIRD = "subnet-0123456789abcdef2";
    static final String VPC = "vpc-0123456789abcdef0";

    private Network() {}

    /// The template with both subnets that it needs.
    static Template twoZones(Template template) {
        return template.where(FIRST, Map.of("AvailabilityZone", "eu-central-1a", "VpcId", VPC))
                .where(SECOND, Map.of("AvailabilityZone", "eu-central-1b", "VpcId", VPC))
                .with("FirstSubnetId", FIRST)
                .with("SecondSubnetId", SECOND);
    }

    /// The same where the second subnet is in the first one's zone.
    static Template oneZone(Template template) {
        return template.where(SECOND, Map.of("AvailabilityZone", "eu-central-1a", "VpcId", VPC));
    }

    /// The same where the second subnet is in another VPC than the first.
    static Template twoVpcs(Template template) {
        return template.where(SECOND, Map.of("AvailabilityZone", "eu-central-1b", "VpcId", "vpc-0f"));
    }
}
