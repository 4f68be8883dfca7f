package io.drainguard.aws;

import static io.drainguard.aws.AwsFaults.callOnWait;
import static io.drainguard.aws.AwsFaults.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.aws.AwsFaults.Kind;
import io.drainguard.sweep.ActionResult;
import io.drainguard.sweep.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingException;

class AwsFaultsTest {
    @ParameterizedTest
    @CsvSource({
        "ValidationError, 400, No active Lifecycle Action found with instance ID i-0a, GONE",
        "ValidationError, 400, No active Lifecycle Action found with token 8b1c, GONE",
        "ValidationError, 400, Instance Id not found - No managed instance found for instance ID: i-0a, GONE",
        "ValidationError, 400, AutoScalingGroup name not found - null, BROKEN",
        "ValidationError, 400, The instance i-0a is in a Retained state, BROKEN",
        "Throttling, 400, Rate exceeded, THROTTLED",
        "ThrottlingException, 400, Rate exceeded, THROTTLED",
        "RequestLimitExceeded, 503, Request limit exceeded., THROTTLED",
        "TooManyRequestsException, 429, slow down, THROTTLED",
        "AccessDenied, 403, not authorized, DENIED",
        "AccessDeniedException, 400, User: x is not authorized to perform: ssm:SendCommand, DENIED",
        "UnauthorizedOperation, 403, You are not authorized, DENIED",
        "ExpiredToken, 400, The security token included in the request is expired, DENIED",
        "ExpiredTokenException, 400, The security token included in the request is expired, DENIED",
        "RequestExpired, 400, Request has expired., DENIED",
        "InvalidClientTokenId, 400, The security token included in the request is invalid, DENIED",
        "UnrecognizedClientException, 400, The security token included in the request is invalid, DENIED",
        "AuthFailure, 401, AWS was not able to validate the provided access credentials, DENIED",
        "AccessDeniedByPolicy, 400, a code that is new to us, DENIED",
        "ResourceContention, 500, busy, BROKEN",
        "InternalFailure, 500, oops, BROKEN",
        "SomethingNew, 418, teapot, BROKEN"
    })
    void kind_ofWhatAwsAnswers(String code, int status, String message, Kind expected) {
        assertThat(kind(failure(code, status, message))).isEqualTo(expected);
    }

    @Test
    void kind_ofALostConnectionIsBroken() {
        assertThat(kind(SdkClientException.create("connection reset"))).isEqualTo(Kind.BROKEN);
    }

    @Test
    void callOnWait_onAWaitThatHasEndedIsGone() {
        ActionResult result = callOnWait("releasing", () -> {
            throw failure("ValidationError", 400, "No active Lifecycle Action found with token x");
        });

        assertThat(result).isEqualTo(ActionResult.GONE);
    }

    @Test
    void callOnWait_saysWhichCallFailed() {
        assertThatThrownBy(() -> callOnWait("releasing node workers/i-0a at hook h", () -> {
                    throw failure("AccessDenied", 403, "no");
                }))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("releasing node workers/i-0a at hook h")
                .extracting(fault -> ((Fault) fault).kind())
                .isEqualTo(Fault.Kind.DENIED);
    }

    private static AutoScalingException failure(String code, int status, String message) {
        return (AutoScalingException) AutoScalingException.builder()
                .statusCode(status)
                .message(message)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage(message)
                        .build())
                .build();
    }
}
