package io.drainguard.cli;

import static io.drainguard.cli.Finding.fault;
import static io.drainguard.cli.Finding.risk;
import static io.drainguard.cli.Finding.skipped;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.aws.setup.GroupSetupReader;
import io.drainguard.aws.setup.GuardReader;
import io.drainguard.aws.setup.Permissions;
import io.drainguard.aws.setup.StackReader;
import io.drainguard.decide.Look;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Sweep;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.Time;
import io.drainguard.sweep.Volumes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Examines a set-up before the first scale-in: reads what the guard will rely on, and looks at one live node of each
/// group. Changes nothing.
final class Doctor {
    /// How often the answer to the look is asked for.
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /// What a sweep needs beside the wait for answers: its own calls.
    private static final Duration CALLS = Duration.ofSeconds(30);

    private final GroupSetupReader fleets;
    private final StackReader stacks;
    private final GuardReader guards;
    private final Function<String, Permissions> permissions;
    private final Looks looks;
    private final Volumes volumes;
    private final Time time;
    private final Supplier<Instant> clock;
    private final Options options;
    private final List<Finding> findings = new ArrayList<>();
    private boolean unasked;
    /// Whether of some guard nobody knows if it is a function.
    private boolean unread;
    /// The guards that sweep, where none of them hears events.
    private List<String> deaf = List.of();

    /// What the operator asked for.
    ///
    /// @param guard name of the guard, `null` to find those that sweep
    /// @param role ARN of the guard's role, `null` to take the function's
    /// @param look whether the drain document is run on a live node
    /// @param settings the settings in the environment, for a guard that is no function
    record Options(@Nullable String guard, @Nullable String role, boolean look, Settings settings) {}

    /// What came of it.
    ///
    /// @param groups names of the groups that were examined
    /// @param settings where the settings came from
    /// @param unasked whether a call failed on which the judgement rests
    record Diagnosis(List<String> groups, String settings, List<Finding> findings, boolean unasked) {
        boolean wrong() {
            return findings.stream().anyMatch(finding -> finding.severity().wrong());
        }
    }

    /// Builds it.
    ///
    /// @param time the operator's clock, which waits for answers
    /// @param clock asks for AWS's time, which the operator's may differ from
    Doctor(
            GroupSetupReader fleets,
            StackReader stacks,
            GuardReader guards,
            Function<String, Permissions> permissions,
            Looks looks,
            Volumes volumes,
            Time time,
            Supplier<Instant> clock,
            Options options) {
        this.fleets = fleets;
        this.stacks = stacks;
        this.guards = guards;
        this.permissions = permissions;
        this.looks = looks;
        this.volumes = volumes;
        this.time = time;
        this.clock = clock;
        this.options = options;
    }

    /// Examines everything once.
    ///
    /// @throws Fault when the groups themselves could not be read
    Diagnosis examine() {
        List<GroupSetup> groups = fleets.tagged();
        if (groups.isEmpty()) {
            findings.add(fault(
                    null,
                    null,
                    "no Auto Scaling group of this account and Region carries the tag '" + Tags.GUARDED + "'",
                    "tag each group with " + Tags.GUARDED
                            + " = the name of its drain document, or choose another --region"));
        }
        Known known = guard();
        Settings settings = settings(known);
        findings.addAll(GroupChecks.settings(settings, Sweep.INTERVAL));
        groups.forEach(group -> group(group, settings));
        permissions(groups, known);
        String source = known.function() == null ? "this environment" : "function " + known.name();
        return new Diagnosis(groups.stream().map(GroupSetup::name).toList(), source, List.copyOf(findings), unasked);
    }

    // --- the guard ---

    /// A guard, as far as it was found.
    private record Known(
            @Nullable String name, GuardReader.@Nullable Function function, boolean sweeps, long failures) {
        static final Known NONE = new Known(null, null, false, 0);

        Duration lately() {
            return lately(function);
        }

        static Duration lately(GuardReader.@Nullable Function function) {
            return function == null ? GuardReader.LATELY_ELSEWHERE : GuardReader.LATELY;
        }

        /// A function's role and settings can be read, an instance's cannot.
        static Known best(List<Known> guards) {
            return guards.stream()
                    .filter(guard -> guard.function() != null)
                    .findFirst()
                    .orElse(guards.isEmpty() ? NONE : guards.getFirst());
        }
    }

