package io.drainguard.proofs.bench;

import io.drainguard.sim.world.Service;
import java.util.Set;

/// How AWS throttles: token buckets, some shared by all operations of a service.
///
/// @param scaling Auto Scaling: one bucket for all its operations (EC2 Auto Scaling API Reference, Welcome); the size
/// is an *assumption*, since none is published
/// @param ssm each operation of Systems Manager (*assumption*: single digits a second; SendCommand and
///     ListCommandInvocations are not in the published quota tables)
/// @param ec2Reads each operation of EC2 that reads: 100 tokens, 20 a second (EC2 Developer Guide,
///     ec2-api-throttling)
/// @param ec2Writes each operation of EC2 that changes something (*assumption*)
record Limits(Bucket scaling, Bucket ssm, Bucket ec2Reads, Bucket ec2Writes) {
    private static final Set<String> WRITES = Set.of("CreateTags", "DeleteTags", "ModifyInstanceAttribute");

    /// The size of a bucket, and how many tokens come back in a second.
    record Bucket(int size, double perSecond) {
        Bucket times(double factor) {
            return new Bucket((int) Math.max(1, size * factor), perSecond * factor);
        }
    }

    static Limits assumed() {
        return new Limits(new Bucket(100, 10), new Bucket(20, 5), new Bucket(100, 20), new Bucket(50, 5));
    }

    Limits times(double factor) {
        return new Limits(scaling.times(factor), ssm.times(factor), ec2Reads.times(factor), ec2Writes.times(factor));
    }

    /// What the calls of one bucket have in common.
    static String key(Service service, String action) {
        return service == Service.AUTO_SCALING ? "Auto Scaling" : action;
    }

    Bucket of(Service service, String action) {
        return switch (service) {
            case AUTO_SCALING -> scaling;
            case SSM -> ssm;
            case EC2 -> WRITES.contains(action) ? ec2Writes : ec2Reads;
        };
    }
}
