package io.drainguard.cli;

import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Policy;
import io.drainguard.decide.Units;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Group;
import io.drainguard.sweep.Hook;
import io.drainguard.sweep.InstanceDetails;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.Tags;
import io.drainguard.sweep.TerminationNotice;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What the guard would do with a termination event and why, in lines of text. Pure.
final class Explanation {
    private static final String ROW = "%-16s  %-9s  %-36s  %s";

    private final List<String> lines = new ArrayList<>();

    /// The lines so far.
    List<String> lines() {
        return List.copyOf(lines);
    }

    /// A fact with its name.
    Explanation fact(String name, String text) {
        lines.add("%-8s  %s".formatted(name, text));
        return this;
    }

    /// What the event itself says.
    Explanation event(TerminationNotice hint) {
        return fact(
                "event",
                "termination of node " + hint.node() + ", hook '" + hint.hook() + "'"
                        + (hint.at().equals(Instant.EPOCH) ? "" : ", of " + Format.time(hint.at())));
    }

    /// Everything that counts for the decision.
    Explanation node(WhatIf node, TerminationNotice hint, Settings settings) {
        group(node.group());
        Hook hook = node.hook();
        if (node.group() != null) {
            fact("node", state(node.state()));
        }
        if (node.state() != null) {
            hook(hook, hint, settings);
        }
        if (hook != null && node.group() != null) {
            Policy policy = node.group().policy(settings.maxHold()).within(hook.globalTimeout());
            fact("ceiling", Units.span(policy.ceiling()) + ", then " + then(policy));
        }
        machine(node, settings);
        return this;
    }

    /// What each of these looks would lead to; or, where none is asked for, why.
    ///
    /// @return whether the node can be served
    boolean decisions(WhatIf node, TerminationNotice hint, List<Look> looks) {
        List<RecordingJournal> outcomes =
                looks.stream().map(look -> node.on(hint, look)).toList();
        RecordingJournal first = outcomes.getFirst();
        if (!first.ignored.isEmpty()) {
            fact("so", "the event is left alone: " + first.ignored.getFirst());
            return true;
        }
        List<Settled> decided =
                outcomes.stream().flatMap(notes -> notes.decided.stream()).toList();
        if (!decided.isEmpty()) {
            lines.add("");
            lines.add(ROW.formatted("look", "decision", "volumes", "reason"));
            decided.forEach(this::row);
        }
        first.failures.forEach(failure -> fact("failure", failure));
        return first.failures.isEmpty();
    }

    private void row(Settled decided) {
        String look = switch (decided.look()) {
            case Empty _ -> "empty";
            case Pending pending -> pending.what().count(pending.files());
            case Unknown unknown -> "unknown";
        };
        lines.add(ROW.formatted(
                        look,
                        Format.decision(decided.decision()),
                        decided.volumes().text(),
                        decided.decision().reason())
                .stripTrailing());
    }

    private void group(@Nullable Group group) {
        if (group == null) {
            fact("group", "does not carry the tag '" + Tags.GUARDED + "'");
        } else {
            fact(
                    "group",
                    "carries the tag '" + Tags.GUARDED + "', its drain document is '" + group.document()
                            + "'; a node given up is " + (group.retains() ? "kept" : "not kept"));
        }
    }

    private static String then(Policy policy) {
        if (policy.yields()) {
            return "released whatever the look says, since the group yields; held on where an operator says so";
        }
        return policy.retains() ? "given up, and kept by the group" : "held on until AWS ends the wait";
    }

    private static String state(@Nullable String state) {
        return state == null ? "neither waits nor is retained, or has gone" : state;
    }

    private void hook(@Nullable Hook hook, TerminationNotice hint, Settings settings) {
        if (hook == null) {
            fact("hook", "the group has none of the name '" + settings.hookName() + "'");
            return;
        }
        String other = hook.name().equals(hint.hook()) ? "" : "; the event's is another one, so its token is not used";
        fact(
                "hook",
                "'" + hook.name() + "', period " + Units.span(hook.heartbeat()) + ", AWS ends the wait after "
                        + Units.span(hook.globalTimeout()) + other);
    }

    private void machine(WhatIf node, Settings settings) {
        InstanceDetails machine = node.machine();
        Operator ofGroup = node.override();
        String group = ofGroup == Operator.SILENT ? "" : "; by a tag of its group " + word(ofGroup);
        if (machine == null) {
            fact(
                    "instance",
                    "EC2 does not know it; it counts as ended once two readings at least 2 minutes apart say so"
                            + group);
            return;
        }
        fact("instance", (machine.ended() ? "has ended; " : "") + "operator " + word(machine.operator()) + group);
        fact("volumes", volumes(machine, settings));
    }

    /// Whether a machine carries the tag that lets a drain document run on it.
    static String tag(InstanceDetails machine) {
        String document = machine.membership().document();
        if (document == null) {
            return "does not carry the tag '" + Tags.GUARDED + "'";
        }
        return "carries the tag '" + Tags.GUARDED + "'"
                + (machine.guarded() ? "" : " with the value '" + document + "', which is no drain document");
    }

    /// What the guard would do for an instance that EC2 takes back.
    static String reclaimed(VolumeOutcome planned) {
        return planned.isLoss()
                ? "nothing of it can be protected any more: " + planned.text()
                : "its volumes are protected at once, without a look, since no hook holds it"
                        + (planned instanceof VolumeOutcome.FlagsSet ? "" : ": " + planned.text());
    }

    /// What an operator asks for, in a word, and its meaning where that is not plain.
    static String word(Operator operator) {
        return operator == Operator.UNCLEAR
                ? "unclear, a tag that says neither 'hold' nor 'release', which counts as hold"
                : operator.word();
    }

    /// Which volumes of a machine would be deleted with it.
    static String volumes(InstanceDetails machine, Settings settings) {
        List<String> going = machine.unprotected().stream()
                .map(volume -> volume.device() + " (" + volume.volume() + ")")
                .toList();
        String off = settings.protectVolumes() ? "" : "; protection is off (" + Settings.PROTECT_VOLUMES + ")";
        if (machine.volumes().isEmpty()) {
            return "none is attached" + off;
        }
        return (going.isEmpty()
                        ? "all outlive the node"
                        : "would be deleted with the node: " + String.join(", ", going))
                + off;
    }

    /// One of each kind.
    static List<Look> each(Instant now) {
        return List.of(
                new Empty(),
                new Pending(1, 1, now),
                new Unknown("the agent is offline, or the answer late, cut or malformed"));
    }
}
