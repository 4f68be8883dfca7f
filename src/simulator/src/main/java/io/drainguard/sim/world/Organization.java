package io.drainguard.sim.world;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What the account's organization forbids in EC2, whatever the caller's own policies say: service control policies
/// and tag policies. Nothing is forbidden unless told.
///
/// The error is that of the EC2 API Reference, errors-overview (UnauthorizedOperation, with an encoded message); the
/// sentence has the form of the IAM User Guide, troubleshoot_access-denied. Whole calls are refused, also for one
/// resource among many (EC2 API Reference, CreateTags; reviews/cases.md C01).
public final class Organization {
    private static final String ANY = "*";

    private final Site site;
    private final Surroundings surroundings;
    private final Set<String> denied = new HashSet<>();
    private final Set<String> deniedKeys = new HashSet<>();

    Organization(Site site, Surroundings surroundings) {
        this.site = site;
        this.surroundings = surroundings;
    }

    /// Forbids an EC2 operation, such as `CreateTags` or `ModifyInstanceAttribute`, in the whole account.
    public Organization deny(String action) {
        return deny(action, ANY);
    }

    /// Forbids an EC2 operation on one instance or volume.
    public Organization deny(String action, String resourceId) {
        denied.add(action + " " + resourceId);
        return this;
    }

    /// Forbids tags whose keys begin so, as policies for tags do with foreign keys.
    public Organization denyTagKeys(String prefix) {
        deniedKeys.add(prefix);
        return this;
    }

    /// Forbids nothing any more.
    public void allowAll() {
        denied.clear();
        deniedKeys.clear();
    }

    void check(String action, String resourceId) {
        if (denied.contains(action + " " + ANY) || denied.contains(action + " " + resourceId)) {
            throw refused(action, resourceId);
        }
    }

    void checkTags(String action, List<String> resources, Collection<String> keys) {
        resources.forEach(resource -> check(action, resource));
        if (keys.stream().anyMatch(key -> deniedKeys.stream().anyMatch(key::startsWith))) {
            throw refused(action, resources.getFirst());
        }
    }

    private AwsError refused(String action, String resourceId) {
        String arn = resourceId.startsWith("i-") ? site.instanceArn(resourceId) : site.volumeArn(resourceId);
        return new AwsError(
                "UnauthorizedOperation",
                403,
                "You are not authorized to perform this operation. User: " + surroundings.caller()
                        + " is not authorized to perform: ec2:" + action + " on resource: " + arn
                        + " with an explicit deny in a service control policy. Encoded authorization failure message: "
                        + "Mn0rTd".repeat(100));
    }
}
