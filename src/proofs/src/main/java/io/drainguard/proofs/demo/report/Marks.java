package io.drainguard.proofs.demo.report;

/// The signs of the picture. Each differs from all others in its shape, and not in its colour alone.
final class Marks {
    private Marks() {}

    /// The sign of a look.
    static void look(Html html, String x, int y, LookSeen.Answer answer, String says) {
        at(html, x, y);
        switch (answer) {
            case EMPTY -> html.shape("circle", says, "class", "m-empty", "r", "5");
            case PENDING ->
                html.shape("rect", says, "class", "m-pending", "x", "-5", "y", "-5", "width", "10", "height", "10");
            case UNKNOWN -> {
                html.shape("path", says, "class", "m-unknown", "d", "M0-8 8 0 0 8-8 0z");
                html.leaf("text", "?", "class", "m-letter", "y", "3.5", "aria-hidden", "true");
            }
            case UNDER_WAY -> html.shape("path", says, "class", "m-open", "d", "M-5-4 3 0-5 4z");
        }
        html.close();
    }

    /// The sign of a decision.
    static void decision(Html html, String x, int y, String decision, String says) {
        at(html, x, y);
        switch (decision) {
            case "hold" ->
                html.shape("rect", says, "class", "m-hold", "x", "-2", "y", "-7", "width", "4", "height", "14");
            case "release", "terminate" -> html.shape("path", says, "class", "m-release", "d", "M-5-7 7 0-5 7z");
            case "give up" -> html.shape("path", says, "class", "m-giveup", "d", "M-6-6 6 6M6-6-6 6");
            default -> html.shape("rect", says, "class", "m-leave", "x", "-4", "y", "-4", "width", "8", "height", "8");
        }
        html.close();
    }

    /// The sign of a heartbeat.
    static void heartbeat(Html html, String x, int y, String says) {
        at(html, x, y);
        html.shape("path", says, "class", "m-beat", "d", "M-7 0h3l2-6 3 11 2-5h4");
        html.close();
    }

    /// What went wrong, by its number in the list.
    static void fault(Html html, String x, int height, int number, String says) {
        at(html, x, 0);
        html.shape("line", "", "class", "fault", "y1", "0", "y2", height + "");
        html.shape("circle", says, "class", "fault-at", "cy", "33", "r", "8");
        html.leaf("text", number + "", "class", "m-letter", "y", "36.5", "aria-hidden", "true");
        html.close();
    }

    /// A sign with its word.
    static void legend(Html html, Runnable sign, String word) {
        html.open("li").open("svg", "width", "20", "height", "20", "aria-hidden", "true");
        sign.run();
        html.close().leaf("span", word).close();
    }

    private static void at(Html html, String x, int y) {
        html.open("svg", "x", x, "y", y + "", "overflow", "visible", "class", "mark");
    }
}
