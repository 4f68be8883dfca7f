package io.drainguard.aws;

import java.lang.reflect.Method;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.opentest4j.TestAbortedException;

/// Lets tests of a contract fail where it is known that the other side answers differently, and why. Such a test must
/// fail: where both sides agree by now, the difference is to be taken off the list.
final class ExpectedDifferences implements InvocationInterceptor {
    private final Map<String, Difference> expected;

    /// @param expected by the name of the test
    ExpectedDifferences(Map<String, Difference> expected) {
        this.expected = Map.copyOf(expected);
    }

    /// A difference.
    ///
    /// @param reason what the other side does instead, as the page says it
    /// @param failure what the failure of the test must say
    record Difference(String reason, String failure) {}

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> context, ExtensionContext extension)
            throws Throwable {
        Difference difference = expected.get(context.getExecutable().getName());
        if (difference == null) {
            invocation.proceed();
            return;
        }
        try {
            invocation.proceed();
        } catch (TestAbortedException skipped) {
            throw skipped;
        } catch (AssertionError | RuntimeException differs) {
            if (!String.valueOf(differs.getMessage()).contains(difference.failure())) {
                throw new AssertionError(
                        "the answers differ, but not as expected (" + difference.reason() + ")", differs);
            }
            return;
        }
        throw new AssertionError("the answers agree by now, so this is no difference: " + difference.reason());
    }
}
