package io.drainguard.aws.rescue;

import static io.drainguard.aws.setup.OperatorCalls.call;
import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import io.drainguard.rescue.KeptVolume;
import io.drainguard.rescue.KeptVolume.Attachment;
import io.drainguard.rescue.RescuePorts.Volumes;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Tags;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Filter;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.ec2.model.Volume;

/// The kept volumes in EC2. Every method throws [Fault] when a call failed.
public final class Ec2KeptVolumes implements Volumes {
    /// EC2 knows no volume with this id (EC2 API Reference, errors-overview).
    private static final String NOT_FOUND = "InvalidVolume.NotFound";

    private final Ec2Client ec2;

    /// Builds the adapter.
    public Ec2KeptVolumes(Ec2Client ec2) {
        this.ec2 = ec2;
    }

    @Override
    public List<KeptVolume> kept() {
        Filter tagged = Filter.builder().name("tag-key").values(Tags.PROTECTED).build();
        return call(
                        "reading the kept volumes",
                        () -> ec2.describeVolumesPaginator(request -> request.filters(tagged)).volumes().stream()
                                .toList())
                .stream()
                .map(Ec2KeptVolumes::kept)
                .filter(volume -> volume.isFree() || volume.isBeingRescued())
                .sorted(comparing(KeptVolume::protectedAt, nullsFirst(naturalOrder()))
                        .thenComparing(KeptVolume::id))
                .toList();
    }

    @Override
    public @Nullable KeptVolume read(String volume) {
        try {
            return call(
                    "reading volume " + volume,
                    () -> ec2.describeVolumes(request -> request.volumeIds(volume)).volumes().stream()
                            .findFirst()
                            .map(Ec2KeptVolumes::kept)
                            .orElse(null));
        } catch (Fault fault) {
            if (isNotFound(fault)) {
                return null;
            }
            throw fault;
        }
    }

    private static KeptVolume kept(Volume volume) {
        Map<String, String> tags = new HashMap<>();
        volume.tags().forEach(tag -> tags.put(tag.key(), String.valueOf(tag.value())));
        return new KeptVolume(
                String.valueOf(volume.volumeId()),
                String.valueOf(volume.stateAsString()),
                String.valueOf(volume.availabilityZone()),
                volume.attachments().stream()
                        .map(at -> new Attachment(
                                String.valueOf(at.instanceId()),
                                String.valueOf(at.device()),
                                String.valueOf(at.stateAsString())))
                        .toList(),
                tags);
    }

    private static boolean isNotFound(Fault fault) {
        return fault.getCause() instanceof AwsServiceException refused
                && refused.awsErrorDetails() != null
                && NOT_FOUND.equals(refused.awsErrorDetails().errorCode());
    }

    @Override
    public void tag(String volume, Map<String, String> tags) {
        List<Tag> all = tags.entrySet().stream()
                .map(tag ->
                        Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
        call(
                "setting tags " + tags.keySet() + " on volume " + volume,
                () -> ec2.createTags(request -> request.resources(volume).tags(all)));
    }

    @Override
    public void untag(String volume, Set<String> keys) {
        List<Tag> all = keys.stream().map(key -> Tag.builder().key(key).build()).toList();
        call(
                "taking tags " + keys + " off volume " + volume,
                () -> ec2.deleteTags(request -> request.resources(volume).tags(all)));
    }

    @Override
    public void attach(String volume, String instance, String device) {
        call(
                "attaching volume " + volume + " to worker " + instance,
                () -> ec2.attachVolume(
                        request -> request.volumeId(volume).instanceId(instance).device(device)));
    }

    @Override
    public void detach(String volume) {
        call("detaching volume " + volume, () -> ec2.detachVolume(request -> request.volumeId(volume)));
    }

    @Override
    public void delete(String volume) {
        try {
            call("deleting volume " + volume, () -> ec2.deleteVolume(request -> request.volumeId(volume)));
        } catch (Fault fault) {
            if (!isNotFound(fault)) {
                throw fault;
            }
        }
    }
}
