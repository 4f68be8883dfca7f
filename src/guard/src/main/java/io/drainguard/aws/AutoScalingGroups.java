package io.drainguard.aws;

import static io.drainguard.aws.AwsFaults.call;
import static io.drainguard.aws.AwsFaults.callOnWait;

import io.drainguard.decide.NodeId;
import io.drainguard.decide.Phase;
import io.drainguard.sweep.ActionResult;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Hook;
import io.drainguard.sweep.Hooks;
import io.drainguard.sweep.Reading;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Yield;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.SdkHttpResponse;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.autoscaling.model.Activity;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingGroup;
import software.amazon.awssdk.services.autoscaling.model.AutoScalingInstanceDetails;
import software.amazon.awssdk.services.autoscaling.model.CompleteLifecycleActionRequest;
import software.amazon.awssdk.services.autoscaling.model.DescribeAutoScalingGroupsResponse;
import software.amazon.awssdk.services.autoscaling.model.Filter;
import software.amazon.awssdk.services.autoscaling.model.Instance;
import software.amazon.awssdk.services.autoscaling.model.InstanceLifecyclePolicy;
import software.amazon.awssdk.services.autoscaling.model.LifecycleHook;
import software.amazon.awssdk.services.autoscaling.model.Tag;

/// Reads and changes groups through the EC2 Auto Scaling API.
public final class AutoScalingGroups implements Groups {
    /// The largest number of groups or activities in one answer (EC2 Auto Scaling API Reference, MaxRecords).
    private static final int PAGE = 100;

    /// The transition of the hooks that hold a terminating node (EC2 Auto Scaling API Reference, LifecycleHook).
    public static final String TERMINATING = "autoscaling:EC2_INSTANCE_TERMINATING";

    /// Matches the groups that opted in.
    public static final Filter CARRIES_TAG =
            Filter.builder().name("tag-key").values(Tags.GUARDED).build();

    /// The largest difference between a Date header and the guard's clock. A Date further away does not come
    /// from AWS: with a clock that wrong, AWS would refuse the guard's signatures.
    private static final Duration PLAUSIBLE = Duration.ofDays(1);

    /// The longest time that a termination can run: AWS ends a wait after 48 hours (EC2 Auto Scaling User
    /// Guide, lifecycle-hooks), and connection draining before the wait takes an hour at most. AWS keeps the
    /// activities of six weeks, so the guard stops reading there.
    private static final Duration LONGEST_DEPARTURE = Duration.ofHours(72);

    /// Instance ids: 8 or 17 hexadecimal digits (EC2 User Guide, resource-ids).
    private static final Pattern INSTANCE = Pattern.compile("(?<![\\w-])i-[0-9a-f]+(?![\\w-])");

    private final AutoScalingClient client;
    private final InstantSource clock;

