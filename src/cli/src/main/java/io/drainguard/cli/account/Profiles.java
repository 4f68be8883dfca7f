package io.drainguard.cli.account;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.profiles.Profile;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;

/// What the operator's profiles say of signing in.
final class Profiles {
    private static final String DEFAULT = "default";

    private final ProfileFile file;
    private final @Nullable String named;

    /// @param named the profile that the operator names, `null` for none
    Profiles(ProfileFile file, @Nullable String named) {
        this.file = file;
        this.named = named;
    }

    /// Returns the profile that an option or a variable names, `null` if none does. The AWS CLI has both variables.
    static @Nullable String named(@Nullable String option, Map<String, String> environment) {
        if (option != null) {
            return option;
        }
        String variable = environment.getOrDefault("AWS_PROFILE", "").strip();
        String other = environment.getOrDefault("AWS_DEFAULT_PROFILE", "").strip();
        String name = variable.isEmpty() ? other : variable;
        return name.isEmpty() ? null : name;
    }

    /// Returns the name of the profile in use.
    String name() {
        return named == null ? DEFAULT : named;
    }

    /// Returns a value of the profile in use.
    Optional<String> property(String property) {
        return file.profile(name()).flatMap(profile -> profile.property(property));
    }

    /// Tells whether the operator names no profile.
    boolean isUnnamed() {
        return named == null;
    }

    /// Tells whether the profile in use exists.
    boolean exists() {
        return file.profile(name()).isPresent();
    }

    /// Tells whether the operator names a profile that does not exist.
    boolean isMissing() {
        return named != null && !exists();
    }

    /// Returns the profile in use, or one that it builds upon, that asks for a code; nothing if none does.
    Optional<String> mfa() {
        return mfa(name(), new HashSet<>());
    }

    /// Returns the next step where signing in has failed, by the way in which the profile signs in.
    String nextStep() {
        if (isMissing()) {
            return "aws configure list-profiles";
        }
        if (mfa().isPresent()) {
            return "eval \"$(aws configure export-credentials --profile " + name()
                    + " --format env)\", then repeat it without --profile";
        }
        Optional<Profile> profile = file.profile(name());
        if (profile.isEmpty()) {
            return "sign in, for example by 'aws login' or 'aws configure sso', or set AWS_PROFILE to a profile that has"
                    + " credentials (aws configure list-profiles)";
        }
        Map<String, String> has = profile.get().properties();
        if (has.containsKey(ProfileProperty.SSO_START_URL) || has.containsKey("sso_session")) {
            return "aws sso login --profile " + name();
        }
        if (has.containsKey(ProfileProperty.LOGIN_SESSION)) {
            return "aws login --profile " + name();
        }
        if (has.containsKey(ProfileProperty.CREDENTIAL_PROCESS)) {
            return "run the credential_process of profile '" + name() + "' by hand and see what it says";
        }
        if (has.containsKey(ProfileProperty.WEB_IDENTITY_TOKEN_FILE)) {
            return "see that the token in web_identity_token_file of profile '" + name() + "' is there and still valid";
        }
        if (has.containsKey(ProfileProperty.ROLE_ARN)) {
            return "see with 'aws sts get-caller-identity --profile " + name()
                    + "' whether its source may assume the role";
        }
        return "see with 'aws sts get-caller-identity --profile " + name() + "' whether its keys are valid";
    }

    private Optional<String> mfa(String name, Set<String> seen) {
        Optional<Profile> profile = file.profile(name);
        if (profile.isEmpty()
                || !seen.add(name)
                || profile.get().property(ProfileProperty.ROLE_ARN).isEmpty()) {
            return Optional.empty();
        }
        return profile.get().property(ProfileProperty.MFA_SERIAL).isPresent()
                ? Optional.of(name)
                : profile.get().property(ProfileProperty.SOURCE_PROFILE).flatMap(source -> mfa(source, seen));
    }
}
