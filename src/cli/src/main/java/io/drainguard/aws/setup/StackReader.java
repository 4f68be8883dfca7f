package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.services.cloudformation.CloudFormationClient;
import software.amazon.awssdk.services.cloudformation.model.CloudFormationException;
import software.amazon.awssdk.services.cloudformation.model.StackResource;

/// Reads from a group's stack what Auto Scaling does not return for the group. Every method throws
/// [io.drainguard.sweep.Fault] when a call failed.
public final class StackReader {
    private static final String UNKNOWN = "ValidationError";

    private static final String HOOK = "AWS::AutoScaling::LifecycleHook";

    private final CloudFormationClient stacks;

    /// Builds the reader.
    public StackReader(CloudFormationClient stacks) {
        this.stacks = stacks;
    }

    /// A resource of a stack.
    ///
    /// @param type such as `AWS::CloudWatch::Alarm`
    /// @param id its physical id: of an alarm, a hook and a rule its name, of a topic its ARN (CloudFormation
    ///     Template Reference, Ref)
    public record Resource(String type, String id) {}

    /// Returns the name of the stack that has a resource with this physical id, `null` if no stack has.
    public @Nullable String stackOf(String physicalId) {
        return call("reading which stack made " + physicalId, () -> {
            try {
                return stacks
                        .describeStackResources(request -> request.physicalResourceId(physicalId))
                        .stackResources()
                        .stream()
                        .map(StackResource::stackName)
                        .findFirst()
                        .orElse(null);
            } catch (CloudFormationException refused) {
                if (isUnknown(refused)) {
                    return null;
                }
                throw refused;
            }
        });
    }

    /// Returns all resources of a stack, `null` if there is no such stack.
    public @Nullable List<Resource> resources(String stack) {
        return call("reading the resources of stack " + stack, () -> {
            try {
                return list(stack);
            } catch (CloudFormationException refused) {
                if (isUnknown(refused)) {
                    return null;
                }
                throw refused;
            }
        });
    }

    private List<Resource> list(String stack) {
        return stacks.listStackResourcesPaginator(request -> request.stackName(stack)).stackResourceSummaries().stream()
                .map(found ->
                        new Resource(String.valueOf(found.resourceType()), String.valueOf(found.physicalResourceId())))
                .toList();
    }

    /// CloudFormation has no error of its own for a stack that does not exist, and answers with a ValidationError
    /// (boto/boto3#2807). Only this call's one parameter can be wrong here.
    private static boolean isUnknown(CloudFormationException refused) {
        AwsErrorDetails details = refused.awsErrorDetails();
        return details != null && UNKNOWN.equals(details.errorCode());
    }

    /// Whether the hook is a separate resource of the stack, and not part of the group's
    /// LifecycleHookSpecificationList. A separate hook depends on the group, so CloudFormation deletes it first
    /// (buildkite/elastic-ci-stack-for-aws#967).
    public boolean hasHookOfItsOwn(String stack, String hook) {
        return call("reading the resources of stack " + stack, () -> list(stack))
                .contains(new Resource(HOOK, hook));
    }
}
