package io.drainguard.cli;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Look;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Hook;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Reading;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Volumes;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Ports that read and never act, so that a sweep decides and changes nothing. Looks are not among them: a
/// drain document only reads.
final class DryRun {
    /// Nodes whose flags would have been changed, until that is written down.
    private final Set<NodeId> flagged = new HashSet<>();

    /// These groups, read only.
    Groups groups(Groups groups) {
        return new ReadGroups(groups);
    }

    /// These volumes, read only.
    Volumes volumes(Volumes volumes) {
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
        public @Nullable Hook hook(String group, String name) {
            return groups.hook(group, name);
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

    private final class ReadVolumes implements ReadOnlyVolumes {
        private final Volumes volumes;

        ReadVolumes(Volumes volumes) {
            this.volumes = volumes;
        }

        @Override
        public Map<String, InstanceDetails> read(Set<String> instances) {
            return volumes.read(instances);
        }

        @Override
        public void protect(NodeId node, InstanceDetails machine, long bytes, Instant at) {
            flagged.add(node);
        }

        @Override
        public void unprotect(NodeId node, InstanceDetails machine) {
            flagged.add(node);
        }
    }

    private final class DryRunJournal implements Journal {
        private final Journal journal;

        DryRunJournal(Journal journal) {
            this.journal = journal;
        }

        @Override
        public void decided(Node node, Look look, Decision decision, String volumes, String outcome) {
            journal.decided(node, look, decision, honest(node.id(), volumes), outcome);
        }

        @Override
        public void reclaimed(NodeId node, String reason, String outcome) {
            journal.reclaimed(node, reason, honest(node, outcome));
        }

        @Override
        public void ignored(String subject, String reason) {
            journal.ignored(subject, reason);
        }

        @Override
        public void swept(Report report) {
            journal.swept(report);
        }

        private String honest(NodeId node, String volumes) {
            return flagged.remove(node) ? "dry run: not " + volumes : volumes;
        }
    }
}
