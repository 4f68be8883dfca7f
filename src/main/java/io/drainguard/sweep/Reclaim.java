package io.drainguard.sweep;

import io.drainguard.decide.NodeId;
import io.drainguard.settings.Settings;
import java.util.Set;

/// What is done when EC2 takes an instance back, or may do so soon: no hook holds that, and two minutes are all
/// there is (EC2 User Guide, spot-instance-termination-notices). So its volumes are protected at once, without
/// a look.
public final class Reclaim {
    private final Volumes volumes;
    private final Journal journal;
    private final Time time;
    private final Settings settings;

    /// Builds it for one guard.
    public Reclaim(Volumes volumes, Journal journal, Time time, Settings settings) {
        this.volumes = volumes;
        this.journal = journal;
        this.time = time;
        this.settings = settings;
    }

    /// Protects the volumes of an instance of a guarded group; any other instance is passed over in silence,
    /// since these events cannot be narrowed to groups.
    ///
    /// @param reason what EC2 announced
    /// @throws Fault when a call failed after its retries
    public void protect(String instance, String reason) {
        Machine machine =
                settings.protectVolumes() ? volumes.read(Set.of(instance)).get(instance) : null;
        if (machine == null || !machine.guarded() || machine.group() == null) {
            return;
        }
        NodeId node = new NodeId(machine.group(), instance);
        if (machine.unprotected().isEmpty()) {
            journal.reclaimed(node, reason, "protected");
            return;
        }
        volumes.protect(node, machine, -1, time.instant());
        journal.reclaimed(node, reason, "protected now");
    }
}
