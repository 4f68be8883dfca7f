package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.aws.setup.GroupSetup.Machine;
import io.drainguard.aws.setup.GroupSetupReader;
import io.drainguard.aws.setup.GuardReader;
import io.drainguard.aws.setup.NodeReader;
import io.drainguard.aws.setup.Permissions;
import io.drainguard.aws.setup.StackReader;
import io.drainguard.cli.Guards.Activity;
import io.drainguard.cli.Guards.Guard;
import io.drainguard.cli.Setup.Grant;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.cli.Setup.LiveLook;
import io.drainguard.cli.Setup.LiveLook.Answered;
import io.drainguard.cli.Setup.LiveLook.NotAsked;
import io.drainguard.cli.Setup.Nodes;
import io.drainguard.decide.Look;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Time;
import io.drainguard.sweep.Volumes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads the whole set-up, and looks at one live node of each group. Changes nothing.
final class SetupReader {
    /// The reader asks for the answer to the look this often.
    private static final Duration PAUSE = Duration.ofSeconds(2);

    /// The reader waits this long for the answer.
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final AwsOptions awsOptions;
    private final GroupSetupReader groupReader;
    private final NodeReader nodeReader;
    private final StackReader stackReader;
    private final GuardReader guardReader;
    private final Looks looks;
    private final Volumes volumes;
    private final Supplier<Instant> clock;
    private final Time time;
    private final Options options;

    /// The operator's options.
    ///
    /// @param guard name of the guard, `null` to find the guards that sweep
    /// @param role ARN of the guard's role, `null` to use the function's role
    /// @param look whether to run the drain document on a live node
    /// @param node the node to look at, `null` for the first that is fit in each group
    record Options(
            @Nullable String guard,
            @Nullable String role,
            boolean look,
            @Nullable String node) {}

    /// Builds the reader.
    ///
    /// @param time the operator's clock, for the wait for answers
    SetupReader(AwsOptions awsOptions, Time time, Options options) {
        this.awsOptions = awsOptions;
        this.groupReader = awsOptions.groupSetups();
        this.nodeReader = awsOptions.nodeSetups();
        this.stackReader = awsOptions.stacks();
        this.guardReader = awsOptions.guards();
        this.looks = awsOptions.liveLooks();
        this.volumes = awsOptions.volumes();
        this.clock = () -> awsOptions.groups().tagged().at();
        this.time = time;
        this.options = options;
    }

    /// Returns the tagged groups.
    ///
    /// @throws Fault when they could not be read
    List<GroupSetup> groups() {
        return groupReader.tagged();
    }

    /// Reads the set-up of these groups once.
    ///
    /// @param own the settings in the environment, for a guard that is not a function
    Setup read(Settings own, List<GroupSetup> groups) {
        Guards guards = guards();
        Settings settings = Setup.settings(guards, own);
        Map<String, Part<Boolean>> given = given(groups, settings);
        List<GroupState> states = groups.stream()
                .map(group -> state(group, guards, settings, given))
                .toList();
        String role = role(guards.best());
        return new Setup(
                guards,
                own,
                states,
                given,
                role,
                role == null ? List.of() : grants(groups, role, settings),
                new WatchReader(stackReader, awsOptions.telling()).read(guards));
    }

    /// Asks for each document whether a guard with these settings may run it.
    private Map<String, Part<Boolean>> given(List<GroupSetup> groups, Settings settings) {
        Predicate<String> documents = awsOptions.documents(settings);
        Map<String, Part<Boolean>> given = new HashMap<>();
        groups.stream()
                .filter(GroupSetup::namesADocument)
                .map(GroupSetup::document)
                .forEach(document -> given.computeIfAbsent(document, name -> Part.of(() -> documents.test(name))));
        return given;
    }

    /// Reads the guards by AWS's clock: AWS stamps their metrics, and the operator's clock may differ.
    Guards guards() {
        String name = options.guard();
        Part<List<String>> names = Part.of(() -> name == null ? guardReader.known() : List.of(name));
        Part<Instant> now = names.then(some -> clock.get());
        List<Guard> found = new ArrayList<>();
        Fault fault = now.fault();
        for (String each : names.or(List.of())) {
            Guard guard = guard(each, now);
            found.add(guard);
            fault = guard.activity().fault();
            if (fault != null) {
                break;
            }
        }
        return new Guards(name != null, found, fault);
    }

    private Guard guard(String name, Part<Instant> now) {
        Part<GuardReader.@Nullable Function> function = Part.of(() -> guardReader.function(name));
        Duration window = GuardReader.window(function.or(null));
        return new Guard(
                name,
                function,
                now.then(at ->
                        new Activity(guardReader.sweeps(name, window, at), guardReader.failures(name, window, at))));
    }

    private @Nullable String role(@Nullable Guard guard) {
        if (options.role() != null || guard == null || guard.function() == null) {
            return options.role();
        }
        return guard.function().role();
    }

    private GroupState state(GroupSetup group, Guards guards, Settings settings, Map<String, Part<Boolean>> given) {
        Part<Boolean> ownHook = Part.of(() -> hasHookOfItsOwn(group, settings.hookName()));
        Part<Nodes> nodes = Part.of(() -> nodes(group));
        Part<Boolean> spotUnheard = nodes.then(some -> !guards.deaf().isEmpty()
                && (group.mixesSpot() || some.machines().values().stream().anyMatch(Machine::spot)));
        Part<@Nullable Document> document =
                spotUnheard.then(spot -> group.namesADocument() ? groupReader.document(group.document()) : null);
        Part<LiveLook> look = document.then(
                found -> look(group, nodes, found, given.getOrDefault(group.document(), new Part.Known<>(false))));
        return new GroupState(group, ownHook, nodes, spotUnheard, document, look);
    }

    private boolean hasHookOfItsOwn(GroupSetup group, String hook) {
        return group.stack() != null && group.hook(hook) != null && stackReader.hasHookOfItsOwn(group.stack(), hook);
    }

    private Nodes nodes(GroupSetup group) {
        List<String> live = group.inService();
        return live.isEmpty()
                ? Nodes.NONE
                : new Nodes(nodeReader.agents(live), volumes.read(Set.copyOf(live)), nodeReader.machines(live));
    }

    /// Runs the document on the first node for which no check reports a fault. Anybody who may tag a group must not
    /// run a script of their own through an operator either.
    private LiveLook look(GroupSetup group, Part<Nodes> nodes, @Nullable Document document, Part<Boolean> given) {
        if (!LiveLookCheck.document(group, document).isEmpty()) {
            return NotAsked.NO_DOCUMENT;
        }
        if (!options.look()) {
            return NotAsked.NOT_WANTED;
        }
        if (!given.or(false)) {
            return NotAsked.NOT_GIVEN;
        }
        String node = options.node() == null ? NodeChecks.fit(group, nodes) : options.node();
        if (node == null) {
            return NotAsked.NO_FIT_NODE;
        }
        Look look = new SingleLook(looks, time, PAUSE, PATIENCE)
                .at(node, group.document(), "no answer within " + PATIENCE.toSeconds() + " s");
        return new Answered(node, look);
    }

    private List<Grant> grants(List<GroupSetup> groups, String role, Settings settings) {
        Permissions permissions = awsOptions.permissions(role, settings.documentsParameter());
        List<Grant> grants = new ArrayList<>();
        for (GroupSetup group :
                groups.stream().filter(GroupSetup::namesADocument).toList()) {
            Grant grant = new Grant(group, Part.of(() -> permissions.refused(group)));
            grants.add(grant);
            if (grant.refused().fault() != null) {
                break;
            }
        }
        return grants;
    }
}
