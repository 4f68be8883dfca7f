package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup;
import io.drainguard.aws.setup.GroupSetup.Agent;
import io.drainguard.aws.setup.GroupSetup.Document;
import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.aws.setup.GroupSetup.Machine;
import io.drainguard.aws.setup.GroupSetup.Member;
import io.drainguard.aws.setup.GuardReader.Function;
import io.drainguard.aws.setup.Telling.Alarm;
import io.drainguard.aws.setup.Telling.Rule;
import io.drainguard.aws.setup.Telling.State;
import io.drainguard.aws.setup.Telling.Subscription;
import io.drainguard.aws.setup.Telling.Topic;
import io.drainguard.cli.Guards.Activity;
import io.drainguard.cli.Guards.Guard;
import io.drainguard.cli.Part.Known;
import io.drainguard.cli.Part.Unreadable;
import io.drainguard.cli.Setup.Grant;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.cli.Setup.LiveLook;
import io.drainguard.cli.Setup.Nodes;
import io.drainguard.cli.Watch.Alarms;
import io.drainguard.decide.Disks;
import io.drainguard.decide.Look;
import io.drainguard.decide.Operator;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.InstanceDetails.Membership;
import io.drainguard.sweep.Marks;
import io.drainguard.sweep.Yield;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Set-ups as they ought to be, and parts of them to change: one guard, one group, one node in service.
final class SetupScene {
    static final String DOCUMENT = "drainguard-workers";
    static final String QUEUES = "/opt/cribl/state/queues";
    static final String STAGING = "/opt/cribl/state/outputs/staging?";
    static final String NODE = "i-0a";
    static final Hooked HOOK = hook(Settings.DEFAULTS.hookName(), "ABANDON");
    static final Function FUNCTION = new Function("arn:aws:iam::1:role/guard", Map.of(), Duration.ofSeconds(300));
    static final Guard LAMBDA = guard("drainguard", FUNCTION, 5, 0);
    static final Guard INSTANCE = guard("drainguard-ec2", null, 5, 0);
    static final Member LIVE = new Member(NODE, "InService");
    static final Nodes NODES = nodes(details(DOCUMENT, Disks.VOLUMES, Operator.SILENT), 3);
    static final String TOPIC = "arn:aws:sns:eu-central-1:1:oncall";
    static final Subscription HEARD = new Subscription("email", "oncall@example.com", true);
    static final Watch WATCH = watch(List.of(alarm(State.OK, TOPIC)), new Known<>(new Topic(true, List.of(HEARD))));
    static final GroupState SOUND = state(group(true, DOCUMENT), NODES, new Look.Empty());

    private SetupScene() {}

    static Hooked hook(String name, String defaultResult) {
        return new Hooked(
                name, "autoscaling:EC2_INSTANCE_TERMINATING", defaultResult, Duration.ofHours(1), Duration.ofHours(48));
    }

    static Guard guard(String name, @Nullable Function function, long sweeps, long failures) {
        return new Guard(name, new Known<>(function), new Known<>(new Activity(sweeps, failures)));
    }

    static InstanceDetails details(@Nullable String document, Disks disks, Operator operator) {
        return new InstanceDetails(operator, new Membership("workers", document), false, disks, List.of(), Marks.NONE);
    }

    static Nodes nodes(InstanceDetails details, int tags) {
        return new Nodes(
                Map.of(NODE, new Agent("Online", "3.3.3000.0")),
                Map.of(NODE, details),
                Map.of(NODE, new Machine(false, tags)));
    }

    static GroupSetup group(boolean retains, String document) {
        return group(retains, document, List.of(HOOK), LIVE);
    }

    static GroupSetup group(boolean retains, String document, List<Hooked> hooks, Member... members) {
        return group(retains, Yield.NONE, document, hooks, members);
    }

    static GroupSetup group(boolean retains, Yield yields, String document, List<Hooked> hooks, Member... members) {
        return new GroupSetup(
                "workers",
                "arn:aws:autoscaling:eu-central-1:1:autoScalingGroup:x",
                document,
                true,
                "stack",
                false,
                retains,
                yields,
                Set.of(),
                hooks,
                List.of(members),
                null);
    }

    static GroupState state(GroupSetup group, Nodes nodes, Look look) {
        return state(group, nodes, look, QUEUES, STAGING);
    }

    static GroupState state(GroupSetup group, Nodes nodes, Look look, String... paths) {
        return new GroupState(
                group,
                new Known<>(false),
                new Known<>(nodes),
                new Known<>(false),
                new Known<>(new Document("Command", "Active", List.of(paths))),
                new Known<>(new LiveLook.Answered(NODE, look)));
    }

    static Setup setup(GroupState... groups) {
        return setup(Settings.DEFAULTS, groups);
    }

    static Setup setup(Settings settings, GroupState... groups) {
        return setup(new Guards(false, List.of(LAMBDA), null), settings, groups);
    }

    /// The settings count where the guards are no function.
    static Setup setup(Guards guards, Settings settings, GroupState... groups) {
        return new Setup(
                guards,
                settings,
                List.of(groups),
                Map.of(DOCUMENT, new Known<>(true)),
                FUNCTION.role(),
                List.of(new Grant(SOUND.setup(), new Known<>(List.of()))),
                List.of(WATCH));
    }

    /// The same, with another answer to whether the guard may run the group's document.
    static Setup given(Setup setup, Part<Boolean> given) {
        return new Setup(
                setup.guards(),
                setup.own(),
                setup.groups(),
                Map.of(DOCUMENT, given),
                setup.role(),
                setup.grants(),
                setup.watches());
    }

    /// The same, with somebody else or nobody told.
    static Setup watched(Setup setup, Watch... watches) {
        return new Setup(
                setup.guards(),
                setup.own(),
                setup.groups(),
                setup.given(),
                setup.role(),
                setup.grants(),
                List.of(watches));
    }

    /// A stack's alarms that tell one topic.
    static Watch watch(List<Alarm> alarms, Part<Topic> topic) {
        return new Watch(
                "drainguard",
                new Known<>("stack"),
                new Known<>(new Alarms(alarms, List.of())),
                Map.of(TOPIC, topic),
                new Known<>(new Rule("notices", true, true)),
                true);
    }

    static Alarm alarm(State state, String... actions) {
        return new Alarm("stack-CannotLook", state, "a reason", List.of(actions));
    }

    static <T extends @Nullable Object> Part<T> unreadable(Fault.Kind kind) {
        return new Unreadable<>(new Fault(kind, "not allowed", new IllegalStateException()));
    }

    /// The findings of doctor, a line each.
    static List<String> told(Setup setup) {
        return Doctor.examine(setup).findings().stream()
                .map(finding -> finding.severity().word() + " " + finding.subject() + ": " + finding.what())
                .toList();
    }

    /// All that doctor prints.
    static String printed(Setup setup) {
        return String.join("\n", DoctorText.lines(Doctor.examine(setup), false));
    }
}
