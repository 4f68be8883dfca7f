package io.drainguard.cli.account;

import io.drainguard.entry.Clients;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.profiles.ProfileFile;
import software.amazon.awssdk.profiles.ProfileProperty;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;

/// The account and Region that the operator means, and how to get there.
public final class Account {
    private final Map<String, String> environment;
    private final @Nullable String region;
    private final @Nullable URI endpoint;
    private final @Nullable String profile;
    private final Profiles profiles;
    private final SignIn signIn;
    private final Proxies proxies;
    private final Clients clients;
    private @Nullable Region used;

    /// Reads what the environment and the profile say, and makes no call.
    ///
    /// @param profile name of the profile, `null` for the usual chain
    /// @param region name of the Region, `null` for the usual chain
    /// @param endpoint address for every call, `null` for AWS's own
    /// @throws Unusable if a variable, an option or a file cannot be used
    public Account(
            Map<String, String> environment,
            @Nullable String profile,
            @Nullable String region,
            @Nullable URI endpoint) {
        this.environment = Map.copyOf(environment);
        this.profile = profile;
        this.region = region;
        this.endpoint = checked(endpoint);
        profiles = new Profiles(ProfileFile.defaultProfileFile(), Profiles.named(profile, environment));
        proxies = new Proxies(environment);
        Connections connections = new Connections(proxies, sockets());
        ProcessHttp.use(connections);
        clients = new Clients(ProcessHttp.client(connections));
        signIn = new SignIn(profile, profiles, this.environment);
    }

    /// Signs in before the first call: a profile's own program may ask the operator, and that takes longer than a call
    /// may.
    ///
    /// @throws SdkClientException if nobody can be signed in
    public void signIn() {
        signIn.resolveCredentials();
    }

    private static @Nullable URI checked(@Nullable URI endpoint) {
        if (endpoint != null && (endpoint.getScheme() == null || endpoint.getHost() == null)) {
            throw new Unusable("--endpoint-url '" + endpoint + "' is no URL; next: give a URL such as https://host");
        }
        return endpoint;
    }

    /// Makes a client.
    public <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(B builder) {
        builder.region(region()).credentialsProvider(signIn);
        if (endpoint != null) {
            builder.endpointOverride(endpoint);
        }
        return clients.of(builder, profile);
    }

    /// Returns the Region, by the first of: option, `AWS_REGION`, `AWS_DEFAULT_REGION`, profile, the machine itself.
    ///
    /// @throws Unusable if there is none
    public Region region() {
        Region known = used;
        if (known == null) {
            known = Optional.ofNullable(region)
                    .or(() -> variable("AWS_REGION"))
                    .or(() -> variable("AWS_DEFAULT_REGION"))
                    .or(() -> profiles.property(ProfileProperty.REGION))
                    .map(Region::of)
                    .orElseGet(Account::ofTheMachine);
            used = known;
        }
        return known;
    }

    private static Region ofTheMachine() {
        try {
            return new DefaultAwsRegionProviderChain().getRegion();
        } catch (SdkClientException none) {
            throw new NoRegion();
        }
    }

    /// Returns the names of the Regions that the SDK knows.
    public static List<String> regions() {
        return Region.regions().stream()
                .filter(one -> !one.isGlobalRegion())
                .map(Region::id)
                .sorted()
                .toList();
    }

    /// Explains a failure: which kind it is, what happened, and what to do next.
    public Explained explain(Throwable failure) {
        Trouble trouble = Trouble.of(failure, isRegionKnown());
        Optional<SignInFailed> unsigned = Trouble.signIn(failure);
        return new Explained(
                trouble,
                words(trouble, failure),
                unsigned.map(SignInFailed::next).orElseGet(() -> next(trouble)));
    }

    /// What is said of a failure.
    ///
    /// @param words what happened, `null` where the exception's own message says it best
    public record Explained(Trouble trouble, @Nullable String words, String next) {}

    private @Nullable String words(Trouble trouble, Throwable failure) {
        return switch (trouble) {
            case THROTTLED, DENIED, REFUSED -> null;
            case SIGN_IN ->
                Trouble.signIn(failure)
                        .map(SignInFailed::reason)
                        .orElseGet(() -> "AWS does not accept these credentials: " + Trouble.answer(failure));
            case REGION -> "there is no Region " + region();
            case TLS -> "the TLS connection failed: " + Trouble.root(failure);
            case NETWORK -> "AWS could not be reached: " + Trouble.root(failure);
            case NOT_UNDERSTOOD -> "what answered does not speak as AWS does: " + Trouble.root(failure);
        };
    }

    private String next(Trouble trouble) {
        return switch (trouble) {
            case SIGN_IN -> profiles.nextStep();
            case REGION -> "give a Region such as eu-central-1; 'aws account list-regions' names yours";
            case TLS ->
                "name the certificates of your proxy or endpoint in AWS_CA_BUNDLE, and see that this machine's clock is"
                        + " right";
            case NETWORK -> "see that this machine reaches " + destination() + ", then repeat it";
            case NOT_UNDERSTOOD -> "see that " + destination() + " is AWS, and that no log-in page stands in between";
            case THROTTLED -> "repeat it in a minute";
            case DENIED -> "compare your permissions with docs/reference/permissions.md, or choose another --profile";
            case REFUSED -> "repeat it; if AWS refuses again, see what its words ask for";
        };
    }

    private String destination() {
        URI address = endpoint != null
                ? endpoint
                : variable("AWS_ENDPOINT_URL").map(URI::create).orElse(URI.create("https://amazonaws.com"));
        String where = endpoint == null && variable("AWS_ENDPOINT_URL").isEmpty()
                ? "AWS in " + region()
                : String.valueOf(address);
        return proxies.of(address)
                .map(proxy -> where + " through the proxy " + proxy)
                .orElse(where);
    }

    private boolean isRegionKnown() {
        return endpoint != null
                || variable("AWS_ENDPOINT_URL").isPresent()
                || Region.regions().contains(region())
                || region().isGlobalRegion();
    }

    private @Nullable SSLSocketFactory sockets() {
        Optional<String> variable = variable("AWS_CA_BUNDLE");
        Optional<String> ofProfile = profiles.property("ca_bundle");
        if (variable.isPresent()) {
            return CaBundle.sockets("AWS_CA_BUNDLE", variable.get());
        }
        if (ofProfile.isPresent()) {
            return CaBundle.sockets("ca_bundle of profile '" + profiles.name() + "'", ofProfile.get());
        }
        return variable("REQUESTS_CA_BUNDLE")
                .map(file -> CaBundle.sockets("REQUESTS_CA_BUNDLE", file))
                .orElse(null);
    }

    private Optional<String> variable(String name) {
        return Optional.of(environment.getOrDefault(name, "").strip()).filter(value -> !value.isEmpty());
    }
}
