package io.drainguard.cli;

import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Phase;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.Hook;
import io.drainguard.sweep.Hooks;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Ports;
import io.drainguard.sweep.Reading;
import io.drainguard.sweep.SideBySide;
import io.drainguard.sweep.TerminationNotice;
import io.drainguard.sweep.Time;
import io.drainguard.sweep.Volumes;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What is known of one node, read once, and what a guard would do with it: the guard's own steps, over an account that
/// consists of that node and cannot be changed.
final class WhatIf {
    /// Time for steps that end by themselves.
    private static final Duration ENOUGH = Duration.ofMinutes(5);

    private final NodeId id;
    private final Settings settings;
    private final Instant at;
    private final @Nullable Group group;
    private final Hooks hooks;
    private final Map<String, Instant> since;
    private final Map<String, InstanceDetails> machines;
    private final Set<String> outlived;
    private final boolean runs;

    private WhatIf(NodeId id, Settings settings, Groups groups, Looks looks, Volumes volumes) {
        this.id = id;
        this.settings = settings;
        Reading all = groups.tagged();
        this.group = all.groups().stream()
                .filter(one -> one.name().equals(id.group()))
                .findFirst()
                .map(one -> only(one, groups))
                .orElse(null);
        this.at = all.at();
        boolean found = group != null && !group.members().isEmpty();
        this.hooks = found ? groups.hooks(id.group(), settings.hookName()) : new Hooks(null, null);
        this.since = found ? groups.waitingSince(id.group(), Set.of(id.instance())) : Map.of();
        this.machines = volumes.read(Set.of(id.instance()));
        InstanceDetails machine = machines.get(id.instance());
        this.outlived = found && (machine == null || machine.ended()) ? volumes.marked(id) : Set.of();
        this.runs = group != null && looks.mayRun(group.document());
    }

    /// Reads what there is.
    ///
    /// @throws io.drainguard.sweep.Fault when a part of it cannot be read
    static WhatIf read(NodeId id, Settings settings, Groups groups, Looks looks, Volumes volumes) {
        return new WhatIf(id, settings, groups, looks, volumes);
    }

    /// The node's group, `null` when it does not carry the tag; its members are the node alone, or nobody.
    @Nullable
    Group group() {
        return group;
    }

    /// The node's lifecycle state, `null` when it neither waits nor is retained.
    @Nullable
    String state() {
        return group == null || group.members().isEmpty()
                ? null
                : group.members().getFirst().state();
    }

    /// The hook that the guard serves, `null` when the group has none of that name.
    @Nullable
    Hook hook() {
        return hooks.ours();
    }

    /// What EC2 says of the instance, `null` when it does not know it.
    @Nullable
    InstanceDetails machine() {
        return machines.get(id.instance());
    }

    /// What a tag of its group asks for.
    Operator override() {
        return group == null
                ? Operator.SILENT
                : group.traits().overrides().getOrDefault(id.instance(), Operator.SILENT);
    }

    /// What the guard would write down, and not do, on this event if the look said this: the event starts the look, and
    /// the guard settles the node when that has ended. What it says before counts only where the node does not
    /// wait, since the sweep repeats what could not be done.
    RecordingJournal on(TerminationNotice hint, Look look) {
        RecordingJournal notes = new RecordingJournal();
        SimulatedClock clock = new SimulatedClock(at);
        Ports ports = new Ports(
                new Known(clock),
                new KnownLook(look, runs, clock),
                new KnownVolumes(machines, since, outlived),
                SideBySide.IN_TURN,
                notes,
                clock);
        Guard guard = new Guard(ports, settings, Duration.ZERO);
        guard.announced(hint, at.plus(ENOUGH));
        String state = state();
        if (state != null && Phase.of(state) != Phase.RETAINED) {
            notes.ignored.clear();
            notes.decided.clear();
            guard.sweep(at.plus(ENOUGH));
        }
        return notes;
    }

    /// The group with this node alone, wherever it stands.
    private Group only(Group whole, Groups groups) {
        List<Group.Member> pooled = whole.pool() ? groups.pool(whole.name()) : List.of();
        List<Group.Member> members = Stream.concat(whole.members().stream(), pooled.stream())
                .filter(member -> member.instance().equals(id.instance()))
                .toList();
        return new Group(whole.name(), whole.document(), whole.traits().withoutPool(), members);
    }

    private final class Known implements ReadOnlyGroups {
        private final Time clock;

        Known(Time clock) {
            this.clock = clock;
        }

        @Override
        public Reading tagged() {
            return new Reading(clock.instant(), group == null ? List.of() : List.of(group));
        }

        @Override
        public List<Group.Member> pool(String name) {
            return List.of();
        }

        @Override
        public Hooks hooks(String name, String hookName) {
            return hooks;
        }

        @Override
        public Map<String, Instant> waitingSince(String name, Set<String> instances) {
            return since;
        }

        @Override
        public @Nullable String state(String instance) {
            return WhatIf.this.state();
        }
    }
}
