package io.drainguard.cli.account;

import io.drainguard.aws.AwsFaults;
import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;

/// Why AWS could not be asked, by the types of the exceptions and by AWS's error codes. Each kind has its own next
/// step.
public enum Trouble {
    /// Nobody is signed in, or AWS no longer accepts who is.
    SIGN_IN,
    /// The Region is one that the SDK does not know, and nothing of AWS answered there.
    REGION,
    /// The other side's certificate is not trusted, or TLS failed otherwise.
    TLS,
    /// No connection, or no answer in time.
    NETWORK,
    /// Something answered, but not as AWS does.
    NOT_UNDERSTOOD,
    /// AWS throttled the call.
    THROTTLED,
    /// The caller lacks a permission.
    DENIED,
    /// AWS refused the call for another reason.
    REFUSED;

    private static final Set<String> NOT_ACCEPTED = Set.of(
            "ExpiredToken",
            "ExpiredTokenException",
            "RequestExpired",
            "InvalidClientTokenId",
            "UnrecognizedClientException",
            "InvalidSignatureException",
            "SignatureDoesNotMatch",
            "InvalidAccessKeyId",
            "MissingAuthenticationToken",
            "IncompleteSignature",
            "AuthFailure");

    /// Returns the kind of a failure.
    ///
    /// @param regionKnown whether the SDK knows the Region, or the operator gave an address
    public static Trouble of(Throwable failure, boolean regionKnown) {
        if (has(failure, SignInFailed.class::isInstance)) {
            return SIGN_IN;
        }
        return causes(failure)
                .filter(AwsServiceException.class::isInstance)
                .map(AwsServiceException.class::cast)
                .findFirst()
                .map(Trouble::ofAnswer)
                .orElseGet(() -> ofTheWay(failure, regionKnown));
    }

    private static Trouble ofAnswer(AwsServiceException answer) {
        String code = AwsFaults.code(answer);
        if (code.isEmpty()) {
            return NOT_UNDERSTOOD;
        }
        if (NOT_ACCEPTED.contains(code)) {
            return SIGN_IN;
        }
        return switch (AwsFaults.kind(answer)) {
            case THROTTLED -> THROTTLED;
            case DENIED -> DENIED;
            case GONE, BROKEN -> REFUSED;
        };
    }

    private static Trouble ofTheWay(Throwable failure, boolean regionKnown) {
        if (has(failure, Trouble::isTls)) {
            return TLS;
        }
        if (!regionKnown) {
            return REGION;
        }
        return has(failure, Trouble::isNetwork) ? NETWORK : NOT_UNDERSTOOD;
    }

    /// Tells whether a failure lies between here and AWS, and not in what was asked.
    static boolean isOfTheWay(Throwable failure) {
        return has(failure, cause -> isTls(cause) || isNetwork(cause));
    }

    private static boolean isTls(Throwable cause) {
        return cause instanceof SSLException || cause instanceof CertPathBuilderException;
    }

    /// A plain [IOException] is the JDK's own for an answer that is no HTTP, and for a proxy that refuses. Parsers
    /// throw classes of their own.
    private static boolean isNetwork(Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof InterruptedIOException
                || cause instanceof EOFException
                || cause instanceof ApiCallTimeoutException
                || cause instanceof ApiCallAttemptTimeoutException
                || cause.getClass().equals(IOException.class);
    }

    /// Returns the report that nobody could be signed in.
    static Optional<SignInFailed> signIn(Throwable failure) {
        return causes(failure)
                .filter(SignInFailed.class::isInstance)
                .map(SignInFailed.class::cast)
                .findFirst();
    }

    /// Returns what AWS itself answered, with its code.
    static String answer(Throwable failure) {
        return causes(failure)
                .filter(AwsServiceException.class::isInstance)
                .map(AwsServiceException.class::cast)
                .findFirst()
                .map(answer -> AwsFaults.code(answer) + ": " + words(answer))
                .orElseGet(() -> words(failure));
    }

    /// Returns the words of the innermost cause: the JDK's or AWS's own, without the SDK's round them.
    static String root(Throwable failure) {
        return words(causes(failure).reduce(failure, (outer, inner) -> inner));
    }

    /// Returns an exception's words without secrets, with its kind where they would say nothing.
    static String words(Throwable failure) {
        if (failure instanceof UnknownHostException unknown) {
            return "there is no host " + unknown.getMessage();
        }
        String message = failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : AwsFaults.withoutToken(message);
    }

    private static boolean has(Throwable failure, Predicate<Throwable> kind) {
        return causes(failure).anyMatch(kind);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
