package io.drainguard.aws;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;

/// Skips a test where the endpoint says that it does not implement a call, as LocalStack does of services that its
/// edition lacks.
final class Unimplemented implements InvocationInterceptor {
    private static final int NOT_IMPLEMENTED = 501;

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> context, ExtensionContext extension)
            throws Throwable {
        try {
            invocation.proceed();
        } catch (RuntimeException failed) {
            for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
                if (cause instanceof AwsServiceException refused && refused.statusCode() == NOT_IMPLEMENTED) {
                    throw new TestAbortedException(
                            "SKIPPED: the endpoint does not implement it: " + refused.getMessage());
                }
            }
            throw failed;
        }
    }
}
