package io.drainguard.cli.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkClientException;

/// Kinds come from types and codes; no word of a message counts.
class TroubleTest {
    @Test
    void brokenWay_isTheNetworks_unlessTheRegionIsUnknown() {
        for (Throwable cause : List.of(
                new ConnectException("x"),
                new SocketTimeoutException("x"),
                new UnknownHostException("x"),
                new IOException("x"),
                ApiCallTimeoutException.create(5))) {
            assertThat(Trouble.of(wrapped(cause), true)).isEqualTo(Trouble.NETWORK);
            assertThat(Trouble.of(wrapped(cause), false)).isEqualTo(Trouble.REGION);
        }
    }

    @Test
    void certificates_areTlsInAnyRegion() {
        assertThat(Trouble.of(wrapped(new SSLHandshakeException("x")), false)).isEqualTo(Trouble.TLS);
    }

    @Test
    void answersThatAreNoneOfAws_areNotUnderstood() {
        assertThat(Trouble.of(wrapped(new IllegalStateException("x")), true)).isEqualTo(Trouble.NOT_UNDERSTOOD);
        assertThat(Trouble.of(wrapped(new AwsOnly.Page("x")), true)).isEqualTo(Trouble.NOT_UNDERSTOOD);
        assertThat(Trouble.of(AwsServiceException.builder().statusCode(403).build(), true))
                .isEqualTo(Trouble.NOT_UNDERSTOOD);
    }

    @Test
    void codes_tellWhoIsNotKnownFromWhatIsNotAllowed() {
        assertThat(Trouble.of(answer("ExpiredToken", 403), false)).isEqualTo(Trouble.SIGN_IN);
        assertThat(Trouble.of(answer("AuthFailure", 401), true)).isEqualTo(Trouble.SIGN_IN);
        assertThat(Trouble.of(answer("AccessDeniedException", 400), true)).isEqualTo(Trouble.DENIED);
        assertThat(Trouble.of(answer("UnauthorizedOperation", 403), true)).isEqualTo(Trouble.DENIED);
        assertThat(Trouble.of(answer("RequestLimitExceeded", 503), true)).isEqualTo(Trouble.THROTTLED);
        assertThat(Trouble.of(answer("InternalFailure", 500), true)).isEqualTo(Trouble.REFUSED);
    }

    /// AWS answers a wrong signature with the text that it signed itself.
    @Test
    void refusedSignature_isToldWithoutTheSessionsToken() {
        Throwable refused = AwsServiceException.builder()
                .message("does not match: 'POST / x-amz-security-token:SECRET/a+b= x-amz-date'")
                .awsErrorDetails(AwsErrorDetails.builder()
                        .errorCode("SignatureDoesNotMatch")
                        .build())
                .build();

        assertThat(Trouble.answer(refused))
                .contains("SignatureDoesNotMatch", "x-amz-date")
                .doesNotContain("SECRET");
    }

    @Test
    void signingIn_isItselfAKind_whateverLiesBelow() {
        assertThat(Trouble.of(wrapped(new SignInFailed("x", "y", new IOException("z"))), true))
                .isEqualTo(Trouble.SIGN_IN);
    }

    private static SdkClientException wrapped(Throwable cause) {
        return SdkClientException.create("network TLS Region credentials", cause);
    }

    private static Throwable answer(String code, int status) {
        return AwsServiceException.builder()
                .statusCode(status)
                .awsErrorDetails(AwsErrorDetails.builder().errorCode(code).build())
                .build();
    }
}
