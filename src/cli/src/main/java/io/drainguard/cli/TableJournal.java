package io.drainguard.cli;

import io.drainguard.decide.Decision;
import io.drainguard.decide.Decision.GiveUp;
import io.drainguard.decide.Decision.Hold;
import io.drainguard.decide.Decision.Leave;
import io.drainguard.decide.Decision.Release;
import io.drainguard.decide.Decision.Terminate;
import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.decide.Node;
import io.drainguard.decide.NodeId;
import io.drainguard.decide.Phase;
import io.drainguard.decide.Units;
import io.drainguard.sweep.ActionOutcome;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Measure;
import io.drainguard.sweep.Report;
import io.drainguard.sweep.Settled;
import io.drainguard.sweep.VolumeOutcome;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The journal as people read it: a row for each decision, and a line for each sweep.
final class TableJournal implements Journal {
    private static final String ROW = "%9s  %-30s  %-19s  %12s  %7s  %9s  %-9s  %s";
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("HH:mm:ss'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final String RED = "\u001b[31m";
    private static final String GREEN = "\u001b[32m";
    private static final String YELLOW = "\u001b[33m";
    private static final String RESET = "\u001b[0m";

    private final Terminal terminal;
    private boolean headed;

    TableJournal(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void decided(Settled settled) {
        Node node = settled.node();
        Decision decision = settled.decision();
        String row = ROW.formatted(
                SECOND.format(now()),
                node.id(),
                node.state(),
                node.phase() == Phase.RETAINED ? "-" : Units.span(node.heldFor()),
                files(settled.look()),
                bytes(settled.look()),
                Format.decision(decision),
                sentence(settled));
        print(colour(decision), row);
    }

    @Override
    public void reclaimed(NodeId node, String reason, VolumeOutcome volumes, @Nullable Fault unmarked) {
        line("%9s  %-30s  %s; volumes: %s".formatted(SECOND.format(now()), node, reason, volumes.text())
                + (unmarked == null ? "" : "; marks missing: " + unmarked.getMessage()));
    }

    @Override
    public void ignored(String subject, String reason) {
        line("%9s  %s: left alone, %s".formatted(SECOND.format(now()), subject, reason));
    }

    @Override
    public void swept(Report report) {
        summary("swept " + Format.count(report.groups(), "group"), report);
    }

    @Override
    public void collected(Report report) {
        long nodes = report.released() + report.of(Measure.RETAINED_TERMINATED) + report.of(Measure.GIVEN_UP);
        summary("settled " + Format.count(nodes, "node"), report);
    }

    private void summary(String what, Report report) {
        line("%9s  %s: %s".formatted(SECOND.format(now()), what, counts(report)));
        report.failures().forEach(this::failed);
    }

    /// Says on the error stream what could not be done.
    void failed(String sentence) {
        terminal.err().println(painted(RED, "drainguard: " + sentence));
    }

    private static String counts(Report report) {
        List<String> parts = new ArrayList<>(List.of(
                report.of(Measure.NODES_WAITING) + " held",
                report.released() + " released",
                report.of(Measure.NODES_RETAINED) + " retained",
                report.of(Measure.RETAINED_TERMINATED) + " terminated"));
        if (report.of(Measure.NODES_UNKNOWN) > 0) {
            parts.add(Format.count(report.of(Measure.NODES_UNKNOWN), "node") + " unknown");
        }
        if (report.of(Measure.PENDING_FILES) > 0) {
            parts.add(Format.count(report.of(Measure.PENDING_FILES), "file") + " of "
                    + Units.bytes(report.of(Measure.PENDING_BYTES)) + " queued");
        }
        if (!report.failures().isEmpty()) {
            parts.add(Format.count(report.failures().size(), "failure"));
        }
        return String.join(", ", parts);
    }

    /// What became of flags and calls is worth a word only where something did.
    private static String sentence(Settled settled) {
        List<String> parts = new ArrayList<>(List.of(settled.decision().reason()));
        if (isWorthAWord(settled.volumes())) {
            parts.add("volumes: " + settled.volumes().text());
        }
        if (isWorthAWord(settled.outcome())) {
            parts.add(settled.outcome().text());
        }
        settled.unmarked().forEach(fault -> parts.add("marks missing: " + fault.getMessage()));
        return String.join("; ", parts);
    }

    private static boolean isWorthAWord(VolumeOutcome volumes) {
        return switch (volumes) {
            case VolumeOutcome.Kept _, VolumeOutcome.AlreadyProtected _ -> false;
            case VolumeOutcome.NoVolumes _,
                    VolumeOutcome.FlagsSet _,
                    VolumeOutcome.Restored _,
                    VolumeOutcome.Unmarked _,
                    VolumeOutcome.ProtectionOff _,
                    VolumeOutcome.Unread _,
                    VolumeOutcome.Deferred _,
                    VolumeOutcome.GoneWithNode _,
                    VolumeOutcome.Outlived _,
                    VolumeOutcome.DryRun _,
                    VolumeOutcome.Failed _ -> true;
        };
    }

    private static boolean isWorthAWord(ActionOutcome outcome) {
        return switch (outcome) {
            case ActionOutcome.Done _, ActionOutcome.Left _, ActionOutcome.HeartbeatNotDue _ -> false;
            case ActionOutcome.AlreadyEnded _,
                    ActionOutcome.NotHeld _,
                    ActionOutcome.HeldInstead _,
                    ActionOutcome.DryRun _,
                    ActionOutcome.Failed _,
                    ActionOutcome.FailedWithoutTag _ -> true;
        };
    }

    private static String files(Look look) {
        return switch (look) {
            case Empty _ -> "0";
            case Pending pending -> pending.files() + (pending.ofConnections() ? " conn." : "");
            case Unknown unknown -> "?";
        };
    }

    private static String bytes(Look look) {
        return switch (look) {
            case Empty _ -> "0 B";
            case Pending pending -> pending.ofConnections() ? "-" : Units.bytes(pending.bytes());
            case Unknown unknown -> "?";
        };
    }

    private static String colour(Decision decision) {
        return switch (decision) {
            case Release release -> GREEN;
            case Terminate terminate -> GREEN;
            case Hold hold -> hold.alarms() ? RED : YELLOW;
            case GiveUp giveUp -> RED;
            case Leave leave -> RED;
        };
    }

    private void print(String colour, String row) {
        if (!headed) {
            headed = true;
            line(ROW.formatted("time", "node", "state", "waiting for", "files", "bytes", "decision", "reason"));
        }
        line(painted(colour, row));
    }

    private void line(String text) {
        terminal.out().println(text.stripTrailing());
        terminal.out().flush();
    }

    private String painted(String colour, String text) {
        return terminal.colours() ? colour + text + RESET : text;
    }

    private Instant now() {
        return terminal.time().instant();
    }
}
