package io.drainguard.cli;

import io.drainguard.aws.setup.OverrideTags;
import io.drainguard.aws.setup.OverrideTags.Wanted;
import io.drainguard.cli.NodeArguments.Targets;
import io.drainguard.cli.NodeFinder.Found;
import io.drainguard.decide.Operator;
import io.drainguard.sweep.Fault;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Sets or removes an operator's override of nodes, after the operator has confirmed it.
final class OverrideChange {
    private final NodeFinder nodes;
    private final OverrideTags tags;
    private final OverrideWriter writer;
    private final Terminal terminal;

    OverrideChange(AwsOptions options, Terminal terminal) {
        this.nodes = new NodeFinder(options, terminal);
        this.tags = options.overrides();
        this.writer = new OverrideWriter(tags, options.volumes());
        this.terminal = terminal;
    }

    /// What was asked for besides the nodes.
    ///
    /// @param because the reason, `null` for none
    /// @param quietUntil until when alarms are quiet, `null` where they ring
    /// @param yes whether to skip the question
    record Asked(
            OverrideRequest request,
            @Nullable String because,
            @Nullable Instant quietUntil,
            boolean yes) {}

    /// Finds the nodes, shows the data at risk, asks the operator, and sets or removes the tags.
    ///
    /// @return the exit code
    int carryOut(Asked asked, Targets targets) throws IOException {
        if (targets.fromInput() && !asked.yes()) {
            throw UsageError.unusable("standard input names the nodes, so there is nobody to ask there; nothing was"
                    + " changed; next: repeat it with --yes once you are sure");
        }
        boolean release = asked.request() == OverrideRequest.RELEASE;
        List<Found> found = nodes.find(targets, release);
        if (found.isEmpty()) {
            say("group " + targets.group() + ": no node of it waits or was retained; nothing was changed.");
            return ExitCodes.NONE;
        }
        if (release) {
            Releasable.check(found, targets, asked.yes(), terminal);
        }
        if (asked.request() == OverrideRequest.CLEAR && found.stream().noneMatch(OverrideChange::overridden)) {
            report(writer.remove(found));
            return ExitCodes.NONE;
        }
        String caller = tags.caller();
        new OverrideText(asked, caller, now()).lines(found).forEach(this::say);
        Confirmation question = Confirmation.of(asked.request(), found, targets.group(), now());
        if (!asked.yes() && !question.given(terminal)) {
            say("Nothing was changed.");
            return ExitCodes.UNUSABLE;
        }
        if (!asked.yes()) {
            found = nodes.find(whole(found), release);
            question.check(found, now());
        }
        String value = asked.request().value();
        Map<Found, Written> came = value == null
                ? writer.remove(found)
                : writer.set(found, new Wanted(value, asked.because(), asked.quietUntil(), caller, now()));
        return report(came);
    }

    /// The same nodes by their whole ids: a prefix could fit another one by now.
    private static Targets whole(List<Found> found) {
        return new Targets(found.stream().map(node -> node.id().instance()).toList(), null, false);
    }

    private static boolean overridden(Found node) {
        return node.mayCarry(OverrideTags.KEYS) || node.override() != Operator.SILENT;
    }

    /// Tells what came of each node. One node that fails alone fails as its call did.
    private int report(Map<Found, Written> came) {
        if (came.size() == 1) {
            Map.Entry<Found, Written> only = came.entrySet().iterator().next();
            Fault fault = only.getValue().fault();
            if (fault != null) {
                throw new Fault(
                        fault.kind(),
                        only.getValue().text(only.getKey()),
                        Objects.requireNonNullElse(fault.getCause(), fault));
            }
            if (!only.getValue().done()) {
                throw UsageError.wrong(only.getValue().text(only.getKey()));
            }
            say(only.getValue().text(only.getKey()));
            return ExitCodes.NONE;
        }
        came.forEach((node, written) -> {
            if (!written.done()) {
                terminal.err().println("drainguard: " + written.text(node));
            } else if (!written.text(node).equals(Written.PLAIN)) {
                say(node.id() + ": " + written.text(node));
            }
        });
        terminal.err().flush();
        long done = came.values().stream().filter(Written::done).count();
        long none =
                came.values().stream().filter(Written.Absent.class::isInstance).count();
        say("Done for " + (done - none) + " of " + came.size() + " nodes"
                + (none == 0 ? "" : ", " + none + " had no override")
                + (done == came.size()
                        ? ". The guard reads the tags in its next sweep, within a minute or two."
                        : "; the error stream names the others."));
        if (done == came.size()) {
            return ExitCodes.NONE;
        }
        return done == 0 && came.values().stream().allMatch(written -> written.fault() != null)
                ? ExitCodes.UNASKED
                : ExitCodes.WRONG;
    }

    private void say(String... lines) {
        Stream.of(lines).forEach(terminal.out()::println);
        terminal.out().flush();
    }

    private Instant now() {
        return terminal.time().instant();
    }
}
