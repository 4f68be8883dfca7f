package io.drainguard.cli;

import io.drainguard.sweep.Fault;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/// Makes calls with the operator's own credentials, and says in the operator's words how one failed.
final class OperatorCalls {
    private OperatorCalls() {}

    /// Makes a call.
    ///
    /// @throws Fault saying what was asked, how it failed and what to do
    static <T> T reading(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsServiceException refused) {
            throw denied(refused)
                    ? new Fault(Fault.Kind.DENIED, what + ": your credentials may not: " + said(refused), refused)
                    : new Fault(Fault.Kind.BROKEN, what + ": AWS refused: " + said(refused), refused);
        } catch (SdkException failure) {
            throw new Fault(Fault.Kind.BROKEN, what + ": AWS could not be reached: " + failure.getMessage(), failure);
        }
    }

    /// What the service said, without the SDK's own additions.
    private static String said(AwsServiceException refused) {
        AwsErrorDetails details = refused.awsErrorDetails();
        return details == null || details.errorMessage() == null
                ? String.valueOf(refused.getMessage())
                : details.errorCode() + ": " + details.errorMessage();
    }

    /// Whether the caller lacks a permission: HTTP 403 in every protocol, or a code that says so (common errors of
    /// the API references).
    static boolean denied(AwsServiceException refused) {
        String code = refused.awsErrorDetails() == null
                ? ""
                : String.valueOf(refused.awsErrorDetails().errorCode());
        return refused.statusCode() == 403 || code.startsWith("AccessDenied") || code.equals("UnauthorizedOperation");
    }
}
