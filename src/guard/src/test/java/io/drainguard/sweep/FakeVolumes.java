package io.drainguard.sweep;

import io.drainguard.decide.Disks;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.InstanceDetails.Attached;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Keeps instances in a map; an instance that is not in the map is plain, with a root volume. Records calls in a list;
/// a call can fail.
final class FakeVolumes implements Volumes {
    static final InstanceDetails PLAIN = new InstanceDetails(
            Operator.SILENT, "g", true, Disks.VOLUMES, List.of(new Attached("/dev/xvda", "vol-1", true)), Set.of());

    /// A plain instance whose operator says something.
    static InstanceDetails saying(Operator operator) {
        return new InstanceDetails(operator, "g", true, Disks.VOLUMES, PLAIN.volumes(), Set.of());
    }

    final Map<String, InstanceDetails> machines = new HashMap<>();
    final Map<String, Fault> faults = new HashMap<>();
    /// The details that the second reading returns.
    final Map<String, InstanceDetails> later = new HashMap<>();

    /// Runs while a volume is changed, for example to let time pass.
    Runnable meanwhile = () -> {};

    /// Runs whenever instances are read.
    Runnable onRead = () -> {};

    int tries;
    int reads;
    final List<String> calls = new ArrayList<>();

    @Override
    public Map<String, InstanceDetails> read(Set<String> instances) {
        tries++;
        onRead.run();
        fail("read");
        if (++reads > 1) {
            machines.putAll(later);
        }
        return instances.stream()
                .collect(Collectors.toMap(Function.identity(), id -> machines.getOrDefault(id, PLAIN)));
    }

    @Override
    public void protect(NodeId node, InstanceDetails details, long bytes, Instant at) {
        call("protect " + node.instance());
        List<Attached> kept = details.volumes().stream()
                .map(volume -> new Attached(volume.device(), volume.volume(), false))
                .toList();
        Set<String> changed = Set.of(details.changedOnceProtected().split(","));
        machines.put(
                node.instance(),
                new InstanceDetails(
                        details.operator(), details.group(), details.guarded(), details.disks(), kept, changed));
    }

    @Override
    public void unprotect(NodeId node, InstanceDetails details) {
        call("unprotect " + node.instance());
    }

    @Override
    public void clearOverride(NodeId node) {
        call("clear override " + node.instance());
        machines.computeIfPresent(
                node.instance(),
                (id, details) -> new InstanceDetails(
                        Operator.SILENT,
                        details.group(),
                        details.guarded(),
                        details.disks(),
                        details.volumes(),
                        details.changed()));
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
