package io.drainguard.sim.wire;

import io.drainguard.sim.world.Ec2InstanceView;

/// The XML shape of an instance in EC2's replies (API Reference, Instance).
final class Ec2Xml {
    private Ec2Xml() {}

    static void instance(Xml out, Ec2InstanceView view) {
        out.text("instanceId", view.instanceId());
        out.element(
                "instanceState",
                () -> out.text("code", view.state().code())
                        .text("name", view.state().text()));
        out.text("instanceType", view.instanceType()).text("launchTime", view.launched());
        out.element("placement", () -> out.text("availabilityZone", view.zone()));
        out.text("rootDeviceType", "ebs").text("rootDeviceName", view.rootDeviceName());
        out.optional("instanceLifecycle", view.spot() ? "spot" : null);
        String profile = view.instanceProfileArn();
        if (profile != null) {
            out.element("iamInstanceProfile", () -> out.text("arn", profile).text("id", "AIPA0123456789EXAMPLE"));
        }
        out.list(
                "blockDeviceMapping",
                "item",
                view.blockDevices(),
                device -> out.text("deviceName", device.device())
                        .element(
                                "ebs",
                                () -> out.text("volumeId", device.volumeId())
                                        .text("status", "attached")
                                        .text("deleteOnTermination", device.deleteOnTermination())));
        out.list(
                "tagSet",
                "item",
                view.tags().entrySet(),
                tag -> out.text("key", tag.getKey()).text("value", tag.getValue()));
    }
}
