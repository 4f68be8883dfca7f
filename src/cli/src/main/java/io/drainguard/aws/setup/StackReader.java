package io.drainguard.aws.setup;

import static io.drainguard.aws.setup.OperatorCalls.call;

import software.amazon.awssdk.services.cloudformation.CloudFormationClient;

/// Reads from a group's stack what Auto Scaling does not return for the group. Every method throws
/// [io.drainguard.sweep.Fault] when a call failed.
public final class StackReader {
    private static final String HOOK = "AWS::AutoScaling::LifecycleHook";

    private final CloudFormationClient stacks;

    /// Builds the reader.
    public StackReader(CloudFormationClient stacks) {
        this.stacks = stacks;
    }

    /// Whether the hook is a separate resource of the stack, and not part of the group's
    /// LifecycleHookSpecificationList. A separate hook depends on the group, so CloudFormation deletes it first
    /// (buildkite/elastic-ci-stack-for-aws#967). The physical id is the hook's name (CloudFormation Template
    /// Reference, AWS::AutoScaling::LifecycleHook, Ref).
    public boolean hasHookOfItsOwn(String stack, String hook) {
        return call(
                "reading the resources of stack " + stack,
                () ->
                        stacks
                                .listStackResourcesPaginator(request -> request.stackName(stack))
                                .stackResourceSummaries()
                                .stream()
                                .anyMatch(resource -> HOOK.equals(resource.resourceType())
                                        && hook.equals(resource.physicalResourceId())));
    }
}
