package io.drainguard.aws.setup;

import io.drainguard.aws.AwsFaults;
import io.drainguard.sweep.Fault;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/// Makes calls with the operator's own credentials, and words a failure for the operator.
public final class OperatorCalls {
    private OperatorCalls() {}

    /// Makes a call.
    ///
    /// @throws Fault saying what was asked, how it failed and what to do
    public static <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsServiceException refused) {
            throw switch (AwsFaults.kind(refused)) {
                case DENIED ->
                    new Fault(Fault.Kind.DENIED, what + ": your credentials may not: " + said(refused), refused);
                case THROTTLED ->
                    new Fault(Fault.Kind.THROTTLED, what + ": AWS throttled the call: " + said(refused), refused);
                case GONE, BROKEN -> new Fault(Fault.Kind.BROKEN, what + ": AWS refused: " + said(refused), refused);
            };
        } catch (SdkException failure) {
            throw new Fault(Fault.Kind.BROKEN, what + ": AWS could not be reached: " + failure.getMessage(), failure);
        }
    }

    /// Returns the message of the service, without the text that the SDK adds.
    private static String said(AwsServiceException refused) {
        AwsErrorDetails details = refused.awsErrorDetails();
        return details == null || details.errorMessage() == null
                ? String.valueOf(refused.getMessage())
                : details.errorCode() + ": " + details.errorMessage();
    }
}
