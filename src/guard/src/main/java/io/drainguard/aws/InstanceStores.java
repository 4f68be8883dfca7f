package io.drainguard.aws;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.InstanceTypeInfo;

/// Knows which instance types have instance-store disks. A type never changes, so the guard asks EC2 for each type
/// once.
final class InstanceStores {
    private final Ec2Client client;
    private final Map<String, Boolean> known = new HashMap<>();

    InstanceStores(Ec2Client client) {
        this.client = client;
    }

    /// Returns the instance types that have instance-store disks.
    Set<String> among(Set<String> types) {
        List<String> asked =
                types.stream().filter(type -> !known.containsKey(type)).toList();
        if (!asked.isEmpty()) {
            ask(asked);
        }
        return types.stream().filter(type -> known.getOrDefault(type, false)).collect(Collectors.toSet());
    }

    /// Reads the types from EC2. A failure is ignored: the answer is only used in a sentence for the operator,
    /// and must not prevent the protection of volumes.
    private void ask(List<String> types) {
        try {
            client.describeInstanceTypes(request -> request.instanceTypesWithStrings(types))
                    .instanceTypes()
                    .forEach(this::learn);
        } catch (SdkException unread) {
            // No type is known now, so the next call asks EC2 again.
        }
    }

    private void learn(InstanceTypeInfo info) {
        known.put(info.instanceTypeAsString(), Boolean.TRUE.equals(info.instanceStorageSupported()));
    }
}
