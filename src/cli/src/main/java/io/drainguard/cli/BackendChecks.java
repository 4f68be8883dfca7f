package io.drainguard.cli;

import io.drainguard.aws.setup.GroupSetup.Hooked;
import io.drainguard.aws.setup.SystemSetup;
import io.drainguard.aws.setup.SystemSetup.Kind;
import io.drainguard.cli.Setup.GroupState;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Tags;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Checks the group of one backend of a dsiem cluster: whether its successor sees every event, whether it raises each
/// alarm, and raises it once, and whether the alarms that it wrote outlive it. Pure.
final class BackendChecks {
    /// Tag with the name by which the backend chooses its directives; `templates/dsiem-backend.yaml` sets it.
    private static final String NODE = "drainguard:dsiem-node";

    /// Tag with the seconds for which a backend goes on beside its successor; the template sets it.
    private static final String OVERLAP = "drainguard:overlap";

    /// Tag with dsiem's setting `DSIEM_MAXQUEUE`; the template sets it.
    private static final String MAX_QUEUE = "drainguard:max-queue";

    /// The template's own pattern of names.
    private static final String PADDED = "[a-z]+(-[a-z]+)*-[0-9]{2}";

    private static final String NUMBER = "[0-9]{1,9}";

    /// The overlap of the template where nobody says another.
    private static final String USUAL = "600";

    private BackendChecks() {}

    /// Adds the findings about the group.
    static void of(SystemFindings findings, Setup setup) {
        name(findings, setup);
        keeps(findings);
        findings.policy(
                100,
                200,
                "Auto Scaling may end the old node before its successor sees events, and what is published meanwhile is"
                        + " seen by neither, as are the correlations that the old one had open");
        overlap(findings, setup.settings());
        queue(findings);
        findings.launch("a node that sees no events");
    }

    private static void name(SystemFindings findings, Setup setup) {
        String node = name(findings.system());
        if (node.isEmpty()) {
            findings.fault(
                    "it does not carry the tag '" + NODE
                            + "': nothing tells whether another backend subscribes by the same name, and both raise every"
                            + " alarm",
                    "tag the group " + NODE + " = the name in the names of its directive files");
            return;
        }
        if (!node.matches(PADDED)) {
            findings.risk(
                    "its node name '" + node
                            + "' does not end in two digits: dsiem-rs also takes the directives of each name that begins"
                            + " with it, as those of 'siem-10' for 'siem-1', and both raise the same alarms",
                    "name backends like siem-01, rename its directive files, and deploy it under that name");
        }
        setup.groups().stream()
                .map(GroupState::setup)
                .takeWhile(other -> !other.name().equals(findings.group().name()))
                .filter(other -> node.equals(name(other.system())))
                .findFirst()
                .ifPresent(other -> findings.fault(
                        "group " + other.name() + " has the same node name '" + node + "': both raise every alarm",
                        "give one of the two another name and directives of its own, or delete it"));
    }

    private static String name(@Nullable SystemSetup system) {
        return system == null || system.kind() != Kind.BACKEND ? "" : Objects.requireNonNullElse(system.tag(NODE), "");
    }

    private static void keeps(SystemFindings findings) {
        Duration yields = findings.group().yields().after();
        if (yields != null) {
            findings.fault(
                    "it carries the tag '" + Tags.YIELDS_AFTER + "': after " + yields.toSeconds()
                            + " s a backend is let go with the alarms on its disk that were not shipped",
                    "take the tag off");
        }
        int most = findings.system().size().most();
        if (most > 1) {
            findings.fault(
                    "its MaxSize is " + most
                            + ", and a backend is one of its name: a second node raises every alarm again",
                    "set its MaxSize to 1; more backends are more stacks, each with directives of its own");
        }
    }

    private static void overlap(SystemFindings findings, Settings settings) {
        String overlap = findings.system().tag(OVERLAP);
        if (overlap == null || !overlap.matches(NUMBER)) {
            findings.fault(
                    (overlap == null
                                    ? "it does not carry the tag '" + OVERLAP + "'"
                                    : "its tag '" + OVERLAP + "' is '" + overlap + "'")
                            + ": whether a backend goes on until its successor knows what it knows is not clear; want"
                            + " seconds",
                    "deploy it again with Overlap=" + USUAL + " or the largest sum of a directive's rule timeouts");
            return;
        }
        long seconds = Long.parseLong(overlap);
        if (seconds == 0) {
            findings.risk(
                    "its overlap is 0: each replacement loses what is published until the successor sees events, and"
                            + " every correlation that is open",
                    "deploy it again with Overlap=" + USUAL + " or the largest sum of a directive's rule timeouts");
            return;
        }
        Hooked hook = findings.group().hook(settings.hookName());
        Duration hold = hook == null || hook.globalTimeout().compareTo(settings.maxHold()) > 0
                ? settings.maxHold()
                : hook.globalTimeout();
        if (seconds >= hold.toSeconds()) {
            findings.risk(
                    "its overlap is " + seconds + " s, and a node is held for at most " + hold.toSeconds()
                            + " s: it is given up before its overlap is over",
                    "shorten the overlap, or raise " + Settings.MAX_HOLD + " and the hook's HeartbeatTimeout");
        }
    }

    private static void queue(SystemFindings findings) {
        String queue = findings.system().tag(MAX_QUEUE);
        if (queue == null || !queue.matches(NUMBER)) {
            findings.risk(
                    (queue == null
                                    ? "it does not carry the tag '" + MAX_QUEUE + "'"
                                    : "its tag '" + MAX_QUEUE + "' is '" + queue + "'")
                            + ": whether dsiem skips events when it is busy is not clear",
                    "deploy it again with MaxQueue=0");
        } else if (Long.parseLong(queue) > 0) {
            findings.risk(
                    "its queue is bounded (" + MAX_QUEUE + "=" + queue
                            + "): dsiem then skips events when it is busy. With dsiem's defaults 18 to 33 % of the"
                            + " alarms were lost at 800 events/s while nothing was terminated",
                    "deploy it again with MaxQueue=0, and watch its memory");
        }
    }
}
