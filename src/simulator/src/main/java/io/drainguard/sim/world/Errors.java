package io.drainguard.sim.world;

/// The errors of Auto Scaling, word for word where they were recorded.
///
/// Recorded: autoscaling/controls.json, lifecycle_native.json, retention_native.json,
/// retention_decrement_native.json, retention_membership_native.json, warm_pool_pending_retention_native.json.
final class Errors {
    private Errors() {}

    static AwsError validation(String message) {
        return new AwsError("ValidationError", 400, message);
    }

    static AwsError noActionWithToken(String token) {
        return validation("No active Lifecycle Action found with token " + token);
    }

    static AwsError noActionOfInstance(String instanceId) {
        return validation("No active Lifecycle Action found with instance ID " + instanceId);
    }

    static AwsError noSuchHook(String hook, String group) {
        return validation("No Lifecycle Hook found with name '" + hook + "' for group '" + group + "'");
    }

    /// Public code agrees on the prefix only; the rest is an *assumption*.
    static AwsError noSuchGroup(String group) {
        return validation("AutoScalingGroup name not found - no such group: " + group);
    }

    /// Not recorded: the wording that public threads quote.
    static AwsError noSuchInstance(String instanceId) {
        return validation("Instance Id not found - No managed instance found for instance ID: " + instanceId);
    }

    /// Not recorded: code and message are an *assumption*.
    static AwsError alreadyLeaving(String instanceId, LifecycleState state) {
        return validation("The instance " + instanceId + " is already in state " + state.text() + ".");
    }

    /// The rule is from the API Reference, TerminateInstanceInAutoScalingGroup; the message is an *assumption*.
    static AwsError inWarmPool(String instanceId) {
        return validation(
                "The instance " + instanceId + " is in a warm pool and can't be terminated by this operation.");
    }

    /// The code is from the API Reference, CreateOrUpdateTags; the message is an *assumption*.
    static AwsError tooManyTags(String group) {
        return new AwsError("LimitExceeded", 400, "The number of tags of " + group + " exceeds the limit.");
    }

    static AwsError retainedAndDecrement(String instanceId) {
        return validation(
                "The instance " + instanceId + " is in a Retained state and can't be terminated while decreasing"
                        + " desired capacity. To terminate these instances, retry without decreasing the Auto Scaling group's"
                        + " desired capacity.");
    }

    static AwsError forceDeleteWhileRetaining() {
        return validation(
                "You can't force delete this Auto Scaling group because the TerminateHookAbandon retention trigger"
                        + " is set to retain. Change the retention trigger to terminate and try again.");
    }

    static AwsError groupInUse() {
        return new AwsError(
                "ResourceInUse",
                400,
                "You cannot delete an AutoScalingGroup while there are instances or pending Spot instance request(s) still"
                        + " in the group.");
    }

    static AwsError poolInUse() {
        return new AwsError(
                "ResourceInUse",
                400,
                "You cannot delete a warm pool while there are instances still in it unless you use the force delete"
                        + " option.");
    }

    /// The rule is from the User Guide, resource-deletion-protection; the message is an *assumption*.
    static AwsError deletionProtected(String group, String protection) {
        return validation("You can't delete Auto Scaling group " + group + " because its deletion protection is "
                + protection + ".");
    }

    static AwsError aboveMax(int desired, int max) {
        return validation("New SetDesiredCapacity value " + desired + " is above max value " + max
                + " for the AutoScalingGroup.");
    }

    /// The twin of the recorded one for the upper bound; an *assumption*.
    static AwsError belowMin(int desired, int min) {
        return validation("New SetDesiredCapacity value " + desired + " is below min value " + min
                + " for the AutoScalingGroup.");
    }

    static AwsError notProtectable(String instanceId) {
        return validation("The instance " + instanceId + " is not in InService or EnteringStandby or Standby.");
    }

    /// One side below the floor or above the ceiling is refused; the message is an *assumption*.
    static AwsError badSize(int min, int max, int desired) {
        return validation("Desired capacity:" + desired + " must be between the specified min size:" + min
                + " and max size:" + max);
    }
}
