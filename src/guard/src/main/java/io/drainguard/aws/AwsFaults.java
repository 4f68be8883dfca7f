package io.drainguard.aws;

import io.drainguard.sweep.ActionResult;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Time;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/// Sorts the exceptions of the SDK into four kinds, for the guard and for the operator's commands. It is pure: the same
/// exception always has the same kind.
///
/// | kind      | rule | source |
/// |-----------|------|--------|
/// | gone      | code `ValidationError`, message "No active Lifecycle Action found ..." | recorded answers of heartbeat
/// and complete: radkawar/stackd, testdata/aws/autoscaling/controls.json and lifecycle_native.json |
/// | gone      | code `ValidationError`, message "... No managed instance found ..." | answer of terminate for a node
/// that no longer exists: yaybu/touchdown#51 |
/// | throttled | `Throttling`, `ThrottlingException`, `RequestLimitExceeded`, `TooManyRequestsException`,
/// `RateExceeded`, or HTTP 429 | EC2 Auto Scaling API Reference, Welcome; aws/aws-node-termination-handler#1174 |
/// | denied    | `AccessDenied...`, `UnauthorizedOperation`, `AuthFailure`, HTTP 401 or 403 | the APIs' common errors |
/// | denied    | an expired token: `ExpiredToken`, `ExpiredTokenException` | aws/aws-sdk-go#253 |
/// | denied    | an expired token at EC2: `RequestExpired` with HTTP 400 | aws/aws-sdk-java#1443 |
/// | denied    | an unknown token: `InvalidClientTokenId`, `UnrecognizedClientException` | the APIs' common errors |
/// | broken    | every other failure, known or new | |
public final class AwsFaults {
    /// The reason why a call failed.
    public enum Kind {
        /// The wait or the node that the call named no longer exists.
        GONE,
        /// AWS throttled the call.
        THROTTLED,
        /// The caller lacks a permission, or its credentials have expired.
        DENIED,
        /// Any other failure.
        BROKEN
    }

    private static final Set<String> THROTTLED = Set.of(
            "Throttling", "ThrottlingException", "RequestLimitExceeded", "TooManyRequestsException", "RateExceeded");

    private static final Set<String> DENIED = Set.of(
            "UnauthorizedOperation",
            "AuthFailure",
            "ExpiredToken",
            "ExpiredTokenException",
            "RequestExpired",
            "InvalidClientTokenId",
            "UnrecognizedClientException");

    private static final Pattern TOKEN = Pattern.compile("(security-token[:=])[^\\s&']+", Pattern.CASE_INSENSITIVE);

    private AwsFaults() {}

    /// Returns the kind of a failed call.
    public static Kind kind(SdkException failure) {
        if (!(failure instanceof AwsServiceException service)) {
            return Kind.BROKEN;
        }
        String code = code(service);
        if (code.equals("ValidationError")
                && (says(service, "no active lifecycle action found") || says(service, "no managed instance found"))) {
            return Kind.GONE;
        }
        if (THROTTLED.contains(code) || service.statusCode() == 429) {
            return Kind.THROTTLED;
        }
        boolean denied = DENIED.contains(code)
                || code.startsWith("AccessDenied")
                || service.statusCode() == 401
                || service.statusCode() == 403;
        return denied ? Kind.DENIED : Kind.BROKEN;
    }

    /// Returns the service's error code, or an empty text where the service gave no code.
    public static String code(AwsServiceException failure) {
        return failure.awsErrorDetails() == null || failure.awsErrorDetails().errorCode() == null
                ? ""
                : failure.awsErrorDetails().errorCode();
    }

    private static boolean says(AwsServiceException failure, String words) {
        return failure.getMessage() != null
                && failure.getMessage().toLowerCase(Locale.ROOT).contains(words);
    }

    /// Makes a call.
    ///
    /// @throws Fault instead of every other exception, because an answer that the guard does not understand
    ///     must not stop the work for other nodes
    static <T> T call(String what, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException failure) {
            throw fault(what, failure);
        } catch (Fault | Time.Stopped known) {
            throw known;
        } catch (RuntimeException unforeseen) {
            throw Fault.of(
                    Fault.Kind.BROKEN, what, "Drainguard did not understand the answer: " + unforeseen, unforeseen);
        }
    }

    /// Makes a call that acts on a wait. The result is [ActionResult#GONE] if the wait has ended.
    ///
    /// @throws Fault instead of every other exception
    static ActionResult callOnWait(String what, Runnable call) {
        try {
            return call(what, () -> {
                call.run();
                return ActionResult.DONE;
            });
        } catch (Fault fault) {
            if (fault.getCause() instanceof SdkException failure && kind(failure) == Kind.GONE) {
                return ActionResult.GONE;
            }
            throw fault;
        }
    }

    /// Returns the fault that reports a failed call.
    static Fault fault(String what, SdkException failure) {
        Kind kind = kind(failure);
        String code = failure instanceof AwsServiceException service ? code(service) + ": " : "";
        String message = withoutToken(failure.getMessage());
        return switch (kind) {
            case THROTTLED ->
                Fault.of(
                        Fault.Kind.THROTTLED,
                        what,
                        "AWS throttled the call, the next sweep tries again: " + code + message,
                        failure);
            case DENIED ->
                Fault.of(
                        Fault.Kind.DENIED,
                        what,
                        "not allowed, compare the caller's role with docs/reference/permissions.md: " + code + message,
                        failure);
            case GONE, BROKEN -> Fault.of(Fault.Kind.BROKEN, what, code + message, failure);
        };
    }

    /// Returns a message without the session's token: AWS answers a wrong signature with the text that it signed
    /// itself, and the token is a part of that.
    public static String withoutToken(@Nullable String message) {
        return TOKEN.matcher(String.valueOf(message)).replaceAll("$1...");
    }
}
