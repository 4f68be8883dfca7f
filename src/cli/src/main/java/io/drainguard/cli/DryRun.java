package io.drainguard.cli;

import io.drainguard.decide.NodeId;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Hooks;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Reading;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.VolumeOutcome;
import io.drainguard.sweep.Volumes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Ports that read and never act, so that a sweep decides and changes nothing. Looks are not among them: a
/// drain document only reads.
final class DryRun {
    /// These groups, read only.
    Groups groups(Groups groups) {
        return new ReadGroups(groups);
    }

    /// These volumes, read only.
    ReadOnlyVolumes volumes(Volumes volumes) {
        return new ReadVolumes(volumes);
    }

    /// This journal, told that flags were left alone.
    Journal journal(Journal journal) {
        return new DryRunJournal(journal);
    }

    private record ReadGroups(Groups groups) implements ReadOnlyGroups {
        @Override
        public Reading tagged() {
            return groups.tagged();
        }

        @Override
        public List<Group.Member> pool(String group) {
            return groups.pool(group);
        }

        @Override
        public Hooks hooks(String group, String name) {
            return groups.hooks(group, name);
        }

        @Override
        public Map<String, Instant> waitingSince(String group, Set<String> instances) {
            return groups.waitingSince(group, instances);
        }

        @Override
        public @Nullable String state(String instance) {
            return groups.state(instance);
        }
    }

    private record ReadVolumes(Volumes volumes) implements ReadOnlyVolumes {
        @Override
        public Map<String, InstanceDetails> read(Set<String> instances) {
            return volumes.read(instances);
        }

        @Override
        public Set<String> marked(NodeId node) {
            return volumes.marked(node);
        }
    }

    private record DryRunJournal(Journal journal) implements Journal {
        @Override
        public void decided(Settled settled) {
            journal.decided(new Settled(
                    settled.node(),
                    settled.look(),
                    settled.outlook(),
                    settled.decision(),
                    unchanged(settled.volumes()),
                    settled.outcome(),
                    settled.unmarked()));
        }

        @Override
        public void reclaimed(NodeId node, String reason, VolumeOutcome volumes, @Nullable Fault unmarked) {
            journal.reclaimed(node, reason, unchanged(volumes), unmarked);
        }

        @Override
        public void ignored(String subject, String reason) {
            journal.ignored(subject, reason);
        }

        @Override
        public void swept(Report report) {
            journal.swept(report);
        }

        @Override
        public void collected(Report report) {
            journal.collected(report);
        }

        /// What the guard takes for changed was left as it is.
        private static VolumeOutcome unchanged(VolumeOutcome volumes) {
            return switch (volumes) {
                case VolumeOutcome.FlagsSet _, VolumeOutcome.Restored _, VolumeOutcome.Unmarked _ ->
                    new VolumeOutcome.DryRun(volumes);
                case VolumeOutcome.Kept _,
                        VolumeOutcome.AlreadyProtected _,
                        VolumeOutcome.NoVolumes _,
                        VolumeOutcome.ProtectionOff _,
                        VolumeOutcome.Unread _,
                        VolumeOutcome.Deferred _,
                        VolumeOutcome.GoneWithNode _,
                        VolumeOutcome.Outlived _,
                        VolumeOutcome.DryRun _,
                        VolumeOutcome.Failed _ -> volumes;
            };
        }
    }
}
