package io.drainguard.sim.wire;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Ebs;
import io.drainguard.sim.world.Filter;
import io.drainguard.sim.world.VolumeView;
import java.util.List;

/// The operations on volumes in EC2's variant of the Query protocol (API Reference, DescribeVolumes, AttachVolume,
/// DetachVolume, DeleteVolume).
final class VolumesWire {
    private final Ebs api;

    VolumesWire(Ebs api) {
        this.api = api;
    }

    void perform(String action, Form form, Xml out) {
        switch (action) {
            case "DescribeVolumes" -> describe(form, out);
            case "AttachVolume" ->
                attachment(
                        out,
                        api.attachVolume(
                                form.required("VolumeId"), form.required("InstanceId"), form.required("Device")));
            case "DetachVolume" -> attachment(out, api.detachVolume(form.required("VolumeId")));
            case "DeleteVolume" -> {
                api.deleteVolume(form.required("VolumeId"));
                out.text("return", true);
            }
            default -> throw new IllegalArgumentException(action);
        }
    }

    /// All volumes in one page: a world is small.
    private void describe(Form form, Xml out) {
        List<Filter> filters = form.filters("Filter", "Value");
        List<VolumeView> found = api.describeVolumes(form.list("VolumeId")).stream()
                .filter(view -> filters.stream().allMatch(filter -> fits(view, filter)))
                .toList();
        out.list("volumeSet", "item", found, view -> volume(out, view));
    }

    private static boolean fits(VolumeView view, Filter filter) {
        List<String> values = filter.values();
        VolumeView.Attachment attachment = view.attachment();
        return switch (filter.name()) {
            case "volume-id" -> values.contains(view.volumeId());
            case "status" -> values.contains(view.state());
            case "availability-zone" -> values.contains(view.zone());
            case "attachment.instance-id" -> attachment != null && values.contains(attachment.instanceId());
            case "tag-key" -> values.stream().anyMatch(view.tags()::containsKey);
            case String name
            when name.startsWith("tag:") -> {
                String value = view.tags().get(name.substring("tag:".length()));
                yield value != null && values.contains(value);
            }
            default ->
                throw new AwsError("InvalidParameterValue", 400, "The filter '" + filter.name() + "' is invalid");
        };
    }

    private static void volume(Xml out, VolumeView view) {
        VolumeView.Attachment attachment = view.attachment();
        out.text("volumeId", view.volumeId())
                .text("size", 30)
                .text("availabilityZone", view.zone())
                .text("status", view.state())
                .text("volumeType", "gp3");
        out.list(
                "attachmentSet",
                "item",
                attachment == null ? List.of() : List.of(attachment),
                one -> attachment(out, view.volumeId(), one));
        out.list(
                "tagSet",
                "item",
                view.tags().entrySet(),
                tag -> out.text("key", tag.getKey()).text("value", tag.getValue()));
    }

    private static void attachment(Xml out, VolumeView view) {
        VolumeView.Attachment attachment = view.attachment();
        if (attachment != null) {
            attachment(out, view.volumeId(), attachment);
        }
    }

    private static void attachment(Xml out, String volumeId, VolumeView.Attachment attachment) {
        out.text("volumeId", volumeId)
                .text("instanceId", attachment.instanceId())
                .text("device", attachment.device())
                .text("status", attachment.state())
                .text("deleteOnTermination", attachment.deleteOnTermination());
    }
}
