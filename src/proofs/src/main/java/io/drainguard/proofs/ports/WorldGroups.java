package io.drainguard.proofs.ports;

import static io.drainguard.proofs.ports.Replies.acting;
import static io.drainguard.proofs.ports.Replies.reading;

import io.drainguard.decide.NodeId;
import io.drainguard.decide.Phase;
import io.drainguard.sim.world.ActionRef;
import io.drainguard.sim.world.Activity;
import io.drainguard.sim.world.Filter;
import io.drainguard.sim.world.GroupView;
import io.drainguard.sim.world.MemberView;
import io.drainguard.sim.world.Page;
import io.drainguard.sim.world.Retention;
import io.drainguard.sim.world.WarmPoolView;
import io.drainguard.sim.world.World;
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
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The groups of a world.
public record WorldGroups(World world) implements Groups {
    private static final int PAGE = 100;

    /// No termination runs longer, as the real port has it.
    private static final Duration LONGEST_DEPARTURE = Duration.ofHours(72);

    @Override
    public Reading tagged() {
        List<Filter> carriesTag = List.of(new Filter("tag-key", List.of(Tags.GUARDED)));
        List<Group> groups = reading(() ->
                        all(token -> world.autoScaling().describeAutoScalingGroups(List.of(), carriesTag, PAGE, token)))
                .stream()
                .map(WorldGroups::group)
                .toList();
        return new Reading(world.instant(), groups);
    }

    private static Group group(GroupView view) {
        return new Group(
                view.name(),
                view.tags().getOrDefault(Tags.GUARDED, ""),
                new Group.Traits(
                        view.retention() == Retention.RETAIN,
                        view.warmPool() != null,
                        view.max(),
                        Group.overrides(view.tags()),
                        !view.targetGroups().isEmpty(),
                        Yield.of(view.tags().get(Tags.YIELDS_AFTER))),
                members(view.instances()));
    }

    private static List<Group.Member> members(List<MemberView> views) {
        return views.stream()
                .filter(member -> Phase.of(member.lifecycleState()) != null)
                .map(member -> new Group.Member(member.instanceId(), member.lifecycleState()))
                .toList();
    }

    @Override
    public List<Group.Member> pool(String group) {
        return members(reading(() -> all(token -> {
            WarmPoolView view = world.autoScaling().describeWarmPool(group, null, token);
            return new Page<>(view.instances(), view.nextToken());
        })));
    }

    @Override
    public @Nullable String state(String instance) {
        return reading(() -> world.autoScaling()
                        .describeAutoScalingInstances(List.of(instance), null, null)
                        .items())
                .stream()
                .map(MemberView::lifecycleState)
                .findFirst()
                .orElse(null);
    }

    @Override
    public Hooks hooks(String group, String name) {
        return reading(() -> {
            @Nullable Hook ours = null;
            Set<String> others = new HashSet<>();
            for (io.drainguard.sim.world.Hook hook : world.autoScaling().describeLifecycleHooks(group, List.of())) {
                if (!hook.transition().equals(io.drainguard.sim.world.Hook.TERMINATING)) {
                    continue;
                }
                if (hook.name().equals(name)) {
                    ours = new Hook(hook.name(), hook.heartbeatTimeout(), hook.globalTimeout());
                } else {
                    others.add(hook.name());
                }
            }
            return new Hooks(ours, others);
        });
    }

    @Override
    public Map<String, Instant> waitingSince(String group, Set<String> instances) {
        Map<String, Instant> since = new HashMap<>();
        Instant oldest = world.instant().minus(LONGEST_DEPARTURE).truncatedTo(ChronoUnit.SECONDS);
        List<Filter> running = List.of(new Filter("StartTimeLowerBound", List.of(oldest.toString())));
        @Nullable String token = null;
        do {
            String next = token;
            Page<Activity> page =
                    reading(() -> world.autoScaling().describeScalingActivities(group, List.of(), running, PAGE, next));
            for (Activity activity : page.items()) {
                if (activity.end() == null && instances.contains(activity.instanceId())) {
                    since.putIfAbsent(activity.instanceId(), activity.start());
                }
            }
            token = since.size() == instances.size() ? null : page.nextToken();
        } while (token != null);
        return since;
    }

    @Override
    public ActionResult hold(NodeId node, String hook) {
        return acting(() -> world.autoScaling()
                .recordLifecycleActionHeartbeat(node.group(), hook, ActionRef.instance(node.instance())));
    }

    @Override
    public ActionResult release(NodeId node, String hook, @Nullable String token) {
        ActionRef action = token == null ? ActionRef.instance(node.instance()) : ActionRef.token(token);
        return acting(() -> world.autoScaling().completeLifecycleAction(node.group(), hook, action, "CONTINUE"));
    }

    @Override
    public ActionResult giveUp(NodeId node, String hook) {
        ActionRef action = ActionRef.instance(node.instance());
        return acting(() -> world.autoScaling().completeLifecycleAction(node.group(), hook, action, "ABANDON"));
    }

    @Override
    public ActionResult terminate(NodeId node) {
        return acting(() -> world.autoScaling().terminateInstanceInAutoScalingGroup(node.instance(), false));
    }

    @Override
    public ActionResult clearOverride(NodeId node) {
        return acting(() -> world.autoScaling().deleteTags(node.group(), List.of(Tags.OVERRIDE_OF + node.instance())));
    }

    /// Turns the pages.
    static <T> List<T> all(Function<@Nullable String, Page<T>> pages) {
        List<T> items = new ArrayList<>();
        @Nullable String token = null;
        do {
            Page<T> page = pages.apply(token);
            items.addAll(page.items());
            token = page.nextToken();
        } while (token != null);
        return items;
    }
}
