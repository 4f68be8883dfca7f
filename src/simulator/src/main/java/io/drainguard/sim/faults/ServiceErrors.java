package io.drainguard.sim.faults;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Service;

/// The errors with which each service says that it is too busy or broken.
///
/// Auto Scaling: aws/aws-node-termination-handler issue 1174 (Throttling); API Reference, CommonErrors
/// (ServiceUnavailable, InternalFailure). Systems Manager: API Reference, CommonErrors (ThrottlingException),
/// SendCommand (InternalServerError).
/// EC2: API Reference, errors-overview (RequestLimitExceeded, InternalError, Unavailable).
final class ServiceErrors {
    private ServiceErrors() {}

    static AwsError throttled(Service service) {
        return switch (service) {
            case AUTO_SCALING -> new AwsError("Throttling", 400, "Rate exceeded");
            case SSM -> new AwsError("ThrottlingException", 400, "Rate exceeded");
            case EC2 -> new AwsError("RequestLimitExceeded", 503, "Request limit exceeded.");
        };
    }

    static AwsError broken(Service service) {
        return switch (service) {
            case AUTO_SCALING -> new AwsError("InternalFailure", 500, "The request processing has failed.");
            case SSM -> new AwsError("InternalServerError", 500, "An error occurred on the server side.");
            case EC2 -> new AwsError("InternalError", 500, "An internal error has occurred");
        };
    }

    static AwsError unavailable(Service service) {
        return switch (service) {
            case AUTO_SCALING, SSM ->
                new AwsError(
                        "ServiceUnavailable", 503, "The request has failed due to a temporary failure of the server.");
            case EC2 -> new AwsError("Unavailable", 503, "The server is overloaded and can't handle the request.");
        };
    }
}
