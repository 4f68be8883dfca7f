package io.drainguard.sim.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// What the describe calls of Auto Scaling see: the shown state, not always the true one.
final class GroupReads {
    private final World world;

    GroupReads(World world) {
        this.world = world;
    }

    Page<GroupView> groups(List<String> names, List<Filter> filters, int size, @Nullable String token) {
        List<Group> found = new ArrayList<>();
        for (Group group : world.groups().values()) {
            if ((names.isEmpty() || names.contains(group.name())) && fits(group, filters)) {
                found.add(group);
            }
        }
        Page<Group> page = Page.of(found, size, token);
        List<GroupView> views = new ArrayList<>(page.items().size());
        page.items().forEach(group -> views.add(view(group)));
        return new Page<>(views, page.nextToken());
    }

    Page<MemberView> instances(List<String> ids, int size, @Nullable String token) {
        List<MemberView> found = new ArrayList<>();
        for (Group group : world.groups().values()) {
            for (Instance member : group.members) {
                if (ids.isEmpty() || ids.contains(member.id())) {
                    found.add(MemberView.of(member, world.instant()));
                }
            }
        }
        return Page.of(found, size, token);
    }

    /// Newest first.
    Page<Activity> activities(
            @Nullable String groupName, List<String> ids, Instant earliest, int size, @Nullable String token) {
        List<Activity> found = new ArrayList<>();
        for (Group group : world.groups().values()) {
            if (groupName == null || groupName.equals(group.name())) {
                collect(group, ids, earliest, found);
            }
        }
        return Page.of(found, size, token);
    }

    WarmPoolView warmPool(String groupName, int size, @Nullable String token) {
        Group group = world.group(groupName);
        Page<MemberView> page = Page.of(members(group, true), size, token);
        return new WarmPoolView(group.warmPool, group.poolDeleting, page.items(), page.nextToken());
    }

    private void collect(Group group, List<String> ids, Instant earliest, List<Activity> into) {
        Instant now = world.instant();
        for (Shown<Activity> shown : group.activities.reversed()) {
            Activity activity = shown.shown(now);
            if ((ids.isEmpty() || ids.contains(activity.id()))
                    && !activity.start().isBefore(earliest)) {
                into.add(activity);
            }
        }
    }

    private GroupView view(Group group) {
        return new GroupView(
                group.name(),
                group.arn(),
                group.min,
                group.max,
                group.desired,
                members(group, false),
                new LinkedHashMap<>(group.tags),
                group.retention,
                group.deletionProtection(),
                group.warmPool,
                group.poolDeleting,
                members(group, true).size(),
                new TreeSet<>(group.suspended),
                new TreeSet<>(group.keptTags),
                world.groupSettings().balancer(group.name()) == null
                        ? List.of()
                        : List.of(world.site().targetGroupArn(group.name())),
                world.groupSettings().upkeep(group.name(), world.site()),
                group.deleting ? "Delete in progress" : null);
    }

    private List<MemberView> members(Group group, boolean warm) {
        List<MemberView> views = new ArrayList<>();
        for (Instance member : group.members) {
            if (member.state.shown(world.instant()).isWarm() == warm) {
                views.add(MemberView.of(member, world.instant()));
            }
        }
        return views;
    }

    private static boolean fits(Group group, List<Filter> filters) {
        return filters.stream().allMatch(filter -> fits(group.tags, filter));
    }

    /// Source: API Reference, DescribeAutoScalingGroups, Filters.
    private static boolean fits(Map<String, String> tags, Filter filter) {
        return switch (filter.name()) {
            case "tag-key" -> filter.values().stream().anyMatch(tags::containsKey);
            case "tag-value" -> filter.values().stream().anyMatch(tags::containsValue);
            case String name
            when name.startsWith("tag:") ->
                filter.values().contains(tags.getOrDefault(name.substring("tag:".length()), ""));
            default -> throw Errors.validation("Filter type " + filter.name() + " is not supported.");
        };
    }
}
