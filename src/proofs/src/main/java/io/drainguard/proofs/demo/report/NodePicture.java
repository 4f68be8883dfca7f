package io.drainguard.proofs.demo.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/// Draws one node's way: its states, the bytes on its disk, the looks at it and the decisions about it, on one axis.
///
/// Every place on the axis is a percentage and every height a number of pixels, so that letters keep their size on a
/// narrow screen.
final class NodePicture {
    private static final int BAND = 22;
    private static final int CURVE_TOP = 44;
    private static final int CURVE = 70;
    private static final int LOOKS = 134;
    private static final int DECISIONS = 160;
    private static final int BOTTOM = 174;
    private static final int HEIGHT = BOTTOM + 20;

    /// A state's word needs so much of the width, the second one on a phone.
    private static final double WIDE = 0.14;

    private static final double NARROW = 0.4;

    private final Recording recording;
    private final Axis axis;
    private final long most;
    private final List<Happening> faults;

    /// @param faults what went wrong, in the order of their numbers
    NodePicture(Recording recording, Axis axis, List<Happening> faults) {
        this.recording = recording;
        this.axis = axis;
        this.faults = faults;
        this.most = recording.nodes().stream()
                .flatMap(node -> node.held().stream())
                .mapToLong(Held::bytes)
                .max()
                .orElse(0);
    }

    /// Draws it.
    void draw(Html html, NodeStory node) {
        html.open("section", "class", "node", "data-node", node.id());
        html.open("h3")
                .leaf("code", node.id())
                .leaf("span", " " + node.held().getFirst().text() + " at the scale-in", "class", "muted")
                .leaf("strong", node.outcome(), "class", node.good() ? "good" : "bad")
                .close();
        html.open("div", "class", "lane");
        labels(html);
        html.open("svg", "width", "100%", "height", HEIGHT + "", "role", "img", "aria-label", inWords(node));
        axis.draw(html, BOTTOM);
        node.stays().forEach(stay -> band(html, stay));
        curve(html, node);
        ceiling(html, node);
        node.looks().forEach(look -> look(html, look));
        node.heartbeats()
                .forEach(beat -> Marks.heartbeat(html, axis.at(beat), DECISIONS, "heartbeat at " + time(beat)));
        recording.decisions().stream()
                .filter(decision -> decision.node().equals(node.id()) && axis.shows(decision.at()))
                .forEach(decision -> Marks.decision(
                        html,
                        axis.at(decision.at()),
                        DECISIONS,
                        decision.decision(),
                        time(decision.at()) + " " + decision.decision() + ": " + decision.reason()));
        for (int i = 0; i < faults.size(); i++) {
            Happening fault = faults.get(i);
            Marks.fault(html, axis.at(fault.at()), BOTTOM, i + 1, time(fault.at()) + " " + fault.text());
        }
        html.close().close().close();
    }

    private static void labels(Html html) {
        html.open("svg", "class", "gutter", "width", "100%", "height", HEIGHT + "", "aria-hidden", "true")
                .leaf("text", "state", "y", "15")
                .leaf("text", "on disk", "y", CURVE_TOP + CURVE / 2 + 4 + "")
                .leaf("text", "looks", "y", LOOKS + 4 + "")
                .leaf("text", "decisions", "y", DECISIONS + 4 + "")
                .close();
    }

    private void band(Html html, Stay stay) {
        double part = axis.part(stay.to()) - axis.part(stay.from());
        String word = stay.state().text();
        html.shape(
                "rect",
                word + ", " + time(stay.from()) + " to " + time(stay.to()),
                "class",
                "state " + kind(stay),
                "x",
                axis.at(stay.from()),
                "width",
                axis.across(stay.from(), stay.to()),
                "height",
                BAND + "");
        if (part > WIDE) {
            html.leaf(
                    "text",
                    word,
                    "class",
                    part > NARROW ? "state-word" : "state-word narrow",
                    "x",
                    axis.at(stay.from()),
                    "dx",
                    "6",
                    "y",
                    "15",
                    "aria-hidden",
                    "true");
        }
    }

    private static String kind(Stay stay) {
        return switch (stay.state()) {
            case IN_SERVICE -> "s-serving";
            case TERMINATING_WAIT -> "s-wait";
            case TERMINATING_RETAINED -> "s-retained";
            case TERMINATED -> "s-gone";
            default -> "s-leaving";
        };
    }

