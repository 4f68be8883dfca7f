package io.drainguard.sim.wire;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Service;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// From request to reply without a socket: tells the services apart, speaks their protocols, and writes their
/// errors.
public final class WireProtocol {
    private static final String XML = "text/xml;charset=UTF-8";
    private static final String JSON = "application/x-amz-json-1.1";
    private static final String AUTO_SCALING_VERSION = "2011-01-01";
    private static final String EC2_VERSION = "2016-11-15";

    private final SharedWorld shared;
    private final AtomicLong requests = new AtomicLong();
    private final AutoScalingWire autoScaling;
    private final Ec2Wire ec2;
    private final SsmWire ssm;
    private final SurroundingsWire surroundings;

    /// Speaks for a world.
    public WireProtocol(SharedWorld shared) {
        this.shared = shared;
        this.autoScaling = new AutoScalingWire(shared.unguarded());
        this.ec2 = new Ec2Wire(shared.unguarded());
        this.ssm = new SsmWire(shared.unguarded());
        this.surroundings = new SurroundingsWire(shared.unguarded().surroundings());
    }

    /// The world with its lock.
    public SharedWorld world() {
        return shared;
    }

    /// Answers a request; throws [NoReply] when the caller shall get no answer at all.
    public WireResponse handle(WireRequest request) {
        return shared.ask(world -> answer(request));
    }

    private WireResponse answer(WireRequest request) {
        String requestId = new UUID(0x4000L, Long.MIN_VALUE | requests.incrementAndGet()).toString();
        WireResponse other = surroundings.answer(request, requestId);
        if (other != null) {
            return other;
        }
        Form form = request.header("x-amz-target").isEmpty()
                ? Form.parse(request.query(), request.body())
                : Form.parse("", "");
        Service service = service(request, form);
        try {
            return switch (service) {
                case AUTO_SCALING -> new WireResponse(200, XML, requestId, autoScaling.answer(form, requestId));
                case EC2 -> new WireResponse(200, XML, requestId, ec2.answer(form, requestId));
                case SSM -> new WireResponse(200, JSON, requestId, ssm.answer(request));
            };
        } catch (AwsError e) {
            return error(service, e, requestId);
        }
    }

    private static Service service(WireRequest request, Form form) {
        String scope = request.header("authorization");
        String version = form.text("Version", "");
        if (!request.header("x-amz-target").isEmpty() || scope.contains("/ssm/")) {
            return Service.SSM;
        }
        if (version.equals(AUTO_SCALING_VERSION) || scope.contains("/autoscaling/")) {
            return Service.AUTO_SCALING;
        }
        if (version.equals(EC2_VERSION) || scope.contains("/ec2/")) {
            return Service.EC2;
        }
        throw new AwsError("UnknownService", 400, "neither Auto Scaling nor EC2 nor Systems Manager");
    }

    private static WireResponse error(Service service, AwsError error, String requestId) {
        return switch (service) {
            case AUTO_SCALING -> new WireResponse(error.status(), XML, requestId, autoScalingError(error, requestId));
            case EC2 -> new WireResponse(error.status(), XML, requestId, ec2Error(error, requestId));
            case SSM -> new WireResponse(error.status(), JSON, requestId, SsmWire.error(error));
        };
    }

    private static String autoScalingError(AwsError error, String requestId) {
        Xml xml = new Xml();
        xml.element(
                "Error",
                () -> xml.text("Type", error.isSender() ? "Sender" : "Receiver")
                        .text("Code", error.code())
                        .text("Message", error.text()));
        xml.text("RequestId", requestId);
        return "<ErrorResponse xmlns=\"" + AutoScalingWire.NAMESPACE + "\">" + xml + "</ErrorResponse>";
    }

    private static String ec2Error(AwsError error, String requestId) {
        Xml xml = new Xml();
        xml.element(
                "Errors",
                () -> xml.element("Error", () -> xml.text("Code", error.code()).text("Message", error.text())));
        xml.text("RequestID", requestId);
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response>" + xml + "</Response>";
    }
}
