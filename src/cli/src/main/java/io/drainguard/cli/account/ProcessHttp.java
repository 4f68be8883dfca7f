package io.drainguard.cli.account;

import java.util.Map;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.SdkHttpService;
import software.amazon.awssdk.http.urlconnection.UrlConnectionFactory;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.utils.AttributeMap;

/// Gives the operator's connections to the clients that the SDK makes by itself, to assume a role or to exchange a
/// token.
/// The SDK makes an object of this class by its name.
public final class ProcessHttp implements SdkHttpService {
    private static volatile UrlConnectionFactory connections = new Connections(new Proxies(Map.of()), null);

    /// Makes the service.
    public ProcessHttp() {}

    /// Makes the SDK follow the conventions of the AWS CLI in this process: its own clients connect as ours do, proxies
    /// may ask for a password, and the variables count that only the AWS CLI knows. Must run before any call.
    public static void prepare(Map<String, String> environment) {
        property("jdk.http.auth.tunneling.disabledSchemes", "");
        property("software.amazon.awssdk.http.service.impl", ProcessHttp.class.getName());
        elsewhere(environment, "AWS_REGION", "AWS_DEFAULT_REGION", "aws.region");
        elsewhere(environment, "AWS_PROFILE", "AWS_DEFAULT_PROFILE", "aws.profile");
    }

    static void use(UrlConnectionFactory used) {
        connections = used;
    }

    /// Returns an HTTP client that opens its connections like this.
    static SdkHttpClient client(UrlConnectionFactory connections) {
        return new AwsOnly(UrlConnectionHttpClient.create(connections));
    }

    @Override
    public SdkHttpClient.Builder<?> createHttpClientBuilder() {
        return new Builder();
    }

    private static void elsewhere(Map<String, String> environment, String known, String other, String property) {
        if (environment.getOrDefault(known, "").isEmpty()
                && !environment.getOrDefault(other, "").isEmpty()) {
            property(property, environment.getOrDefault(other, ""));
        }
    }

    private static void property(String name, String value) {
        System.getProperties().putIfAbsent(name, value);
    }

    private static final class Builder implements SdkHttpClient.Builder<Builder> {
        @Override
        public SdkHttpClient buildWithDefaults(AttributeMap defaults) {
            return client(connections);
        }
    }
}
