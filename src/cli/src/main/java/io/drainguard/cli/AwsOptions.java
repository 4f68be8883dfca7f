package io.drainguard.cli;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.Ec2Volumes;
import io.drainguard.aws.SsmHistory;
import io.drainguard.aws.SsmLooks;
import io.drainguard.aws.setup.GroupSetupReader;
import io.drainguard.aws.setup.GuardReader;
import io.drainguard.aws.setup.OverrideTags;
import io.drainguard.aws.setup.Permissions;
import io.drainguard.aws.setup.StackReader;
import io.drainguard.entry.Clients;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Volumes;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/// The way to AWS: the options that the AWS CLI has, otherwise the SDK's usual chain. A client is made when it is first
/// asked for.
public final class AwsOptions {
    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Profile of the AWS configuration; default: the SDK's usual chain.")
    private @Nullable String profile;

    @Option(names = "--region", paramLabel = "REGION", description = "AWS Region; default: the SDK's usual chain.")
    private @Nullable String region;

    @Option(names = "--endpoint-url", paramLabel = "URL", description = "Sends every call there instead of to AWS.")
    private @Nullable URI endpoint;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    private final Clients clients = new Clients();
    private final Map<Class<?>, Object> made = new HashMap<>();

    /// The settings in the environment, by the function's names.
    ///
    /// @throws Settings.Invalid naming every setting that cannot be used
    Settings settings() {
        return Settings.of(Main.of(command).environment());
    }

    /// The set-up of the groups.
    GroupSetupReader groupSetups() {
        return new GroupSetupReader(autoScaling(), ssm(), ec2());
    }

    /// The guards that sweep.
    GuardReader guards() {
        return new GuardReader(
                client(CloudWatchClient.class, CloudWatchClient::builder),
                client(LambdaClient.class, LambdaClient::builder));
    }

    /// The stacks that made the groups.
    StackReader stacks() {
        return new StackReader(client(CloudFormationClient.class, CloudFormationClient::builder));
    }

    /// What the role of this ARN may do. IAM has one endpoint for all Regions of a partition.
    Permissions permissions(String role) {
        return new Permissions(client(IamClient.class, IamClient::builder), role);
    }

    /// The override tags, written with the operator's own credentials.
    OverrideTags overrides() {
        return new OverrideTags(ec2(), client(StsClient.class, StsClient::builder));
    }

    /// The looks of the past.
    SsmHistory history() {
        return new SsmHistory(ssm());
    }

    /// The port to the groups.
    Groups groups() {
        return new AutoScalingGroups(autoScaling(), Main.of(command).terminal().time());
    }

    /// The port to the looks.
    Looks looks() {
        return new SsmLooks(ssm());
    }

    /// The port to the volumes.
    Volumes volumes() {
        return new Ec2Volumes(ec2());
    }

    private AutoScalingClient autoScaling() {
        return client(AutoScalingClient.class, AutoScalingClient::builder);
    }

    private SsmClient ssm() {
        return client(SsmClient.class, SsmClient::builder);
    }

    private Ec2Client ec2() {
        return client(Ec2Client.class, Ec2Client::builder);
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C client(
            Class<C> type, Supplier<B> builder) {
        return type.cast(made.computeIfAbsent(type, missing -> build(builder.get())));
    }

    private <B extends AwsSyncClientBuilder<B, C> & AwsClientBuilder<B, C>, C> C build(B builder) {
        if (region != null) {
            builder.region(Region.of(region));
        }
        if (endpoint != null) {
            if (endpoint.getScheme() == null || endpoint.getHost() == null) {
                throw UsageError.unusable(
                        "--endpoint-url '" + endpoint + "' is no URL; next: give one such as https://host");
            }
            builder.endpointOverride(endpoint);
        }
        if (profile != null) {
            // By itself the SDK takes credentials in the environment first, and a profile that is not there for none.
            builder.credentialsProvider(ProfileCredentialsProvider.create(profile));
        }
        return clients.of(builder, profile);
    }
}
