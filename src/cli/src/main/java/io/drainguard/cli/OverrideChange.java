package io.drainguard.cli;

import static io.drainguard.cli.OperatorCalls.reading;

import io.drainguard.aws.SsmHistory;
import io.drainguard.aws.SsmHistory.Seen;
import io.drainguard.decide.Look;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Operator;
import io.drainguard.decide.Phase;
import io.drainguard.sweep.Fault;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ec2.model.Tag;
import software.amazon.awssdk.services.sts.StsClient;

/// Sets and removes an operator's override, after asking. The operator's own credentials do it, never the guard's.
final class OverrideChange {
    /// An instance's id, or how one begins: an empty variable of a script must name nobody.
    private static final Pattern LETTERS = Pattern.compile("i-.+");

    /// Longest value of a tag (EC2 User Guide, using-tags).
    private static final int LONGEST_TAG = 256;

    private final GroupSetupReader fleets;
    private final SsmHistory history;
    private final Ec2Client ec2;
    private final StsClient sts;
    private final Terminal terminal;

    OverrideChange(AwsOptions access, Terminal terminal) {
        this.fleets = new GroupSetupReader(access.autoScaling(), access.ssm(), access.ec2());
        this.history = access.history();
        this.ec2 = access.ec2();
        this.sts = access.sts();
        this.terminal = terminal;
    }

    /// What is asked for.
    ///
    /// @param value the override's value, `null` to remove it
    /// @param outcome what it leads to, shown before the question
    record OverrideRequest(@Nullable String value, String outcome) {
        boolean releases() {
            return "release".equals(value);
        }
    }

    /// A node, and what its last look showed.
    private record Found(NodeId id, String state, @Nullable Seen last) {
        boolean empty(Instant now) {
            return last != null && last.look() instanceof Look.Empty && !Drain.stale(last, now);
        }
    }

    /// Finds the node, shows what is at stake, asks, and sets or removes the tags.
    ///
    /// @param name the instance's id, or letters that only its id begins with
    /// @param yes whether nothing is asked
    /// @return the exit code
    int carryOut(OverrideRequest wish, String name, boolean yes) throws IOException {
        if (!LETTERS.matcher(name).matches()) {
            throw UsageError.unusable(
                    "node '" + name + "': that is no instance id, nor how one begins; nothing was changed;"
                            + " next: see 'drainguard status'");
        }
        Found node = find(name);
        if (wish.releases() && yes && !name.equals(node.id().instance())) {
            throw UsageError.unusable(
                    "node " + node.id() + ": '" + name + "' is not its whole id, and --yes asks nothing;"
                            + " nothing was changed; next: give the whole id, or leave out --yes");
        }
        if (wish.releases() && Phase.of(node.state()) == null) {
            throw UsageError.unusable(
                    "node " + node.id() + ": it is " + node.state() + ", so there is nothing to release, and"
                            + " the tag would let it go unseen one day; nothing was changed; next: release it once it waits");
        }
        String caller = reading("asking who you are", () -> sts.getCallerIdentity(request -> {}))
                .arn();
        show(wish, node, caller);
        boolean grave = wish.releases() && !node.empty(terminal.time().instant());
        if (!yes && !confirmed(node, grave)) {
            terminal.out().println("Nothing was changed.");
            terminal.out().flush();
            return ExitCodes.UNUSABLE;
        }
        if (!yes) {
            stillSo(wish, node, grave);
        }
        set(wish, node, caller);
        terminal.out().println("Done. The guard reads the tag in its next sweep, within a minute or two.");
        terminal.out().flush();
        return ExitCodes.NONE;
    }

    private Found find(String name) {
        List<GroupSetup> groups = fleets.tagged();
        record Candidate(GroupSetup group, GroupSetup.Member member) {}
        List<Candidate> candidates = groups.stream()
                .flatMap(group -> group.members().stream().map(member -> new Candidate(group, member)))
                .filter(candidate -> candidate.member().instance().startsWith(name))
                .toList();
        List<Candidate> exact = candidates.stream()
                .filter(candidate -> candidate.member().instance().equals(name))
                .toList();
        List<Candidate> chosen = exact.isEmpty() ? candidates : exact;
        if (chosen.isEmpty()) {
            throw UsageError.unusable("node " + name + ": it is in none of the tagged groups "
                    + groups.stream().map(GroupSetup::name).toList()
                    + "; nothing was changed; next: see 'drainguard status', or choose another --region");
        }
        if (chosen.size() > 1) {
            throw UsageError.unusable("node " + name + ": " + chosen.size() + " nodes begin with that: "
                    + chosen.stream()
                            .map(one -> one.group().name() + "/" + one.member().instance())
                            .limit(5)
                            .toList()
                    + "; nothing was changed; next: give more letters");
        }
        Candidate one = chosen.getFirst();
        return new Found(
                new NodeId(one.group().name(), one.member().instance()),
                one.member().state(),
                last(one.member().instance(), one.group().document()));
    }