    private Known guard() {
        try {
            List<String> names = options.guard() == null ? guards.known() : List.of(options.guard());
            Instant now = clock.get();
            List<Known> all = names.stream().map(name -> known(name, now)).toList();
            all.stream()
                    .filter(guard -> guard.failures() > 0)
                    .map(Doctor::failing)
                    .forEach(findings::add);
            List<Known> sweeping = all.stream().filter(Known::sweeps).toList();
            if (sweeping.isEmpty()) {
                Known best = Known.best(all);
                findings.add(silent(names, best.lately()));
                return best;
            }
            deaf = unread || sweeping.stream().anyMatch(guard -> guard.function() != null)
                    ? List.of()
                    : sweeping.stream()
                            .map(guard -> String.valueOf(guard.name()))
                            .toList();
            all.stream().filter(guard -> !guard.sweeps()).map(Doctor::stopped).forEach(findings::add);
            return Known.best(sweeping);
        } catch (Fault fault) {
            findings.add(skipped(
                    null,
                    null,
                    "whether a guard sweeps: " + fault.getMessage(),
                    "allow cloudwatch:ListMetrics and" + " cloudwatch:GetMetricStatistics to whoever runs doctor"));
            return options.guard() == null
                    ? Known.NONE
                    : new Known(options.guard(), function(options.guard()), false, 0);
        }
    }

    private Known known(String name, Instant now) {
        GuardReader.Function function = function(name);
        Duration lately = Known.lately(function);
        return new Known(name, function, guards.sweeps(name, lately, now) > 0, guards.failures(name, lately, now));
    }

    private static Finding failing(Known guard) {
        return risk(
                null,
                null,
                "guard " + guard.name() + ": its last sweeps failed, "
                        + Format.count(guard.failures(), "failure") + " in the last " + Format.span(guard.lately())
                        + " by its metric",
                "read its log: each failure names what could not be served, and why");
    }

    private static Finding stopped(Known guard) {
        return risk(
                null,
                null,
                "guard " + guard.name() + " has swept in the last three hours, but not in the last "
                        + Format.span(guard.lately()) + "; another one still sweeps",
                "see that its schedule is enabled and the function runs, or that the guard's instance is up; one that"
                        + " was taken down is not listed any more after three hours");
    }

    private static Finding silent(List<String> names, Duration lately) {
        return names.isEmpty()
                ? fault(
                        null,
                        null,
                        "no guard has swept in the last three hours, as far as CloudWatch lists",
                        "deploy the guard, or see that its schedule is enabled; one deployed within the last 15 minutes is"
                                + " not listed yet: name it with --guard")
                : fault(
                        null,
                        null,
                        "no sweep in the last " + Format.span(lately) + ", by the metric of guard "
                                + String.join(", ", names),
                        "see that its schedule is enabled and the function runs, or that the guard's instance is up");
    }

    private GuardReader.@Nullable Function function(String name) {
        try {
            return guards.function(name);
        } catch (Fault fault) {
            unread = true;
            findings.add(skipped(
                    null,
                    null,
                    "settings and role of guard " + name + ": " + fault.getMessage(),
                    "allow lambda:GetFunctionConfiguration to whoever runs doctor, or give --role"));
            return null;
        }
    }

    private Settings settings(Known known) {
        GuardReader.Function function = known.function();
        if (function == null) {
            return options.settings();
        }
        try {
            Settings settings = Settings.of(function.environment());
            Duration needed = settings.lookTimeout().plus(CALLS);
            if (function.timeout().compareTo(needed) < 0) {
                findings.add(fault(
                        null,
                        null,
                        "function " + known.name() + " is stopped after "
                                + function.timeout().toSeconds()
                                + " s, in the middle of a sweep that waits "
                                + settings.lookTimeout().toSeconds()
                                + " s for answers",
                        "give the function a timeout of 300 s, as the template does"));
            }
            return settings;
        } catch (Settings.Invalid invalid) {
            findings.add(fault(
                    null,
                    null,
                    "function " + known.name() + " cannot start: " + invalid.getMessage(),
                    "mend the function's environment variables"));
            return Settings.DEFAULTS;
        }
    }

    private void permissions(List<GroupSetup> groups, Known known) {
        String role = options.role();
        if (role == null && known.function() != null) {
            role = known.function().role();
        }
        if (role == null) {
            findings.add(skipped(
                    null,
                    null,
                    "the guard's permissions: its role is not known",
                    "name it with --role ARN, or the guard's function with --guard"));
            return;
        }
        Permissions simulated = permissions.apply(role);
        for (GroupSetup group :
                groups.stream().filter(GroupSetup::namesADocument).toList()) {
            try {
                for (Permissions.Refused refused : simulated.refused(group)) {
                    findings.add(
                            fault(
                                    group.name(),
                                    null,
                                    "role " + role + " may not " + refused.action() + " on " + refused.resource(),
                                    "attach the stack's policy (output GuardPolicyArn) to the role; if it is, see its boundary"));
                }
            } catch (Fault fault) {
                findings.add(skipped(
                        null,
                        null,
                        "the guard's permissions: " + fault.getMessage(),
                        "allow iam:SimulatePrincipalPolicy to whoever runs doctor"));
                return;
            }
        }
    }

