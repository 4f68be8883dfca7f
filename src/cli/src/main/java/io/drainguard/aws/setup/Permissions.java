package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

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

/// Asks IAM, call by call, whether a role may do what the guard does with a group. Nothing is done.
///
/// What IAM simulates are the role's own policies and boundary; it knows no resource of the account, so the tags that
/// conditions ask for are handed over as they ought to be (IAM API Reference, SimulatePrincipalPolicy).
public final class Permissions {
    /// What the guard reads, on everything.
    private static final List<String> READS = List.of(
            "autoscaling:DescribeAutoScalingGroups",
            "autoscaling:DescribeAutoScalingInstances",
            "autoscaling:DescribeLifecycleHooks",
            "autoscaling:DescribeScalingActivities",
            "autoscaling:DescribeWarmPool",
            "ec2:DescribeInstanceTypes",
            "ec2:DescribeInstances",
            "ssm:DescribeInstanceInformation",
            "ssm:ListCommandInvocations");

    /// What it does to a group.
    private static final List<String> ACTS = List.of(
            "autoscaling:CompleteLifecycleAction",
            "autoscaling:RecordLifecycleActionHeartbeat",
            "autoscaling:TerminateInstanceInAutoScalingGroup");

    /// What it does to nodes and volumes.
    private static final List<String> MARKS = List.of("ec2:CreateTags", "ec2:DeleteTags");

    private static final List<String> UNMARKS = List.of("ec2:DeleteTags");

    private static final String PROTECTS = "ec2:ModifyInstanceAttribute";
    private static final String LOOKS = "ssm:SendCommand";

    /// A resource that stands for any of its kind; no such one exists.
    private static final String ANY_NODE = "i-00000000000000000";

    private static final String ANY_VOLUME = "vol-00000000000000000";

    private static final List<String> OVERRIDE_KEYS = List.of(Tags.OVERRIDE, Tags.OVERRIDE_BY);

    /// All that is asked about.
    public static final Set<String> ACTIONS = Stream.of(READS, ACTS, MARKS, List.of(PROTECTS, LOOKS))
            .flatMap(List::stream)
            .collect(Collectors.toUnmodifiableSet());

    private final IamClient iam;
    private final String role;

    /// Builds it for the role of this ARN.
    public Permissions(IamClient iam, String role) {
        this.iam = iam;
        this.role = role;
    }

    /// One question: may the role do this to that?
    private record Question(List<String> actions, String resource, Map<String, List<String>> context) {}

    /// An action that is refused, and on what.
    public record Refused(String action, String resource) {}

    /// What the role may not do with a group, though the guard does it.
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

    /// The ARN of a group holds partition, Region and account of everything else.
    private static List<Question> questions(GroupSetup group) {
        String[] arn = group.arn().split(":", 6);
        String place = arn[3] + ":" + arn[4];
        String ec2 = "arn:" + arn[1] + ":ec2:" + place;
        String node = ec2 + ":instance/" + ANY_NODE;
        String volume = ec2 + ":volume/" + ANY_VOLUME;
        String document = "arn:" + arn[1] + ":ssm:" + place + ":document/" + group.document();
        List<String> tag = List.of(group.document());
        Map<String, List<String>> tagged = Map.of("aws:ResourceTag/" + Tags.GUARDED, tag);
        return List.of(
                new Question(READS, "*", Map.of()),
                new Question(ACTS, group.arn(), tagged),
                new Question(MARKS, node, Map.of("aws:TagKeys", Tags.MARKS)),
                new Question(UNMARKS, node, Map.of("aws:TagKeys", OVERRIDE_KEYS)),
                new Question(MARKS, volume, Map.of("aws:TagKeys", Tags.MARKS)),
                new Question(List.of(PROTECTS), node, tagged),
                new Question(List.of(PROTECTS), volume, Map.of("aws:ResourceTag/" + Tags.NODE, List.of(ANY_NODE))),
                new Question(List.of(LOOKS), document, Map.of()),
                new Question(List.of(LOOKS), node, Map.of("ssm:resourceTag/" + Tags.GUARDED, tag)));
    }
}