    /// The last look; one that cannot be read must not stop an operator, who is told that nobody knows.
    private @Nullable Seen last(String instance, String document) {
        try {
            Instant now = terminal.time().instant();
            List<Seen> seen = history.newest(instance, document, now.minus(Duration.ofDays(2)), now);
            return seen.isEmpty() ? null : seen.getLast();
        } catch (Fault unread) {
            terminal.err().println("drainguard: node " + instance + ": " + unread.getMessage());
            terminal.err().flush();
            return null;
        }
    }

    private void show(OverrideRequest wish, Found node, String caller) {
        Stream.of(
                        "group    " + node.id().group(),
                        "node     " + node.id().instance(),
                        "state    " + node.state()
                                + (Phase.of(node.state()) == null ? " (it neither waits nor is retained)" : ""),
                        "at risk  " + risk(node),
                        "by       " + caller,
                        wish.outcome())
                .forEach(terminal.out()::println);
        terminal.out().flush();
    }

    private String risk(Found node) {
        Seen last = node.last();
        if (last == null) {
            return "unknown: its history of the last 48 hours holds no look";
        }
        String age = ", by a look "
                + Format.span(Duration.between(last.at(), terminal.time().instant())) + " ago";
        return switch (last.look()) {
            case Look.Empty() ->
                Drain.stale(last, terminal.time().instant())
                        ? "unknown: its queues were empty" + age + ", which says nothing of now"
                        : "nothing: its queues were empty" + age;
            case Look.Pending(long files, long bytes, Instant oldest) ->
                Format.count(files, "file") + ", " + bytes + " bytes (" + Format.bytes(bytes) + "), oldest of " + oldest
                        + age;
            case Look.Unknown(String reason) -> "unknown: " + reason + age;
        };
    }

    /// A release that may lose data takes the whole id, so that no habit of pressing a key does it.
    private boolean confirmed(Found node, boolean grave) throws IOException {
        if (!terminal.interactive()) {
            throw UsageError.unusable(
                    "node " + node.id() + ": there is no terminal to ask at; nothing was changed; next:"
                            + " repeat it with --yes once you are sure");
        }
        terminal.out().print(grave ? "Type the node's id to release it and lose what it holds: " : "Do it? [y/N] ");
        terminal.out().flush();
        String answer = terminal.in().readLine();
        String said = answer == null ? "" : answer.strip();
        return grave ? said.equals(node.id().instance()) : said.equals("y") || said.equals("yes");
    }

    /// A question may stay open for hours. Whoever answered it meant the node that was shown: it must still stand
    /// there, and what was shown as empty must still be.
    private void stillSo(OverrideRequest wish, Found shown, boolean grave) {
        Found now = find(shown.id().instance());
        if (!now.id().equals(shown.id()) || !now.state().equals(shown.state())) {
            throw changed(shown, "it was " + shown.state() + " when you were asked, and is " + now.state());
        }
        Instant present = terminal.time().instant();
        if (wish.releases() && !grave && !now.empty(present)) {
            throw changed(shown, "its queues were empty when you were asked; now at risk: " + risk(now));
        }
    }

    private static UsageError changed(Found node, String what) {
        return UsageError.unusable(
                "node " + node.id() + ": " + what + "; nothing was changed; next: repeat the command");
    }

    private void set(OverrideRequest wish, Found node, String caller) {
        String instance = node.id().instance();
        String value = wish.value();
        if (value == null) {
            reading(
                    "node " + node.id() + ": removing the override",
                    () -> ec2.deleteTags(
                            request -> request.resources(instance).tags(key(Operator.TAG), key(Operator.TAG_BY))));
            return;
        }
        reading(
                "node " + node.id() + ": setting the override",
                () -> ec2.createTags(request ->
                        request.resources(instance).tags(tag(Operator.TAG, value), tag(Operator.TAG_BY, by(caller)))));
    }

    private String by(String caller) {
        String time = " " + terminal.time().instant().truncatedTo(ChronoUnit.SECONDS);
        int room = LONGEST_TAG - time.length();
        return (caller.length() <= room ? caller : caller.substring(0, room)) + time;
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static Tag key(String key) {
        return Tag.builder().key(key).build();
    }
}
