package io.drainguard.sim.wire;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Ec2;
import io.drainguard.sim.world.Ec2InstanceView;
import io.drainguard.sim.world.World;
import java.util.List;
import java.util.Map;

/// EC2's variant of the Query protocol: lists without `member`, replies without a result wrapper (API version
/// 2016-11-15).
final class Ec2Wire {
    private static final String NAMESPACE = "http://ec2.amazonaws.com/doc/2016-11-15/";

    private final Ec2 api;
    private final VolumesWire volumes;
    private final String account;

    Ec2Wire(World world) {
        this.api = world.ec2();
        this.volumes = new VolumesWire(world.ec2().ebs());
        this.account = world.site().account();
    }

    String answer(Form form, String requestId) {
        String action = form.required("Action");
        Xml out = new Xml();
        out.text("requestId", requestId);
        perform(action, form, out);
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<" + action + "Response xmlns=\"" + NAMESPACE + "\">" + out
                + "</" + action + "Response>";
    }

    private void perform(String action, Form form, Xml out) {
        switch (action) {
            case "DescribeInstances" -> describe(form, out);
            case "DescribeInstanceTypes" -> types(form, out);
            case "ModifyInstanceAttribute" -> modify(form, out);
            case "CreateTags" -> {
                api.createTags(form.list("ResourceId"), form.pairs("Tag"));
                done(out);
            }
            case "DeleteTags" -> {
                api.deleteTags(
                        form.list("ResourceId"), List.copyOf(form.pairs("Tag").keySet()));
                done(out);
            }
            case "TerminateInstances" -> terminate(form, out);
            case "DescribeVolumes", "AttachVolume", "DetachVolume", "DeleteVolume" ->
                volumes.perform(action, form, out);
            default ->
                throw new AwsError(
                        "InvalidAction", 400, "The action " + action + " is not valid for this web service.");
        }
    }

    /// All instances in one page: a world is small.
    private void describe(Form form, Xml out) {
        List<Ec2InstanceView> found = api.describeInstances(form.list("InstanceId"), form.filters("Filter", "Value"));
        out.list("reservationSet", "item", found, view -> {
            out.text("reservationId", "r-" + view.instanceId().substring(2)).text("ownerId", account);
            out.list("instancesSet", "item", List.of(view), one -> Ec2Xml.instance(out, one));
        });
    }

    private void types(Form form, Xml out) {
        Map<String, Boolean> stores = api.describeInstanceTypes(form.list("InstanceType"));
        out.list(
                "instanceTypeSet",
                "item",
                List.copyOf(stores.keySet()),
                type -> out.text("instanceType", type)
                        .text("instanceStorageSupported", stores.getOrDefault(type, false)));
    }

    /// A mapping without DeleteOnTermination means true (API Reference, ModifyInstanceAttribute).
    private void modify(Form form, Xml out) {
        String instanceId = form.required("InstanceId");
        String device = form.text("BlockDeviceMapping.1.DeviceName");
        if (device == null) {
            throw new AwsError("InvalidParameterCombination", 400, "The simulator changes BlockDeviceMappings only");
        }
        for (int i = 1; device != null; device = form.text("BlockDeviceMapping." + ++i + ".DeviceName")) {
            String flag = form.text("BlockDeviceMapping." + i + ".Ebs.DeleteOnTermination", "true");
            api.modifyInstanceAttribute(instanceId, device, Boolean.parseBoolean(flag));
        }
        done(out);
    }

    private void terminate(Form form, Xml out) {
        List<String> ids = form.list("InstanceId");
        api.terminateInstances(ids);
        out.list(
                "instancesSet",
                "item",
                ids,
                id -> out.text("instanceId", id)
                        .element("currentState", () -> out.text("code", 32).text("name", "shutting-down"))
                        .element("previousState", () -> out.text("code", 16).text("name", "running")));
    }

    private static void done(Xml out) {
        out.text("return", true);
    }
}
