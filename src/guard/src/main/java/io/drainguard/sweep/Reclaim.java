package io.drainguard.sweep;

import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.NodeId;
import io.drainguard.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/// What is done when EC2 takes an instance back, or may do so soon: no hook holds that, and two minutes are all
/// there is (EC2 User Guide, spot-instance-termination-notices). So its volumes are protected at once, without
/// a look.
public final class Reclaim {
    private static final Duration NOTICE = Duration.ofMinutes(2);

    private static final Duration AGAIN = Duration.ofSeconds(3);

    /// How the lifecycle states begin in which a node may yet get a new root volume (EC2 Auto Scaling User Guide,
    /// replace-root-volume).
    private static final String REPLACING_ROOT_VOLUME = "ReplacingRootVolume";

    private final Groups groups;
    private final Volumes volumes;
    private final Holds holds;
    private final Journal journal;
    private final Time time;
    private final Settings settings;
    private final VolumeProtection flags;

    Reclaim(Groups groups, Volumes volumes, Holds holds, Journal journal, Time time, Settings settings) {
        this.groups = groups;
        this.volumes = volumes;
        this.holds = holds;
        this.journal = journal;
        this.time = time;
        this.settings = settings;
        this.flags = new VolumeProtection(volumes, time, settings.protectVolumes(), Instant.MAX);
    }

    /// Protects the volumes of an instance of a guarded group; any other instance is passed over in silence, since
    /// these events cannot be narrowed to groups. Nothing else looks after an instance in service, so what fails is
    /// tried again until the time is up, and an instance whose root volume is being replaced is stayed with until
    /// its new one is protected, too, for two minutes at most. Nodes that are held are held on meanwhile.
    ///
    /// @param reason what EC2 announced
    /// @param until when to stop trying
    /// @throws Fault when the last try failed
    public void protect(String instance, String reason, Instant until) {
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
                // Its volumes were read before its state, so they are read once more before they count as settled.
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
                holds.tend();
            }
        }
    }

    private boolean isGettingANewRoot(String instance) {
        String state = groups.state(instance);
        return state != null && state.startsWith(REPLACING_ROOT_VOLUME);
    }

    /// An instance that has ended has no volumes any more.
    private static boolean hasGone(InstanceDetails machine, boolean first) {
        return !first && machine.volumes().isEmpty();
    }

    /// Tells whether the instance is a guarded one, and still there.
    private boolean protect(String instance, String reason, boolean first) {
        InstanceDetails machine =
                settings.protectVolumes() ? volumes.read(Set.of(instance)).get(instance) : null;
        if (machine == null || !machine.guarded() || machine.group() == null || hasGone(machine, first)) {
            return false;
        }
        if (first || !machine.unprotected().isEmpty()) {
            NodeId node = new NodeId(machine.group(), instance);
            journal.reclaimed(node, reason, flags.protect(node, machine, new Unknown(reason)));
        }
        return true;
    }
}
