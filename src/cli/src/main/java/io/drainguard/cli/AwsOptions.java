package io.drainguard.cli;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.BoundedCalls;
import io.drainguard.aws.Ec2Volumes;
import io.drainguard.aws.EventNotices;
import io.drainguard.aws.GivenDocuments;
import io.drainguard.aws.PastLooks;
import io.drainguard.aws.SsmHistory;
import io.drainguard.aws.SsmLooks;
import io.drainguard.aws.SsmTimeline;
import io.drainguard.aws.rescue.Ec2KeptVolumes;
import io.drainguard.aws.rescue.GroupWorkers;
import io.drainguard.aws.rescue.RescueTasks;
import io.drainguard.aws.setup.ActivityReader;
import io.drainguard.aws.setup.DocumentChanges;
import io.drainguard.aws.setup.GroupChanges;
import io.drainguard.aws.setup.GroupSetupReader;
import io.drainguard.aws.setup.GuardLog;
import io.drainguard.aws.setup.GuardReader;
import io.drainguard.aws.setup.NodeReader;
import io.drainguard.aws.setup.NodeRecords;
import io.drainguard.aws.setup.OverrideTags;
import io.drainguard.aws.setup.Permissions;
import io.drainguard.aws.setup.RehearsalCalls;
import io.drainguard.aws.setup.StackReader;
import io.drainguard.aws.setup.TellingReader;
import io.drainguard.cli.account.Account;
import io.drainguard.journal.NoticeJson;
import io.drainguard.rescue.RescuePorts;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Notices;
import io.drainguard.sweep.SideBySide;
import io.drainguard.sweep.Time;
import io.drainguard.sweep.Volumes;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatchlogs.CloudWatchLogsClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.sns.SnsClient;
import software.amazon.awssdk.services.ssm.SsmClient;
import software.amazon.awssdk.services.sts.StsClient;