    private void curve(Html html, NodeStory node) {
        html.shape("line", "", "class", "base", "x2", "100%", "y1", curveEnd(), "y2", curveEnd());
        if (node.held().stream().allMatch(held -> held.files() == 0)) {
            html.leaf("text", "no data", "class", "tick", "x", "0", "dx", "6", "y", CURVE_TOP + CURVE - 6 + "");
            return;
        }
        StringBuilder line = new StringBuilder();
        for (Held held : node.held()) {
            line.append(line.isEmpty() ? "M" + x(held.at()) + " " + y(held) : "H" + x(held.at()) + "V" + y(held));
        }
        line.append('H').append(x(diskEnd(node)));
        String from = x(node.held().getFirst().at());
        html.open(
                        "svg",
                        "y",
                        CURVE_TOP + "",
                        "width",
                        "100%",
                        "height",
                        CURVE + "",
                        "viewBox",
                        "0 0 1000 " + CURVE,
                        "preserveAspectRatio",
                        "none")
                .shape("path", bytesInWords(node), "class", "area", "d", line + "V" + CURVE + "H" + from + "Z")
                .shape("path", "", "class", "curve", "d", line.toString())
                .close();
        html.leaf(
                "text",
                Words.size(node.held().getFirst().bytes()),
                "class",
                "size",
                "x",
                "0",
                "dx",
                "6",
                "y",
                size(node));
    }

    private String size(NodeStory node) {
        return Math.round(CURVE_TOP + height(node.held().getFirst()) - 5) + "";
    }

    /// Until when its disk is of this world.
    private Instant diskEnd(NodeStory node) {
        return node.stays().stream()
                .filter(stay -> kind(stay).equals("s-gone"))
                .map(Stay::from)
                .findFirst()
                .orElse(axis.end());
    }

    private void ceiling(Html html, NodeStory node) {
        Instant ceiling = node.ceiling();
        if (ceiling != null && axis.shows(ceiling)) {
            String x = axis.at(ceiling);
            html.shape(
                    "line",
                    "the ceiling, at " + time(ceiling),
                    "class",
                    "ceiling",
                    "x1",
                    x,
                    "x2",
                    x,
                    "y2",
                    BOTTOM + "");
            boolean right = axis.part(ceiling) > 0.5;
            html.leaf(
                    "text",
                    "ceiling",
                    "class",
                    right ? "ceiling-word before" : "ceiling-word",
                    "x",
                    x,
                    "dx",
                    right ? "-5" : "5",
                    "y",
                    CURVE_TOP + 20 + "");
        }
    }

    private void look(Html html, LookSeen look) {
        Instant end = look.ended() == null ? axis.end() : look.ended();
        String y = LOOKS + "";
        html.shape("line", "", "class", "under-way", "x1", axis.at(look.sent()), "x2", axis.at(end), "y1", y, "y2", y);
        String says = "sent " + time(look.sent()) + ", " + (look.ended() == null ? "not over" : "ended " + time(end))
                + ": " + look.answer().word() + (look.detail().isEmpty() ? "" : ", " + look.detail());
        Marks.look(html, axis.at(end), LOOKS, look.answer(), says);
    }

    /// What somebody hears who does not see it.
    private String inWords(NodeStory node) {
        Duration waited = node.waited();
        return "Time line of " + node.id() + ". " + bytesInWords(node) + " It waited for " + Words.length(waited) + "; "
                + node.looks().size() + " looks. In the end: " + node.outcome()
                + ". The tables below tell each look and decision.";
    }

    private String bytesInWords(NodeStory node) {
        Instant last = node.lastFile();
        return node.held().getFirst().text() + " at the scale-in, "
                + (last == null ? node.atLast().text() + " in the end." : "the last file went at " + time(last) + ".");
    }

    private String x(Instant at) {
        return String.format(Locale.ROOT, "%.1f", axis.part(at) * 1000);
    }

    private String y(Held held) {
        return String.format(Locale.ROOT, "%.1f", height(held));
    }

    private double height(Held held) {
        return CURVE - (double) held.bytes() / most * (CURVE - 2);
    }

    private static String curveEnd() {
        return CURVE_TOP + CURVE + "";
    }

    private String time(Instant at) {
        return Words.since(recording, at);
    }
}
