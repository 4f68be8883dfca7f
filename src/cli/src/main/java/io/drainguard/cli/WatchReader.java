package io.drainguard.cli;

import io.drainguard.aws.EventNotices;
import io.drainguard.aws.setup.StackReader;
import io.drainguard.aws.setup.StackReader.Resource;
import io.drainguard.aws.setup.Telling.Alarm;
import io.drainguard.aws.setup.Telling.Rule;
import io.drainguard.aws.setup.Telling.Topic;
import io.drainguard.aws.setup.TellingReader;
import io.drainguard.cli.Guards.Configuration;
import io.drainguard.cli.Guards.Guard;
import io.drainguard.cli.Watch.Alarms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Reads who is told, for each stack of a guard once. Changes nothing.
record WatchReader(StackReader stacks, TellingReader telling) {
    private static final String ALARM = "AWS::CloudWatch::Alarm";
    private static final String RULE = "AWS::Events::Rule";

    /// How a guard on an instance is named after its stack.
    private static final String ON_EC2 = "-ec2";

    /// Reads who is told by the guards that sweep, or by the guard that ought to.
    List<Watch> read(Guards guards) {
        Guard best = guards.best();
        List<Guard> of = !guards.sweeping().isEmpty() || best == null ? guards.sweeping() : List.of(best);
        List<Watch> watches = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Guard guard : of) {
            Part<@Nullable String> stack = Part.of(() -> stack(guard));
            String name = stack.or(null);
            if (name == null || seen.add(name)) {
                watches.add(watch(guard, stack));
            }
        }
        return watches;
    }

    /// A function is a resource of its stack. A guard on an instance has its stack's name.
    private @Nullable String stack(Guard guard) {
        if (guard.function() != null || !guard.name().endsWith(ON_EC2)) {
            return stacks.stackOf(guard.name());
        }
        return guard.name().substring(0, guard.name().length() - ON_EC2.length());
    }

    private Watch watch(Guard guard, Part<@Nullable String> stack) {
        Part<@Nullable List<Resource>> read = stack.then(name -> name == null ? null : stacks.resources(name));
        boolean none = read.fault() == null && read.or(null) == null;
        Part<List<Resource>> resources = read.then(found -> found == null ? List.of() : found);
        Part<Alarms> alarms = resources.then(found -> alarms(ids(found, ALARM)));
        return new Watch(
                guard.name(),
                none ? new Part.Known<>(null) : stack,
                alarms,
                topics(alarms.or(Alarms.NONE)),
                resources.then(found -> notices(ids(found, RULE))),
                guard.function() != null
                        && Configuration.of(guard.function()).settings().notices());
    }

    private static List<String> ids(List<Resource> resources, String type) {
        return resources.stream()
                .filter(resource -> resource.type().equals(type))
                .map(Resource::id)
                .toList();
    }

    private Alarms alarms(List<String> names) {
        List<Alarm> found = telling.alarms(names);
        Set<String> there = found.stream().map(Alarm::name).collect(Collectors.toSet());
        return new Alarms(
                found, names.stream().filter(name -> !there.contains(name)).toList());
    }

    private Map<String, Part<Topic>> topics(Alarms alarms) {
        Map<String, Part<Topic>> topics = new TreeMap<>();
        alarms.found().stream()
                .flatMap(alarm -> alarm.topics().stream())
                .forEach(topic -> topics.computeIfAbsent(topic, arn -> Part.of(() -> telling.topic(arn))));
        return topics;
    }

    private @Nullable Rule notices(List<String> rules) {
        for (String name : rules) {
            Rule rule = telling.rule(name, EventNotices.SOURCE);
            if (rule != null && rule.notices()) {
                return rule;
            }
        }
        return null;
    }
}
