package io.drainguard.sim.world;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// The sentences of an activity's `Cause`, word for word; two blanks stand between sentences.
///
/// Recorded: autoscaling/retention_native.json, retention_membership_native.json, lifecycle_native.json,
/// warm_pool_pending_retention_native.json.
final class Causes {
    private Causes() {}

    static String userTermination(Instant at, String id) {
        return at(at) + "instance " + id + " was taken out of service in response to a user request.";
    }

    static String userTerminationShrinking(Instant at, String id, int from) {
        return at(at) + "instance " + id + " was taken out of service in response to a user request, "
                + shrinking(from, from - 1) + ".";
    }

    static String userHealthCheck(Instant at) {
        return at(at) + "an instance was taken out of service in response to a user health-check.";
    }

    /// Not recorded: the wording that public threads quote for an instance that died by itself.
    static String ec2HealthCheck(Instant at) {
        return at(at) + "an instance was taken out of service in response to an EC2 health check indicating it has been"
                + " terminated or stopped.";
    }

    static String desiredChanged(Instant at, int from, int to) {
        return at(at) + "a user request explicitly set group desired capacity changing the desired capacity from "
                + from + " to " + to + ".";
    }

    static String forceDeleted(Instant at, int from) {
        return at(at) + "a user request force deleted AutoScaling group changing the desired capacity from " + from
                + " to 0.";
    }

    static String selected(String request, Instant at, String id, int from, int to, boolean intoPool) {
        return join(request)
                + at(at) + "an instance was taken out of service in response to a difference between desired and actual"
                + " capacity, " + shrinking(from, to) + ".  "
                + at(at) + "instance " + id + " was selected for "
                + (intoPool ? "scale in to warm pool." : "termination.");
    }

    static String launched(String request, Instant at, int from, int to) {
        return join(request)
                + at(at) + "an instance was started in response to a difference between desired and actual capacity,"
                + " increasing the capacity from " + from + " to " + to + ".";
    }

    /// Not recorded: our own words, an *assumption*.
    static String instanceRefresh(Instant at, String id) {
        return at(at) + "the root volume of instance " + id + " was chosen for replacement by an instance refresh.";
    }

    /// Not recorded: our own words, an *assumption*.
    static String poolDeleted(Instant at, String id) {
        return at(at) + "instance " + id + " was taken out of the warm pool in response to its deletion.";
    }

    private static String shrinking(int from, int to) {
        return "shrinking the capacity from " + from + " to " + to;
    }

    private static String join(String request) {
        return request.isEmpty() ? "" : request + "  ";
    }

    private static String at(Instant at) {
        return "At " + at.truncatedTo(ChronoUnit.SECONDS) + " ";
    }
}
