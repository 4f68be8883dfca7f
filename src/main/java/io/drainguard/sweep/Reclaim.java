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
    private static final Duration AGAIN = Duration.ofSeconds(3);

    private final Volumes volumes;
    private final Journal journal;
    private final Time time;
    private final Settings settings;
    private final Flags flags;

    /// Builds it for one guard.
    public Reclaim(Volumes volumes, Journal journal, Time time, Settings settings) {
        this.volumes = volumes;
        this.journal = journal;
        this.time = time;
        this.settings = settings;
        this.flags = new Flags(volumes, time, settings.protectVolumes());
    }

    /// Protects the volumes of an instance of a guarded group; any other instance is passed over in silence, since
    /// these events cannot be narrowed to groups. Nothing else looks after an instance in service, so what fails is
    /// tried again until the time is up.
    ///
    /// @param reason what EC2 announced
    /// @param until when to stop trying
    /// @throws Fault when the last try failed
    public void protect(String instance, String reason, Instant until) {
        for (; ; time.pause(AGAIN)) {
            try {
                protect(instance, reason);
                return;
            } catch (Fault fault) {
                if (!time.instant().plus(AGAIN).isBefore(until)) {
                    throw fault;
                }
            }
        }
    }

    private void protect(String instance, String reason) {
        Machine machine =
                settings.protectVolumes() ? volumes.read(Set.of(instance)).get(instance) : null;
        if (machine == null || !machine.guarded() || machine.group() == null) {
            return;
        }
        NodeId node = new NodeId(machine.group(), instance);
        journal.reclaimed(node, reason, flags.protect(node, machine, new Unknown(reason)));
    }
}