    // --- one group ---

    private void group(GroupSetup group, Settings settings) {
        findings.addAll(GroupChecks.group(group));
        findings.addAll(GroupChecks.hook(group, settings));
        stack(group, settings);
        try {
            List<Finding> nodes = nodes(group);
            findings.addAll(nodes);
            spot(group);
            if (group.namesADocument()) {
                document(group, settings, nodes);
            }
        } catch (Fault fault) {
            unasked = true;
            findings.add(skipped(
                    group.name(),
                    null,
                    "its nodes and its document: " + fault.getMessage(),
                    "mend that, then run doctor again"));
        }
    }

    /// A hook that its stack deletes before the group lets every node go unchecked when the stack is deleted.
    private void stack(GroupSetup group, Settings settings) {
        String stack = group.stack();
        if (stack == null || group.hook(settings.hookName()) == null) {
            return;
        }
        try {
            if (stacks.hasHookOfItsOwn(stack, settings.hookName())) {
                findings.add(risk(
                        group.name(),
                        null,
                        "its hook is a resource of its own in stack " + stack
                                + ": deleting the stack deletes the hook first, and the nodes then end unchecked",
                        "put the hook into the group's LifecycleHookSpecificationList"));
            }
        } catch (Fault fault) {
            findings.add(skipped(
                    group.name(),
                    null,
                    "whether its hook stands inline in the template: " + fault.getMessage(),
                    "allow cloudformation:ListStackResources to whoever runs doctor"));
        }
    }

    /// Events go to the function alone, and no hook holds a node that EC2 takes back.
    private void spot(GroupSetup group) {
        if (!deaf.isEmpty() && (group.mixesSpot() || fleets.anySpot(group.inService()))) {
            findings.add(risk(
                    group.name(),
                    null,
                    "it has Spot nodes, and nothing hears the warning before EC2 takes one: no function is among the"
                            + " guards that sweep (" + String.join(", ", deaf) + ")",
                    "deploy the guard with RunOn=Lambda or RunOn=Both"));
        }
    }

    private List<Finding> nodes(GroupSetup group) {
        List<String> live = group.inService();
        return live.isEmpty()
                ? List.of()
                : GroupChecks.nodes(group, fleets.agents(live), volumes.read(Set.copyOf(live)));
    }

    private void document(GroupSetup group, Settings settings, List<Finding> nodes) {
        @Nullable Document document = fleets.document(group.document());
        List<Finding> wrong = GroupChecks.document(group, document);
        findings.addAll(wrong);
        if (!wrong.isEmpty()) {
            return;
        }
        Set<String> ill = nodes.stream()
                .filter(finding -> finding.severity() == Finding.Severity.FAULT)
                .map(finding -> String.valueOf(finding.node()))
                .collect(Collectors.toSet());
        @Nullable
        String node = group.inService().stream()
                .filter(one -> !ill.contains(one))
                .findFirst()
                .orElse(null);
        if (!options.look()) {
            findings.add(skipped(
                    group.name(),
                    null,
                    "whether the drain document answers: --no-look",
                    "run doctor without --no-look"));
        } else if (node == null) {
            findings.add(skipped(
                    group.name(),
                    null,
                    "whether the drain document answers: no node in service is fit to be asked",
                    "run doctor again when the group has one"));
        } else {
            look(group, node, settings.lookTimeout());
        }
    }

    /// Runs the document on a live node, as a sweep would on a waiting one.
    private void look(GroupSetup group, String node, Duration patience) {
        Looks.Asked asked = looks.start(group.document(), List.of(node), Set.of(node));
        Instant end = time.instant().plus(patience);
        Map<String, Look> answers = asked.answers();
        while (!answers.containsKey(node) && time.instant().isBefore(end)) {
            time.pause(PAUSE);
            answers = asked.answers();
        }
        Look look = answers.getOrDefault(node, new Look.Unknown("no answer within " + patience.toSeconds() + " s"));
        if (look instanceof Look.Unknown(String reason)) {
            findings.add(fault(
                    group.name(),
                    node,
                    "its drain document '" + group.document() + "' cannot tell what the node holds: " + reason,
                    "mend that, or the node is held until the ceiling; the README's Trouble has the usual reasons"));
        }
    }
}
