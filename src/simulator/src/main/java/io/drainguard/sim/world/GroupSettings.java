package io.drainguard.sim.world;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What stands round a group, goes wrong at its launches, or is not known of Auto Scaling, and may therefore be set;
/// by default there is no load balancer, every launch succeeds, and the world's own assumptions hold.
public final class GroupSettings {
    private final Map<String, LoadBalancer> balancers = new HashMap<>();
    private final Map<String, Duration> failures = new HashMap<>();
    private final Map<String, Upkeep> upkeeps = new HashMap<>();
    private final Set<String> held = new HashSet<>();
    private boolean heartbeatsKeepPeriod;
    private boolean terminatesTwice;
    private boolean keepsEnded;
    private boolean refusesPooled;

    GroupSettings() {}

    /// A load balancer that lets connections end before the wait begins.
    ///
    /// Source: User Guide, lifecycle-hooks-overview (deregistration first, then the hook and its event); the words
    /// of the activity are from public transcripts (reviews/promise.md, S1).
    ///
    /// @param drains how long it lets them end; an hour at most (Elastic Load Balancing User Guide, deregistration
    ///     delay)
    /// @param suffixStays whether the activity keeps these words in the wait, which is not known
    public record LoadBalancer(Duration drains, boolean suffixStays) {}

    /// Puts a load balancer before a group: nodes in service that go are Terminating for that long.
    public GroupSettings balancer(String group, LoadBalancer balancer) {
        balancers.put(group, balancer);
        return this;
    }

    /// Lets that group's launching hook hold what it launches from now on; by default nobody would answer it.
    public GroupSettings holdLaunches(String group) {
        held.add(group);
        return this;
    }

    /// Sets what DescribeAutoScalingGroups says of how that group replaces its nodes, and whether it launches first.
    public GroupSettings upkeep(String group, Upkeep upkeep) {
        upkeeps.put(group, upkeep);
        return this;
    }

    /// Instances of that group that are launched from now on never register with Systems Manager and are reported
    /// unhealthy this long after their launch, one after the other (reviews/promise.md, D6).
    public GroupSettings failLaunches(String group, Duration unhealthyAfter) {
        failures.put(group, unhealthyAfter);
        return this;
    }

    /// Instances that are launched from now on are sound again.
    public GroupSettings fixLaunches(String group) {
        failures.remove(group);
        return this;
    }

    /// Whether a heartbeat renews the period that the wait began with, or that of the hook as it is now, the default;
    /// not documented (facts, open question 1).
    public GroupSettings heartbeatsKeepPeriod(boolean keep) {
        heartbeatsKeepPeriod = keep;
        return this;
    }

    /// Whether a second TerminateInstanceInAutoScalingGroup for a node that leaves already is answered with the
    /// activity as it stands, or refused, the default; neither was recorded (reviews/promise.md, S8).
    public GroupSettings terminatesTwice(boolean answered) {
        terminatesTwice = answered;
        return this;
    }

    /// Whether a retained node whose instance was ended from outside stays listed, or is dropped, the default; neither
    /// was recorded (reviews/promise.md, S9).
    public GroupSettings keepsEndedRetained(boolean keep) {
        keepsEnded = keep;
        return this;
    }

    /// Whether a retained member of a warm pool can not be terminated through its group, as the API Reference says, or
    /// can, the default (reviews/promise.md, S7).
    public GroupSettings refusesRetainedPooled(boolean refuse) {
        refusesPooled = refuse;
        return this;
    }

    @Nullable
    LoadBalancer balancer(String group) {
        return balancers.get(group);
    }

    @Nullable
    Duration unhealthyAfter(String group) {
        return failures.get(group);
    }

    boolean holdsLaunches(String group) {
        return held.contains(group);
    }

    Upkeep upkeep(String group, Site site) {
        return upkeeps.getOrDefault(group, Upkeep.usual(site));
    }

    boolean heartbeatsKeepPeriod() {
        return heartbeatsKeepPeriod;
    }

    boolean terminatesTwice() {
        return terminatesTwice;
    }

    boolean keepsEndedRetained() {
        return keepsEnded;
    }

    boolean refusesRetainedPooled() {
        return refusesPooled;
    }
}