/// Creates the AWS clients from options that the AWS CLI also has; the SDK's usual chain supplies the rest. A client is
/// created at its first use.
public final class AwsOptions {
    private static final String OPERATORS_LOOK = "an operator asks Drainguard for a look";

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description = "Profile of the AWS configuration; default: the SDK's usual chain.")
    private @Nullable String profile;

    @Option(
            names = "--region",
            paramLabel = "REGION",
            description = "AWS Region; default: AWS_REGION, AWS_DEFAULT_REGION, the profile, the machine.")
    private @Nullable String region;

    @Option(names = "--endpoint-url", paramLabel = "URL", description = "Sends every call there instead of to AWS.")
    private @Nullable URI endpoint;

    @Spec(Target.MIXEE)
    private CommandSpec command;

    private @Nullable Account account;
    private final Map<Class<?>, Object> made = new HashMap<>();

    /// Returns the settings in the environment, which have the same names as the function's settings.
    ///
    /// @throws Settings.Invalid naming every setting that cannot be used
    Settings settings() {
        return Settings.of(Main.of(command).environment());
    }

    /// Returns the reader of the groups' set-up.
    GroupSetupReader groupSetups() {
        return new GroupSetupReader(autoScaling(), ssm());
    }

    /// Returns the writer of what lets a group opt in and out.
    GroupChanges groupChanges() {
        return new GroupChanges(autoScaling(), ec2());
    }

    /// Returns the writer of drain documents and of the guard's list of them.
    DocumentChanges documentChanges() {
        return new DocumentChanges(ssm());
    }

    /// Returns the reader of the nodes' set-up.
    NodeReader nodeSetups() {
        return new NodeReader(ssm(), ec2());
    }

    /// Returns the reader of the guards.
    GuardReader guards() {
        return new GuardReader(
                client(CloudWatchClient.class, CloudWatchClient::builder),
                client(LambdaClient.class, LambdaClient::builder));
    }

    /// Returns the reader of the stacks that created the groups.
    StackReader stacks() {
        return new StackReader(client(CloudFormationClient.class, CloudFormationClient::builder));
    }

    /// Returns the reader of what tells people.
    TellingReader telling() {
        return new TellingReader(
                client(CloudWatchClient.class, CloudWatchClient::builder),
                client(SnsClient.class, SnsClient::builder),
                client(EventBridgeClient.class, EventBridgeClient::builder));
    }

    /// Returns the calls by which a rehearsal lets people be told.
    RehearsalCalls rehearsal() {
        return new RehearsalCalls(
                client(CloudWatchClient.class, CloudWatchClient::builder),
                client(EventBridgeClient.class, EventBridgeClient::builder));
    }

    /// Returns the reader of the role's permissions. IAM has one endpoint for all Regions of a partition.
    ///
    /// @param role ARN of the role
    /// @param parameter name of the parameter with the guard's list of documents, empty if there is none
    Permissions permissions(String role, String parameter) {
        return new Permissions(client(IamClient.class, IamClient::builder), role, parameter);
    }

    /// Returns the writer of the override tags.
    OverrideTags overrides() {
        return new OverrideTags(ec2(), autoScaling(), client(StsClient.class, StsClient::builder));
    }

    /// Returns the reader of what Auto Scaling and EC2 tell of instances.
    NodeRecords nodeRecords() {
        return new NodeRecords(autoScaling(), ec2());
    }

    /// Returns the reader of what Auto Scaling did.
    ActivityReader activities() {
        return new ActivityReader(autoScaling());
    }

    /// Returns the reader of every command at a node.
    SsmTimeline timeline() {
        return new SsmTimeline(ssm());
    }

    /// Returns the reader of the guards' logs.
    GuardLog guardLog() {
        return new GuardLog(
                client(CloudWatchLogsClient.class, CloudWatchLogsClient::builder),
                client(LambdaClient.class, LambdaClient::builder),
                client(CloudFormationClient.class, CloudFormationClient::builder));
    }

    /// Returns the reader of past looks.
    SsmHistory history() {
        return new SsmHistory(ssm());
    }

    /// Returns the reader of the past looks at many nodes.
    PastLooks pastLooks() {
        return new PastLooks(ssm());
    }

    /// Returns the reader of what EC2 says of nodes.
    Ec2Volumes machines() {
        return new Ec2Volumes(ec2());
    }

    /// Returns the port to the groups.
    Groups groups() {
        return new RememberedGroups(
                new AutoScalingGroups(autoScaling(), Main.of(command).terminal().time()),
                new KnownNames(Main.of(command).environment(), profile, region)::keep);
    }

    /// Returns the port to the looks.
    Looks looks() {
        return new SsmLooks(ssm(), given(settings()));
    }

    /// Returns the port to looks that an operator asks for. No guard decides on them: the node may still take data in.
    Looks liveLooks() {
        return new SsmLooks(ssm(), OPERATORS_LOOK, given(settings()));
    }

    /// Returns what a guard with these settings may run.
    Predicate<String> documents(Settings settings) {
        return new SsmLooks(ssm(), given(settings))::mayRun;
    }

    private GivenDocuments given(Settings settings) {
        Time time = Main.of(command).terminal().time();
        return new GivenDocuments(ssm(), time, settings.drainDocument(), settings.documentsParameter());
    }

    /// Returns the port to the volumes.
    Volumes volumes() {
        return new Ec2Volumes(ec2());
    }

    /// Returns where notices of a guard with this name go.
    Notices notices(String guard) {
        return new EventNotices(
                client(EventBridgeClient.class, EventBridgeClient::builder),
                notice -> NoticeJson.detail(guard, notice));
    }

    /// Returns what a rescue needs. Its look waits as long as the group's document may run.
    RescuePorts rescue() {
        Terminal terminal = Main.of(command).terminal();
        Time time = terminal.time();
        Looks looks = new SsmLooks(ssm(), OPERATORS_LOOK, new GivenDocuments(ssm(), time, "", ""));
        return new RescuePorts(
                new Ec2KeptVolumes(ec2()),
                new GroupWorkers(autoScaling(), ec2()),
                new RescueTasks(ssm()),
                new RescueLook(new SingleLook(looks, time, Duration.ofSeconds(5), Duration.ofSeconds(150))),
                time,
                new RescueVoice(terminal));
    }

    /// Returns the options that were given, for a command that is to be run in the same account.
    List<String> given() {
        List<String> given = new ArrayList<>();
        if (profile != null) {
            given.addAll(List.of("--profile", profile));
        }
        if (region != null) {
            given.addAll(List.of("--region", region));
        }
        if (endpoint != null) {
            given.addAll(List.of("--endpoint-url", endpoint.toString()));
        }
        return given;
    }

    /// Returns what makes calls side by side.
    SideBySide calls() {
        return new BoundedCalls();
    }

    /// Returns the account; the operator is signed in at the first call of this method.
    Account account() {
        Account known = account;
        if (known == null) {
            known = new Account(Main.of(command).environment(), profile, region, endpoint);
            account = known;
            known.region();
            known.signIn();
        }
        return known;
    }

    /// Returns the names of the Regions that the SDK knows.
    static List<String> regions() {
        return Account.regions();
    }

    /// Explains why a call failed; nothing if no call was possible yet.
    Optional<Account.Explained> explain(Throwable failure) {
        return Optional.ofNullable(account).map(known -> known.explain(failure));
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
        return account().client(builder);
    }
}
