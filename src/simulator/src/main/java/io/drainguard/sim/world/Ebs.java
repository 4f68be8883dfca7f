package io.drainguard.sim.world;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// The part of Amazon EC2 that deals with volumes themselves: each method is the API operation of that name.
///
/// The volume of an ended instance stays, `available`, when its flag said so. Codes of errors are those of the EC2
/// API Reference, errors-overview; their messages are *assumptions*.
public final class Ebs {
    /// How long a volume is shown as attaching or detaching (*assumption*: a few seconds, as anybody sees it).
    private static final Duration SETTLES = Duration.ofSeconds(2);

    private final World world;
    private final Gate gate;

    Ebs(World world, Gate gate) {
        this.world = world;
        this.gate = gate;
    }

    /// Shows volumes that are there: all, or those named; one unknown id refuses the call.
    public List<VolumeView> describeVolumes(List<String> ids) {
        return call("DescribeVolumes", Map.of("VolumeIds", String.join(",", ids)), () -> {
            List<VolumeView> found = new ArrayList<>();
            if (ids.isEmpty()) {
                world.instances()
                        .forEach(holder -> holder.volumes().stream()
                                .filter(Ebs::isThere)
                                .forEach(volume -> found.add(view(holder, volume))));
            } else {
                ids.forEach(id -> found.add(view(holder(id), find(id))));
            }
            return found;
        });
    }

    /// Attaches an available volume to an instance in its zone under a free device name; it then outlives that
    /// instance.
    ///
    /// Source: API Reference, AttachVolume; EC2 User Guide, preserving-volumes-on-termination (a volume attached
    /// later is not deleted by default).
    public VolumeView attachVolume(String volumeId, String instanceId, String device) {
        return call("AttachVolume", parameters(volumeId, instanceId, device), () -> {
            Volume volume = find(volumeId);
            Instance target = target(instanceId);
            if (isBusy(volume)) {
                throw inUse(volumeId);
            }
            refuseOtherZone(volume, target);
            refuseTakenDevice(target, device);
            holder(volumeId).mutableVolumes().remove(volume);
            volume.attach(device, world.instant().plus(SETTLES));
            target.mutableVolumes().add(volume);
            return view(target, volume);
        });
    }

    /// Takes a volume from its instance; its data stays.
    ///
    /// Source: API Reference, DetachVolume. What a guest has still mounted is not known here: anybody who tests an
    /// order of unmounting and detaching looks at the node's directory when this call arrives.
    public VolumeView detachVolume(String volumeId) {
        return call("DetachVolume", Map.of("VolumeId", volumeId), () -> {
            Volume volume = find(volumeId);
            if (volume.fate() != Volume.Fate.ATTACHED) {
                throw new AwsError("IncorrectState", 400, "Volume '" + volumeId + "' is in the 'available' state.");
            }
            volume.detach(world.instant().plus(SETTLES));
            return view(holder(volumeId), volume);
        });
    }

    /// Deletes an available volume with all that is on it (API Reference, DeleteVolume).
    public void deleteVolume(String volumeId) {
        call("DeleteVolume", Map.of("VolumeId", volumeId), () -> {
            Volume volume = find(volumeId);
            if (isBusy(volume)) {
                throw inUse(volumeId);
            }
            volume.replaced();
            return Boolean.TRUE;
        });
    }

    private VolumeView view(Instance holder, Volume volume) {
        boolean settling = volume.isSettling(world.instant());
        boolean attached = volume.fate() == Volume.Fate.ATTACHED;
        String way = attached ? settling ? "attaching" : "attached" : "detaching";
        VolumeView.Attachment attachment = attached || settling
                ? new VolumeView.Attachment(holder.id(), volume.device(), way, volume.deleteOnTermination())
                : null;
        return new VolumeView(
                volume.id(),
                holder.zone().name(),
                attachment == null ? "available" : "in-use",
                attachment,
                volume.tags());
    }

    private boolean isBusy(Volume volume) {
        return volume.fate() == Volume.Fate.ATTACHED || volume.isSettling(world.instant());
    }

    private static boolean isThere(Volume volume) {
        return volume.fate() != Volume.Fate.DELETED;
    }

    private Volume find(String id) {
        return holder(id).volumes().stream()
                .filter(volume -> volume.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    /// The instance that has the volume or had it last; a volume never leaves its zone, so that is its zone, too.
    private Instance holder(String volumeId) {
        for (Instance instance : world.instances()) {
            for (Volume volume : instance.volumes()) {
                if (volume.id().equals(volumeId) && isThere(volume)) {
                    return instance;
                }
            }
        }
        throw new AwsError("InvalidVolume.NotFound", 400, "The volume '" + volumeId + "' does not exist.");
    }

    private Instance target(String instanceId) {
        Instance found = world.instancesById().get(instanceId);
        if (found == null || found.isForgotten(world.instant())) {
            throw new AwsError(
                    "InvalidInstanceID.NotFound", 400, "The instance ID '" + instanceId + "' does not exist");
        }
        if (found.ec2() != Ec2State.RUNNING && found.ec2() != Ec2State.STOPPED) {
            throw new AwsError("IncorrectState", 400, "Instance '" + instanceId + "' is not 'running'.");
        }
        return found;
    }

    private void refuseOtherZone(Volume volume, Instance target) {
        if (!holder(volume.id()).zone().name().equals(target.zone().name())) {
            throw new AwsError(
                    "InvalidVolume.ZoneMismatch",
                    400,
                    "The volume '" + volume.id() + "' is not in the same availability zone as instance '" + target.id()
                            + "'");
        }
    }

    private static void refuseTakenDevice(Instance target, String device) {
        for (Volume volume : target.volumes()) {
            if (volume.device().equals(device) && volume.fate() == Volume.Fate.ATTACHED) {
                throw new AwsError(
                        "InvalidParameterValue",
                        400,
                        "Invalid value '" + device + "' for unixDevice. Attachment point " + device
                                + " is already in use");
            }
        }
    }

    private static AwsError inUse(String volumeId) {
        return new AwsError("VolumeInUse", 400, "Volume " + volumeId + " is currently attached to an instance");
    }

    private static Map<String, String> parameters(String volumeId, String instanceId, String device) {
        return Map.of("VolumeId", volumeId, "InstanceId", instanceId, "Device", device);
    }

    private <T> T call(String action, Map<String, String> parameters, Supplier<T> effect) {
        return gate.call(Service.EC2, action, parameters, effect);
    }
}
