package io.drainguard.sim.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What stands round the groups: who calls, the guard's function, the metrics and the log it wrote, the roles with
/// their policies, and stacks. It is only ever read, but for what tells people ([Telling]). Calls to it are not in the
/// world's log.
public final class Surroundings {
    private static final String SWEPT = "NodesWaiting";

    private final Map<String, Function> functions = new HashMap<>();
    private final Map<String, Map<String, List<Instant>>> points = new HashMap<>();
    private final Map<String, String> roles = new HashMap<>();
    private final Map<String, Map<String, String>> stacks = new HashMap<>();
    private final Set<String> denied = new TreeSet<>();
    private final Map<String, List<LogLine>> logs = new HashMap<>();
    private final Telling telling;
    private String caller = "arn:aws:iam::123456789012:user/operator";

    Surroundings(Supplier<Instant> clock) {
        telling = new Telling(clock);
    }

    /// A function as GetFunctionConfiguration shows it.
    public record Function(String name, String role, Map<String, String> environment, Duration timeout) {}

    /// A line in a log group, with the time that CloudWatch Logs has for it.
    public record LogLine(Instant at, String text) {}

    /// Makes a log group.
    public void logGroup(String name) {
        logs.computeIfAbsent(name, group -> new ArrayList<>());
    }

    /// A line arrives in a log group.
    public void logged(String group, Instant at, String text) {
        logGroup(group);
        logs.getOrDefault(group, List.of()).add(new LogLine(at, text));
    }

    /// The lines of a log group, `null` where there is no such group.
    public @Nullable List<LogLine> log(String group) {
        return logs.get(group);
    }

    /// Deploys a function, or deploys it anew.
    public void function(Function function) {
        functions.put(function.name(), function);
    }

    /// The function of that name, or `null`.
    public @Nullable Function function(String name) {
        return functions.get(name);
    }

    /// A guard has swept: its log line became a data point of the metric `NodesWaiting`.
    public void swept(String guard, Instant at) {
        point(SWEPT, guard, at);
    }

    /// A guard of the first version has swept: its metric had another name.
    public void sweptAsBefore(String guard, Instant at) {
        point("NodesHeld", guard, at);
    }

    /// A guard counted a failure: a data point of the metric `Failures` whose value is 1.
    public void failed(String guard, Instant at) {
        point("Failures", guard, at);
    }

    private void point(String metric, String guard, Instant at) {
        points.computeIfAbsent(metric, name -> new LinkedHashMap<>())
                .computeIfAbsent(guard, name -> new ArrayList<>())
                .add(at);
    }

    /// Forgets every sweep.
    public void neverSwept() {
        points.remove(SWEPT);
    }

    /// When each guard has written a metric.
    public Map<String, List<Instant>> points(String metric) {
        return points.getOrDefault(metric, Map.of());
    }

    /// What tells people.
    public Telling telling() {
        return telling;
    }

    /// Gives a role a policy, the JSON of its document.
    public void role(String arn, String policy) {
        roles.put(arn, policy);
    }

    /// The policy of a role; an unknown one has none.
    public @Nullable String policy(String arn) {
        return roles.get(arn);
    }

    /// A stack has a resource of this physical id and type.
    public void resource(String stack, String physicalId, String type) {
        stacks.computeIfAbsent(stack, name -> new LinkedHashMap<>()).put(physicalId, type);
    }

    /// The types of a stack's resources by their physical ids, `null` where there is no such stack.
    public @Nullable Map<String, String> resources(String stack) {
        return stacks.get(stack);
    }

    /// The stack that has a resource of this physical id, `null` where none has.
    public @Nullable String stackOf(String physicalId) {
        return stacks.entrySet().stream()
                .filter(stack -> stack.getValue().containsKey(physicalId))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    /// Who calls, as GetCallerIdentity tells.
    public String caller() {
        return caller;
    }

    /// Lets somebody else call.
    public void caller(String arn) {
        caller = arn;
    }

    /// The caller may not do this from now on: `iam:SimulatePrincipalPolicy` and the like.
    public void deny(String action) {
        denied.add(action);
    }

    /// Whether the caller may not do this.
    public boolean isDenied(String action) {
        return denied.contains(action);
    }
}
