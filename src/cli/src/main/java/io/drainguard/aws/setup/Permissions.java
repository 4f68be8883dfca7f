package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import io.drainguard.aws.EventNotices;
import io.drainguard.sweep.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.iam.model.ContextEntry;
import software.amazon.awssdk.services.iam.model.ContextKeyTypeEnum;
import software.amazon.awssdk.services.iam.model.EvaluationResult;
import software.amazon.awssdk.services.iam.model.PolicyEvaluationDecisionType;

/// Asks IAM, call by call, whether the guard's role may make the calls that the guard needs for a group. IAM only
/// simulates the calls.
///
/// IAM simulates the role's own policies and boundary. It does not read the account's resources, so this class passes
/// the tags that conditions test, with the values that they should have (IAM API Reference, SimulatePrincipalPolicy).
public final class Permissions {
    /// The guard's read calls, on all resources.
    private static final List<String> READS = List.of(
            "autoscaling:DescribeAutoScalingGroups",
            "autoscaling:DescribeAutoScalingInstances",
            "autoscaling:DescribeLifecycleHooks",
            "autoscaling:DescribeScalingActivities",
            "autoscaling:DescribeWarmPool",
            "ec2:DescribeInstanceTypes",
            "ec2:DescribeInstances",
            "ec2:DescribeVolumes",
            "ssm:DescribeInstanceInformation",
            "ssm:ListCommandInvocations",
            "ssm:ListCommands");

    /// The guard's calls that change a group.
    private static final List<String> ACTS = List.of(
            "autoscaling:CompleteLifecycleAction",
            "autoscaling:RecordLifecycleActionHeartbeat",
            "autoscaling:TerminateInstanceInAutoScalingGroup");

    /// The guard's calls that change tags of nodes and volumes.
    private static final List<String> MARKS = List.of("ec2:CreateTags", "ec2:DeleteTags");

    private static final List<String> UNMARKS = List.of("ec2:DeleteTags");

    /// The guard's keys on nodes and volumes.
    private static final List<String> MARK_KEYS =
            Stream.concat(Tags.MARKS.stream(), Stream.of(Tags.ROUNDS)).toList();

    private static final String CLEARS = "autoscaling:DeleteTags";
    private static final String READS_LIST = "ssm:GetParameter";
    private static final String PROTECTS = "ec2:ModifyInstanceAttribute";
    private static final String LOOKS = "ssm:SendCommand";
    private static final String READS_DOCUMENT = "ssm:DescribeDocument";
    private static final String TELLS = "events:PutEvents";

    /// Stands for any node; no instance has this id.
    private static final String ANY_NODE = "i-00000000000000000";

    private static final String ANY_VOLUME = "vol-00000000000000000";

    private static final List<String> OVERRIDE_KEYS =
            List.of(Tags.OVERRIDE, Tags.OVERRIDE_BY, Tags.OVERRIDE_BECAUSE, Tags.QUIET_UNTIL);

    /// All actions that are simulated.
    public static final Set<String> ACTIONS = Stream.of(
                    READS, ACTS, MARKS, List.of(CLEARS, READS_LIST, PROTECTS, LOOKS, READS_DOCUMENT, TELLS))
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableSet());

    private final IamClient iam;
    private final String role;
    private final String parameter;

    /// Builds the reader for the role with this ARN.
    ///
    /// @param parameter name of the parameter with the guard's list of documents, empty if there is none
    public Permissions(IamClient iam, String role, String parameter) {
        this.iam = iam;
        this.role = role;
        this.parameter = parameter;
    }

    /// One question: may the role call these actions on this resource?
    private record Question(List<String> actions, String resource, Map<String, List<String>> context) {}

    /// An action that IAM refuses, and its resource.
    public record Refused(String action, String resource) {}

    /// Returns the actions that the guard needs for a group and the role may not call.
    ///
    /// @throws io.drainguard.sweep.Fault when IAM could not be asked
    public List<Refused> refused(GroupSetup group) {
        List<Refused> refused = new ArrayList<>();
        questions(group).forEach(question -> refused.addAll(ask(question)));
        return refused;
    }

    private List<Refused> ask(Question question) {
        List<ContextEntry> context = question.context().entrySet().stream()
                .map(entry -> ContextEntry.builder()
                        .contextKeyName(entry.getKey())
                        .contextKeyType(
                                entry.getValue().size() > 1
                                        ? ContextKeyTypeEnum.STRING_LIST
                                        : ContextKeyTypeEnum.STRING)
                        .contextKeyValues(entry.getValue())
                        .build())
                .toList();
        return call(
                        "simulating the policies of " + role,
                        () -> iam
                                .simulatePrincipalPolicyPaginator(request -> request.policySourceArn(role)
                                        .actionNames(question.actions())
                                        .resourceArns(question.resource())
                                        .contextEntries(context))
                                .evaluationResults()
                                .stream()
                                .toList())
                .stream()
                .filter(result -> result.evalDecision() != PolicyEvaluationDecisionType.ALLOWED)
                .map(EvaluationResult::evalActionName)
                .map(action -> new Refused(action, question.resource()))
                .toList();
    }

    /// Partition, Region and account of each resource come from the group's ARN.
    private List<Question> questions(GroupSetup group) {
        String[] arn = group.arn().split(":", 6);
        String place = arn[3] + ":" + arn[4];
        String ec2 = "arn:" + arn[1] + ":ec2:" + place;
        String node = ec2 + ":instance/" + ANY_NODE;
        String volume = ec2 + ":volume/" + ANY_VOLUME;
        String document = "arn:" + arn[1] + ":ssm:" + place + ":document/" + group.document();
        List<String> tag = List.of(group.document());
        Map<String, List<String>> tagged = Map.of("aws:ResourceTag/" + Tags.GUARDED, tag);
        List<Question> questions = new ArrayList<>(List.of(
                new Question(READS, "*", Map.of()),
                new Question(ACTS, group.arn(), tagged),
                new Question(
                        List.of(CLEARS),
                        group.arn(),
                        Map.of(
                                "aws:ResourceTag/" + Tags.GUARDED,
                                tag,
                                "aws:TagKeys",
                                List.of(Tags.OVERRIDE_OF + ANY_NODE))),
                new Question(MARKS, node, Map.of("aws:TagKeys", MARK_KEYS)),
                new Question(UNMARKS, node, Map.of("aws:TagKeys", OVERRIDE_KEYS)),
                new Question(MARKS, volume, Map.of("aws:TagKeys", MARK_KEYS)),
                new Question(List.of(PROTECTS), node, tagged),
                new Question(List.of(PROTECTS), volume, Map.of("aws:ResourceTag/" + Tags.NODE, List.of(ANY_NODE))),
                new Question(List.of(LOOKS, READS_DOCUMENT), document, Map.of()),
                new Question(List.of(LOOKS), node, Map.of("ssm:resourceTag/" + Tags.GUARDED, tag)),
                new Question(
                        List.of(TELLS),
                        "arn:" + arn[1] + ":events:" + place + ":event-bus/default",
                        Map.of(
                                "events:source",
                                List.of(EventNotices.SOURCE),
                                "events:detail-type",
                                List.of(EventNotices.TYPE)))));
        if (!parameter.isEmpty()) {
            String name = parameter.startsWith("/") ? parameter : "/" + parameter;
            questions.add(new Question(
                    List.of(READS_LIST), "arn:" + arn[1] + ":ssm:" + place + ":parameter" + name, Map.of()));
        }
        return questions;
    }
}
