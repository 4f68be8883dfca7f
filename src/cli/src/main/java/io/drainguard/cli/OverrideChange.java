package io.drainguard.cli;

import io.drainguard.aws.setup.OverrideTags;
import io.drainguard.cli.NodeFinder.Found;
import java.io.IOException;
import java.time.Instant;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Sets or removes an operator's override, after the operator has confirmed it.
final class OverrideChange {
    /// An instance's id or the beginning of an id. An empty script variable must not match every node.
    private static final Pattern LETTERS = Pattern.compile("i-.+");

    private final NodeFinder nodes;
    private final OverrideTags tags;
    private final OverrideWriter writer;
    private final Terminal terminal;

    OverrideChange(AwsOptions options, Terminal terminal) {
        this.nodes = new NodeFinder(options.groupSetups(), options.history(), terminal);
        this.tags = options.overrides();
        this.writer = new OverrideWriter(tags, options.volumes());
        this.terminal = terminal;
    }

    /// Finds the node, shows the data at risk, asks the operator, and sets or removes the tags.
    ///
    /// @param name the instance's id, or a prefix that only this id has
    /// @param yes whether to skip the question
    /// @return the exit code
    int carryOut(OverrideRequest request, String name, boolean yes) throws IOException {
        if (!LETTERS.matcher(name).matches()) {
            throw UsageError.unusable(
                    "node '" + name + "': this is neither an instance id nor the beginning of an id; nothing was"
                            + " changed; next: see 'drainguard status'");
        }
        Found node = nodes.find(name);
        if (request == OverrideRequest.RELEASE) {
            releasable(node, name, yes);
        }
        String caller = tags.caller();
        show(request, node, caller);
        Confirmation question = Confirmation.of(request, node, now());
        if (!yes && !question.given(terminal)) {
            say("Nothing was changed.");
            return ExitCodes.UNUSABLE;
        }
        Found found = node;
        if (!yes) {
            found = nodes.find(node.id().instance());
            question.check(found, now());
        }
        String value = request.value();
        say(value == null ? writer.remove(found) : writer.set(found, value, caller, now()));
        return ExitCodes.NONE;
    }

    private static void releasable(Found node, String name, boolean yes) {
        if (yes && !name.equals(node.id().instance())) {
            throw UsageError.unusable(
                    "node " + node.id() + ": '" + name + "' is not its whole id, and --yes asks nothing;"
                            + " nothing was changed; next: give the whole id, or leave out --yes");
        }
        if (!node.held()) {
            throw UsageError.unusable(
                    "node " + node.id() + ": it is " + node.state() + ", so there is nothing to release, and"
                            + " the tag would let it go unseen one day; nothing was changed; next: release it once it waits");
        }
    }

    private void show(OverrideRequest request, Found node, String caller) {
        say(
                "group    " + node.id().group(),
                "node     " + node.id().instance(),
                "state    " + node.state() + (node.held() ? "" : " (it neither waits nor is retained)"),
                "at risk  " + RiskText.of(node.last(), now()),
                "by       " + caller,
                request.outcome());
    }

    private void say(String... lines) {
        Stream.of(lines).forEach(terminal.out()::println);
        terminal.out().flush();
    }

    private Instant now() {
        return terminal.time().instant();
    }
}
