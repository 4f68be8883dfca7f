package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.aws.setup.GroupSetup.Agent;
import io.drainguard.aws.setup.GroupSetup.Machine;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Volumes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Instance;
import software.amazon.awssdk.services.ec2.model.InstanceLifecycleType;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.ssm.model.InstanceInformationStringFilter;

/// Reads of instances what the guard does not need and an operator does: their agents, how many tags they carry, and
/// whether EC2 may take them back. Every method throws [io.drainguard.sweep.Fault] when a call failed.
public final class NodeReader {
    /// AWS accepts and returns at most this many nodes in one call (SSM API Reference, DescribeInstanceInformation).
    private static final int NODES = 50;

    /// The tags of the guard on an instance.
    private static final Set<String> MARKS =
            Stream.concat(Tags.MARKS.stream(), Stream.of(Tags.ROUNDS)).collect(Collectors.toUnmodifiableSet());

    private final SsmClient ssm;
    private final Ec2Client ec2;

    /// Builds the reader.
    public NodeReader(SsmClient ssm, Ec2Client ec2) {
        this.ssm = ssm;
        this.ec2 = ec2;
    }

    /// Returns what EC2 tells of the instances, by instance id. An instance that EC2 does not know is missing.
    public Map<String, Machine> machines(List<String> instances) {
        Map<String, Machine> machines = new HashMap<>();
        instances.stream().gather(Gatherers.windowFixed(Volumes.BATCH)).forEach(batch -> {
            var ids = Filter.builder().name("instance-id").values(batch).build();
            call(
                            "reading tags of " + batch + ", and whether one is a Spot instance",
                            () ->
                                    ec2
                                            .describeInstancesPaginator(request -> request.filters(ids))
                                            .reservations()
                                            .stream()
                                            .flatMap(reservation -> reservation.instances().stream())
                                            .toList())
                    .forEach(found -> machines.put(found.instanceId(), machine(found)));
        });
        return machines;
    }

    /// Tags of AWS do not count towards the limit of an instance (EC2 User Guide, using-tags).
    private static Machine machine(Instance found) {
        long tags = found.tags().stream()
                .map(tag -> String.valueOf(tag.key()))
                .filter(key -> !key.startsWith("aws:") && !MARKS.contains(key))
                .count();
        return new Machine(found.instanceLifecycle() == InstanceLifecycleType.SPOT, (int) tags);
    }

    /// Returns the agents of the instances, by instance id. An instance that Systems Manager does not know is missing.
    public Map<String, Agent> agents(List<String> instances) {
        Map<String, Agent> agents = new HashMap<>();
        instances.stream().gather(Gatherers.windowFixed(NODES)).forEach(batch -> {
            var ids = InstanceInformationStringFilter.builder()
                    .key("InstanceIds")
                    .values(batch)
                    .build();
            call(
                            "asking which of " + batch + " Systems Manager knows",
                            () -> ssm
                                    .describeInstanceInformationPaginator(
                                            request -> request.maxResults(NODES).filters(ids))
                                    .instanceInformationList()
                                    .stream()
                                    .toList())
                    .forEach(known -> agents.put(
                            known.instanceId(),
                            new Agent(
                                    String.valueOf(known.pingStatusAsString()), String.valueOf(known.agentVersion()))));
        });
        return agents;
    }
}
