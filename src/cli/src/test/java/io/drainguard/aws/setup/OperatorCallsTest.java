package io.drainguard.aws.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.drainguard.sweep.Fault;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// How a failed call of the operator's is told.
class OperatorCallsTest {
    /// AWS answers an expired token with HTTP 400 as often as with 403.
    @ParameterizedTest
    @CsvSource({
        "ExpiredToken, 400, DENIED, your credentials may not",
        "ExpiredTokenException, 400, DENIED, your credentials may not",
        "RequestExpired, 400, DENIED, your credentials may not",
        "InvalidClientTokenId, 400, DENIED, your credentials may not",
        "UnrecognizedClientException, 400, DENIED, your credentials may not",
        "AuthFailure, 401, DENIED, your credentials may not",
        "AccessDeniedException, 400, DENIED, your credentials may not",
        "Throttling, 400, THROTTLED, AWS throttled the call",
        "RequestLimitExceeded, 503, THROTTLED, AWS throttled the call",
        "InternalFailure, 500, BROKEN, AWS refused"
    })
    void refusal_isToldByItsKind(String code, int status, Fault.Kind kind, String words) {
        AwsServiceException refused = AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode(code)
                        .errorMessage("no")
                        .build())
                .build();

        Fault fault = catchThrowableOfType(
                Fault.class,
                () -> OperatorCalls.call("reading x", () -> {
                    throw refused;
                }));

        assertThat(fault.kind()).isEqualTo(kind);
        assertThat(fault).hasMessage("reading x: " + words + ": " + code + ": no");
    }
}
