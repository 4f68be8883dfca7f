package io.drainguard.cli.account;

import io.drainguard.entry.Clients;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.WebIdentityTokenFileCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;

/// Signs the operator in as the SDK does, and says in one sentence why it could not.
final class SignIn implements AwsCredentialsProvider {
    private final AwsCredentialsProvider chain;
    private final Profiles profiles;
    private final Map<String, String> environment;

    /// @param profile the profile that the operator asks for by an option, `null` for the SDK's usual chain: the
    ///     environment would otherwise win, and a profile that does not exist would be ignored
    SignIn(@Nullable String profile, Profiles profiles, Map<String, String> environment) {
        this.profiles = profiles;
        this.environment = environment;
        this.chain = profile == null
                ? DefaultCredentialsProvider.builder().build()
                : ProfileCredentialsProvider.create(profile);
    }

    /// Signs in.
    ///
    /// @throws SdkClientException with a [SignInFailed] as cause, or with the fault of the network that kept it
    @Override
    public AwsCredentials resolveCredentials() {
        if (profiles.isMissing()) {
            throw failed("there is no profile '" + profiles.name() + "'", null);
        }
        try {
            return chain.resolveCredentials();
        } catch (RuntimeException failure) {
            throw failed(failure);
        }
    }

    private SdkClientException failed(RuntimeException failure) {
        Optional<String> mfa = profiles.mfa();
        if (mfa.isPresent()) {
            return failed(
                    "profile '" + mfa.get() + "' asks for a code of an MFA device (mfa_serial), and Drainguard asks for"
                            + " none",
                    failure);
        }
        Optional<RuntimeException> own = culprit().map(SignIn::failure);
        if (own.isEmpty()) {
            return failed("nobody is signed in", failure);
        }
        RuntimeException reason = own.get();
        return Trouble.isOfTheWay(reason)
                ? SdkClientException.create("signing in: " + Trouble.root(reason), reason)
                : failed("cannot sign in: " + Clients.plain(Trouble.words(reason)), reason);
    }

    private SdkClientException failed(String reason, @Nullable Throwable cause) {
        SignInFailed failure = new SignInFailed(reason, profiles.nextStep(), cause);
        return SdkClientException.create(String.valueOf(failure.getMessage()), failure);
    }

    /// Returns the part of the chain that ought to have signed in; the chain itself only lists all parts.
    private Optional<Supplier<AwsCredentialsProvider>> culprit() {
        if (has("AWS_WEB_IDENTITY_TOKEN_FILE") && profiles.isUnnamed()) {
            return Optional.of(WebIdentityTokenFileCredentialsProvider::create);
        }
        if (profiles.exists()) {
            return Optional.of(() -> ProfileCredentialsProvider.create(profiles.name()));
        }
        return has("AWS_CONTAINER_CREDENTIALS_FULL_URI") || has("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
                ? Optional.of(ContainerCredentialsProvider::create)
                : Optional.empty();
    }

    private boolean has(String variable) {
        return !environment.getOrDefault(variable, "").isEmpty();
    }

    private static RuntimeException failure(Supplier<AwsCredentialsProvider> part) {
        try {
            part.get().resolveCredentials();
            return new IllegalStateException("it succeeded at the second try");
        } catch (RuntimeException failure) {
            return failure;
        }
    }
}
