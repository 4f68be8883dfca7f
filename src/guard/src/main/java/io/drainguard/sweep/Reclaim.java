package io.drainguard.sweep;

import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.VolumeProtection.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Protects the volumes of an instance that EC2 takes back, or may take back soon. No hook can hold such an instance,
/// and it has only two minutes left (EC2 User Guide, spot-instance-termination-notices), so the guard protects its
/// volumes at once, without a look.
public final class Reclaim {
    private static final Duration NOTICE = Duration.ofMinutes(2);

    private static final Duration AGAIN = Duration.ofSeconds(3);

    private static final int TRIES = 3;

    /// The group in a line about an instance that could not even be read.
    private static final String UNKNOWN_GROUP = "not known";

    /// The prefix of the lifecycle states in which a node may still get a new root volume (EC2 Auto Scaling
    /// User Guide, replace-root-volume).
    private static final String REPLACING_ROOT_VOLUME = "ReplacingRootVolume";

    private final Groups groups;
    private final Volumes volumes;
    private final Journal journal;
    private final Time time;
    private final Settings settings;
    private final VolumeProtection flags;
    private final NoticeWriter notices;
    private @Nullable NodeId node;

    /// `memory` is the guard's: what cannot be told here is told with its next sweep.
    Reclaim(Ports ports, Settings settings, Memory memory) {
        this.groups = ports.groups();
        this.volumes = ports.volumes();
        this.journal = ports.journal();
        this.time = ports.time();
        this.settings = settings;
        this.notices = new NoticeWriter(ports, memory, time::instant, () -> {});
        SweepBudget budget = new SweepBudget(time.instant(), Instant.MAX);
        NodeMarks marks = new NodeMarks(ports, new NodeFacts(), time::instant);
        this.flags = new VolumeProtection(ports, settings.protectVolumes(), budget, marks);
    }

    /// Protects the volumes of an instance of a guarded group. It ignores any other instance without a journal
    /// line, because an EventBridge rule cannot narrow these events to groups. No sweep visits an instance in
    /// service, so the guard retries a failed call until the time is up. While AWS replaces the root volume of
    /// the instance, the guard waits until the new volume is protected as well, for two minutes at most.
    ///
    /// @param reason the announcement of EC2
    /// @param until when the guard stops trying
    /// @throws Fault if the last try failed
    public void protect(String instance, String reason, Instant until) {
        try {
            protectInTime(instance, reason, until);
        } catch (Fault fault) {
            NodeId named = node == null ? new NodeId(UNKNOWN_GROUP, instance) : node;
            journal.reclaimed(named, reason, new VolumeOutcome.Failed(fault), null);
            throw fault;
        } finally {
            Tally told = new Tally();
            notices.send(told, until);
            told.whole().failures().forEach(failure -> journal.ignored("notice of " + instance, failure));
        }
    }

    private void protectInTime(String instance, String reason, Instant until) {
        Instant notice = time.instant().plus(NOTICE);
        Instant end = Time.earlier(notice, until);
        boolean first = true;
        boolean settled = false;
        while (true) {
            boolean last = !time.instant().plus(AGAIN).isBefore(end);
            try {
                if (!protect(instance, reason, first) || settled) {
                    return;
                }
                first = false;
                // The guard read the volumes before the state, so it reads them once more before it takes them as
                // settled.
                settled = !isGettingANewRoot(instance);
            } catch (Fault fault) {
                if (last) {
                    throw fault;
                }
                settled = false;
            }
            if (last) {
                return;
            }
            if (!settled) {
                time.pause(AGAIN);
            }
        }
    }

    private boolean isGettingANewRoot(String instance) {
        String state = groups.state(instance);
        return state != null && state.startsWith(REPLACING_ROOT_VOLUME);
    }

    /// Tells whether the instance has ended: EC2 then lists no volumes of it any more.
    private static boolean hasGone(InstanceDetails machine, boolean first) {
        return !first && machine.volumes().isEmpty();
    }

    /// Reads what EC2 says of the instance, `null` if EC2 does not know it. One answer may leave it out (EC2 API
    /// Reference, query-api-troubleshooting, eventual consistency), so the first time it takes three that do.
    private @Nullable InstanceDetails read(String instance, boolean first) {
        InstanceDetails machine = volumes.read(Set.of(instance)).get(instance);
        for (int tries = 1; first && machine == null && tries < TRIES; tries++) {
            time.pause(AGAIN);
            machine = volumes.read(Set.of(instance)).get(instance);
        }
        return machine;
    }

    private static boolean isKept(VolumeOutcome outcome) {
        return outcome instanceof VolumeOutcome.FlagsSet || outcome instanceof VolumeOutcome.AlreadyProtected;
    }

    /// Protects the instance once, and tells whether it is guarded and has not ended.
    private boolean protect(String instance, String reason, boolean first) {
        InstanceDetails machine = settings.protectVolumes() ? read(instance, first) : null;
        if (machine == null
                || machine.membership().document() == null
                || machine.group() == null
                || hasGone(machine, first)) {
            return false;
        }
        if (first || !machine.unprotected().isEmpty()) {
            NodeId own = new NodeId(machine.group(), instance);
            node = own;
            Change change = flags.protect(new NodeMarks.Facts(own, machine, new Unknown(reason)));
            journal.reclaimed(own, reason, change.outcome(), change.unmarked());
            if (first && isKept(change.outcome())) {
                notices.reclaimed(own, reason, machine);
            }
        }
        return true;
    }
}
