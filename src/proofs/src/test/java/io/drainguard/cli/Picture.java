package io.drainguard.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Draws what a command prints on a terminal as an SVG, light or dark as its reader has it.
final class Picture {
    private static final double COLUMN = 7.8;
    private static final int LINE = 18;
    private static final int MARGIN = 14;
    private static final Pattern PAINTED = Pattern.compile("\u001b\\[([0-9]+)m(.*)\u001b\\[0m");

    /// Letters of ASCII with single blanks between them, or others without.
    private static final Pattern RUN = Pattern.compile("[!-~]+(?: [!-~]+)*|[^ -~]+");

    private static final Map<String, String> PAINTS = Map.of("1", "bold", "31", "red", "33", "yellow", "32", "green");
    private static final String STYLE = """
            <style>
            text { font: 13px ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; fill: #1f2328; white-space: pre }
            .ground { fill: #f6f8fa } .label { fill: #59636e; font-style: italic } .bold { font-weight: bold }
            .red { fill: #b3151f; font-weight: bold } .yellow { fill: #8a5a00 } .green { fill: #0f6b32 }
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3 } .ground { fill: #0d1117 } .label { fill: #9198a1 }
            .red { fill: #ff8880 } .yellow { fill: #e3b341 } .green { fill: #56d364 }
            }
            </style>
            """;

    private Picture() {}

    /// Returns the picture.
    ///
    /// @param columns the width of the terminal; longer lines wrap as they would there
    /// @param label says where the scene comes from
    static String of(String label, String command, String printed, int columns) {
        List<String> lines = new ArrayList<>(List.of("$ " + command));
        printed.lines().forEach(line -> lines.addAll(asOnTheTerminal(line, columns)));
        int width = (int) Math.ceil(columns * COLUMN) + 2 * MARGIN;
        int height = (lines.size() + 2) * LINE + 2 * MARGIN;
        StringBuilder svg = new StringBuilder();
        svg.append(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" role=\"img\">%n"
                        .formatted(width, height, width, height));
        svg.append("<title>").append(escaped(label)).append("</title>\n").append(STYLE);
        svg.append("<rect class=\"ground\" width=\"100%\" height=\"100%\" rx=\"6\"/>\n");
        text(svg, label, "label", 0);
        for (int i = 0; i < lines.size(); i++) {
            Matcher painted = PAINTED.matcher(lines.get(i));
            boolean paints = painted.matches();
            text(
                    svg,
                    paints ? painted.group(2) : lines.get(i),
                    paints ? PAINTS.getOrDefault(painted.group(1), "") : "",
                    i + 2);
        }
        return svg.append("</svg>\n").toString();
    }

    private static List<String> asOnTheTerminal(String line, int columns) {
        Matcher painted = PAINTED.matcher(line);
        if (!painted.matches()) {
            return cut(line, columns);
        }
        return cut(painted.group(2), columns).stream()
                .map(part -> "\u001b[" + painted.group(1) + "m" + part + "\u001b[0m")
                .toList();
    }

    private static List<String> cut(String line, int columns) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        for (int letter : line.codePoints().toArray()) {
            String next = Character.toString(letter);
            if (Columns.of(part + next) > columns) {
                parts.add(part.toString());
                part = new StringBuilder();
            }
            part.append(next);
        }
        parts.add(part.toString());
        return parts;
    }

    /// Each run of letters of one width has a place of its own: whatever the reader's letters are, the text takes as
    /// many columns as on a terminal.
    private static void text(StringBuilder svg, String text, String style, int line) {
        Matcher runs = RUN.matcher(text);
        while (runs.find()) {
            String run = runs.group();
            svg.append(String.format(
                    Locale.ROOT,
                    "<text%s x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" lengthAdjust=\"spacing\">%s</text>%n",
                    style.isEmpty() ? "" : " class=\"" + style + "\"",
                    MARGIN + Columns.of(text.substring(0, runs.start())) * COLUMN,
                    MARGIN + (line + 1) * LINE - 5,
                    Columns.of(run) * COLUMN,
                    escaped(run)));
        }
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