    /// Builds the port.
    ///
    /// @param clock the guard's own clock, used where an answer carries no plausible date
    public AutoScalingGroups(AutoScalingClient client, InstantSource clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public Reading tagged() {
        return call("reading the groups tagged '" + Tags.GUARDED + "'", () -> {
            List<DescribeAutoScalingGroupsResponse> pages = client
                    .describeAutoScalingGroupsPaginator(
                            request -> request.maxRecords(PAGE).filters(CARRIES_TAG))
                    .stream()
                    .toList();
            List<Group> groups = pages.stream()
                    .flatMap(page -> page.autoScalingGroups().stream())
                    .map(AutoScalingGroups::group)
                    .toList();
            return new Reading(date(pages.getLast()), groups);
        });
    }

    private Instant date(DescribeAutoScalingGroupsResponse page) {
        Instant own = clock.instant();
        SdkHttpResponse http = page.sdkHttpResponse();
        String header = http == null ? null : http.firstMatchingHeader("Date").orElse(null);
        if (header == null) {
            return own;
        }
        try {
            Instant date = DateTimeFormatter.RFC_1123_DATE_TIME.parse(header, Instant::from);
            return Duration.between(own, date).abs().compareTo(PLAUSIBLE) < 0 ? date : own;
        } catch (DateTimeParseException unreadable) {
            return own;
        }
    }

    private static Group group(AutoScalingGroup group) {
        Map<String, String> tags = new HashMap<>();
        group.tags().forEach(tag -> tags.put(tag.key(), tag.value() == null ? "" : tag.value()));
        return new Group(
                Objects.requireNonNull(group.autoScalingGroupName(), "a group without a name"),
                tags.getOrDefault(Tags.GUARDED, ""),
                new Group.Traits(
                        retains(group.instanceLifecyclePolicy()),
                        group.warmPoolConfiguration() != null,
                        Objects.requireNonNullElse(group.maxSize(), Integer.MAX_VALUE),
                        Group.overrides(tags),
                        drains(group),
                        Yield.of(tags.get(Tags.YIELDS_AFTER))),
                members(group.instances()));
    }

    /// Tells whether the group has a load balancer, of any kind, that drains connections before a wait begins.
    private static boolean drains(AutoScalingGroup group) {
        return Stream.of(group.targetGroupARNs(), group.loadBalancerNames(), group.trafficSources())
                .anyMatch(balancers -> !balancers.isEmpty());
    }

    private static List<Group.Member> members(List<Instance> instances) {
        return instances.stream()
                .filter(instance -> Phase.of(state(instance)) != null)
                .map(instance -> new Group.Member(
                        Objects.requireNonNull(instance.instanceId(), "a member without an id"), state(instance)))
                .toList();
    }

    /// Returns the state as text, because the guard must not lose a state that the SDK does not know yet.
    private static String state(Instance instance) {
        return instance.lifecycleStateAsString() == null ? "" : instance.lifecycleStateAsString();
    }

    @Override
    public List<Group.Member> pool(String group) {
        return call(
                "reading the warm pool of group " + group,
                () -> members(
                        client
                                .describeWarmPoolPaginator(request -> request.autoScalingGroupName(group))
                                .instances()
                                .stream()
                                .toList()));
    }

    @Override
    public @Nullable String state(String instance) {
        return call(
                "reading the lifecycle state of instance " + instance,
                () ->
                        client
                                .describeAutoScalingInstances(request -> request.instanceIds(instance))
                                .autoScalingInstances()
                                .stream()
                                .map(AutoScalingInstanceDetails::lifecycleState)
                                .findFirst()
                                .orElse(null));
    }

    /// Tells whether a group with this policy keeps a node whose terminate hook was abandoned.
    public static boolean retains(@Nullable InstanceLifecyclePolicy policy) {
        return policy != null
                && policy.retentionTriggers() != null
                && "retain".equals(policy.retentionTriggers().terminateHookAbandonAsString());
    }

    @Override
    public Hooks hooks(String group, String name) {
        return call("reading the hooks of group " + group, () -> {
            List<LifecycleHook> hooks =
                    client
                            .describeLifecycleHooks(request -> request.autoScalingGroupName(group))
                            .lifecycleHooks()
                            .stream()
                            .filter(hook -> TERMINATING.equals(hook.lifecycleTransition()))
                            .toList();
            Hook ours = hooks.stream()
                    .filter(hook -> name.equals(hook.lifecycleHookName()))
                    .map(AutoScalingGroups::hook)
                    .findFirst()
                    .orElse(null);
            return new Hooks(
                    ours,
                    hooks.stream()
                            .map(hook -> String.valueOf(hook.lifecycleHookName()))
                            .filter(other -> !other.equals(name))
                            .collect(Collectors.toSet()));
        });
    }

    private static Hook hook(LifecycleHook hook) {
        return new Hook(
                hook.lifecycleHookName(),
                Duration.ofSeconds(hook.heartbeatTimeout()),
                Duration.ofSeconds(hook.globalTimeout()));
    }

    @Override
    public Map<String, Instant> waitingSince(String group, Set<String> instances) {
        return call("reading the activities of group " + group, () -> {
            Map<String, Instant> since = new HashMap<>();
            Instant oldest = clock.instant().minus(LONGEST_DEPARTURE);
            Filter running = Filter.builder()
                    .name("StartTimeLowerBound")
                    .values(oldest.truncatedTo(ChronoUnit.SECONDS).toString())
                    .build();
            for (Activity activity : client.describeScalingActivitiesPaginator(request ->
                            request.autoScalingGroupName(group).filters(running).maxRecords(PAGE))
                    .activities()) {
                String instance = instance(activity);
                if (activity.endTime() == null && instances.contains(instance)) {
                    since.putIfAbsent(
                            instance, Objects.requireNonNull(activity.startTime(), "an activity without a time"));
                }
                if (since.size() == instances.size()) {
                    break;
                }
            }
            return since;
        });
    }

    /// Returns the instance id in an activity's description, empty if there is none. What AWS writes around it differs:
    /// "Terminating EC2 instance: i-0a", "Scaling in EC2 instance into warm pool: i-0a" (recorded answers:
    /// radkawar/stackd, testdata/aws/autoscaling), "Terminating EC2 instance: i-0a - Waiting For ELB Connection
    /// Draining." (public transcripts).
    private static String instance(Activity activity) {
        Matcher id = INSTANCE.matcher(activity.description() == null ? "" : activity.description());
        return id.find() ? id.group() : "";
    }

    @Override
    public ActionResult hold(NodeId node, String hook) {
        return callOnWait(
                "holding node " + node + " at hook " + hook,
                () -> client.recordLifecycleActionHeartbeat(request -> request.autoScalingGroupName(node.group())
                        .lifecycleHookName(hook)
                        .instanceId(node.instance())));
    }

    @Override
    public ActionResult release(NodeId node, String hook, @Nullable String token) {
        return callOnWait(
                "releasing node " + node + " at hook " + hook,
                () -> client.completeLifecycleAction(request -> {
                    complete(request, node, hook, "CONTINUE");
                    if (token == null) {
                        request.instanceId(node.instance());
                    } else {
                        request.lifecycleActionToken(token);
                    }
                }));
    }

    @Override
    public ActionResult giveUp(NodeId node, String hook) {
        return callOnWait(
                "giving up node " + node + " at hook " + hook,
                () -> client.completeLifecycleAction(request -> {
                    complete(request, node, hook, "ABANDON");
                    request.instanceId(node.instance());
                }));
    }

    private static void complete(
            CompleteLifecycleActionRequest.Builder request, NodeId node, String hook, String result) {
        request.autoScalingGroupName(node.group()).lifecycleHookName(hook).lifecycleActionResult(result);
    }

    @Override
    public ActionResult terminate(NodeId node) {
        return callOnWait(
                "terminating retained node " + node,
                () -> client.terminateInstanceInAutoScalingGroup(
                        request -> request.instanceId(node.instance()).shouldDecrementDesiredCapacity(false)));
    }

    @Override
    public ActionResult clearOverride(NodeId node) {
        return call("taking the override of node " + node + " off its group", () -> {
            Tag tag = Tag.builder()
                    .resourceId(node.group())
                    .resourceType("auto-scaling-group")
                    .key(Tags.OVERRIDE_OF + node.instance())
                    .build();
            client.deleteTags(request -> request.tags(List.of(tag)));
            return ActionResult.DONE;
        });
    }
}
