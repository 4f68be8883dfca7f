package io.drainguard.sweep;

import io.drainguard.decide.Disks;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.InstanceDetails.Attached;
import io.drainguard.sweep.InstanceDetails.Membership;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Keeps instances, their volumes and tags as EC2 does; an instance that no test has put here is plain, with a root
/// volume. Records calls in lists; a call can fail.
final class FakeVolumes implements Volumes {
    static final String DOCUMENT = "drainguard-g";

    static final InstanceDetails PLAIN = details(Operator.SILENT, Set.of(), new Attached("/dev/xvda", "vol-1", true));

    /// A plain instance whose operator says something.
    static InstanceDetails saying(Operator operator) {
        return details(operator, Set.of(), PLAIN.volumes().toArray(Attached[]::new));
    }

    static InstanceDetails details(Operator operator, Set<String> changed, Attached... attached) {
        return tagged(DOCUMENT, operator, changed, attached);
    }

    /// An instance whose tag `drainguard` has this value, `null` for none.
    static InstanceDetails tagged(
            @Nullable String document, Operator operator, Set<String> changed, Attached... attached) {
        Marks marks = new Marks(changed, null, null, Set.of(), null, 0);
        return new InstanceDetails(
                operator, new Membership("g", document), false, Disks.VOLUMES, List.of(attached), marks);
    }

    final Map<String, InstanceDetails> machines = new HashMap<>();
    final Map<String, Fault> faults = new HashMap<>();
    /// The details that the second reading returns.
    final Map<String, InstanceDetails> later = new HashMap<>();

    /// So many of the guard's tags an instance takes.
    int mostTags = 50;

    /// Instances that EC2 does not know.
    final Set<String> unknown = new HashSet<>();

    /// The node that each volume's own mark names; a volume of which nothing is said carries the mark that its node's
    /// mark claims.
    final Map<String, String> volumeMarks = new HashMap<>();

    /// Runs while a volume is changed, for example to let time pass.
    Runnable meanwhile = () -> {};

    /// Runs whenever instances are read.
    Runnable onRead = () -> {};

    int tries;
    int reads;
    final List<String> calls = new ArrayList<>();

    /// The tags that were set, by resource, in the order of the calls.
    final List<Map.Entry<List<String>, Map<String, String>>> tags = new ArrayList<>();

    @Override
    public Map<String, InstanceDetails> read(Set<String> instances) {
        tries++;
        onRead.run();
        fail("read");
        if (++reads > 1) {
            machines.putAll(later);
        }
        Map<String, InstanceDetails> read = new HashMap<>();
        instances.stream().filter(id -> !unknown.contains(id)).forEach(id -> read.put(id, machine(id)));
        return read;
    }

    private InstanceDetails machine(String id) {
        return machines.getOrDefault(id, PLAIN);
    }

    @Override
    public Set<String> marked(NodeId node) {
        fail("marked " + node.instance());
        Set<String> marked = new HashSet<>();
        machine(node.instance()).marks().changed().stream()
                .filter(volume -> node.instance().equals(volumeMarks.getOrDefault(volume, node.instance())))
                .forEach(marked::add);
        volumeMarks.forEach((volume, owner) -> {
            if (owner.equals(node.instance())) {
                marked.add(volume);
            }
        });
        return marked;
    }

    @Override
    public void tag(List<String> resources, Map<String, String> set) {
        fail("mark");
        resources.forEach(resource -> fail("mark " + resource));
        if (set.size() > mostTags && resources.stream().anyMatch(resource -> resource.startsWith("i-"))) {
            throw new Fault(Fault.Kind.BROKEN, "TagLimitExceeded", new IllegalStateException());
        }
        tags.add(Map.entry(resources, set));
        for (String resource : resources) {
            if (resource.startsWith("vol-")) {
                volumeMarks.put(resource, set.getOrDefault(Tags.NODE, ""));
            } else {
                machines.put(resource, with(machine(resource), set));
            }
        }
    }

    private static InstanceDetails with(InstanceDetails machine, Map<String, String> set) {
        Map<String, String> all = new HashMap<>();
        Marks marks = machine.marks();
        all.put(Tags.PROTECTED, String.join(",", marks.changed()));
        all.put(Tags.PENDING_ON, String.join(",", marks.pendingOn()));
        all.put(Tags.ROUNDS, String.valueOf(marks.rounds()));
        putIfKnown(all, Tags.PROTECTED_AT, marks.protectedAt());
        putIfKnown(all, Tags.HELD_SINCE, marks.heldSince());
        putIfKnown(all, Tags.GAVE_UP, marks.gaveUp());
        all.put(Tags.TROUBLE, marks.notes().trouble());
        all.put(Tags.TOLD, marks.notes().told());
        putIfKnown(all, Tags.QUIET_UNTIL, marks.notes().quietUntil());
        all.putAll(set);
        return new InstanceDetails(
                machine.operator(),
                machine.membership(),
                machine.ended(),
                machine.disks(),
                machine.volumes(),
                Marks.of(all),
                machine.unstarted());
    }

    /// The same instance with a mark that says since when it is held.
    static InstanceDetails heldSince(InstanceDetails machine, Instant since) {
        return with(machine, Map.of(Tags.HELD_SINCE, since.toString()));
    }

    /// The same instance once it has ended.
    static InstanceDetails ended(InstanceDetails machine) {
        return new InstanceDetails(
                machine.operator(), machine.membership(), true, machine.disks(), List.of(), machine.marks());
    }

    /// A person keeps the instance on purpose until then.
    void acknowledge(String instance, Instant until) {
        machines.put(instance, with(machine(instance), Map.of(Tags.QUIET_UNTIL, until.toString())));
    }

    private static void putIfKnown(Map<String, String> tags, String key, @Nullable Object value) {
        if (value != null) {
            tags.put(key, value.toString());
        }
    }

    @Override
    public void untag(List<String> resources, List<String> keys) {
        boolean override = keys.contains(Tags.OVERRIDE);
        String node = resources.getFirst();
        if (override) {
            call("clear override " + node);
        }
        fail("unmark " + node);
        InstanceDetails before = machine(node);
        machines.put(
                node,
                new InstanceDetails(
                        override ? Operator.SILENT : before.operator(),
                        before.membership(),
                        before.ended(),
                        before.disks(),
                        before.volumes(),
                        override ? before.marks() : Marks.NONE,
                        before.unstarted()));
    }

    @Override
    public void setFlags(NodeId node, List<Attached> volumes, boolean goesWithNode) {
        call((goesWithNode ? "unprotect " : "protect ") + node.instance());
        Set<String> ids = new HashSet<>();
        volumes.forEach(volume -> ids.add(volume.volume()));
        InstanceDetails before = machine(node.instance());
        List<Attached> after = before.volumes().stream()
                .map(volume -> ids.contains(volume.volume())
                        ? new Attached(volume.device(), volume.volume(), goesWithNode)
                        : volume)
                .toList();
        machines.put(
                node.instance(),
                new InstanceDetails(
                        before.operator(),
                        before.membership(),
                        before.ended(),
                        before.disks(),
                        after,
                        before.marks(),
                        before.unstarted()));
    }

    private void call(String call) {
        calls.add(call);
        meanwhile.run();
        fail(call);
    }

    private void fail(String call) {
        if (faults.containsKey(call)) {
            throw faults.get(call);
        }
    }
}
