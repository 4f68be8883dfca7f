package io.drainguard.dashboard;

import java.util.Locale;

/// An SVG picture that is drawn element by element. Its colors follow the reader's light or dark page.
final class Svg {
    /// Text, lines and areas of a light page, and of a dark one.
    private static final String STYLE = """
            <style>
            svg { --page: #ffffff; --panel: #ffffff; --edge: #d5dbdb; --text: #16191f; --faint: #545b64; --grid: #eaeded; }
            @media (prefers-color-scheme: dark) {
            svg { --page: #0d1117; --panel: #161b22; --edge: #30363d; --text: #e6edf3; --faint: #9198a1; --grid: #262c36; }
            }
            text { font-family: system-ui, "Segoe UI", Roboto, Helvetica, Arial, sans-serif; fill: var(--text); }
            .faint { fill: var(--faint); }
            .bold { font-weight: 600; }
            .panel { fill: var(--panel); stroke: var(--edge); }
            .page { fill: var(--page); }
            .grid { stroke: var(--grid); }
            .line { fill: none; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
            </style>
            """;

    private final StringBuilder elements = new StringBuilder();
    private final int width;
    private final int height;
    private final String title;

    Svg(int width, int height, String title) {
        this.width = width;
        this.height = height;
        this.title = title;
        rectangle("page", 0, 0, width, height, 0);
    }

    void rectangle(String kind, double x, double y, double wide, double high, double radius) {
        elements.append(text(
                "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" rx=\"%s\"/>\n",
                kind, number(x), number(y), number(wide), number(high), number(radius)));
    }

    void dot(String color, double x, double y, double radius) {
        elements.append(text(
                "<circle fill=\"%s\" cx=\"%s\" cy=\"%s\" r=\"%s\"/>\n", color, number(x), number(y), number(radius)));
    }

    /// @param anchor `start`, `middle` or `end`
    void write(String kind, double x, double y, int size, String anchor, String words) {
        elements.append(text(
                "<text class=\"%s\" x=\"%s\" y=\"%s\" font-size=\"%d\" text-anchor=\"%s\">%s</text>\n",
                kind, number(x), number(y), size, anchor, escaped(words)));
    }

    void rule(double x, double y, double toX, double toY) {
        elements.append(text(
                "<line class=\"grid\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n",
                number(x), number(y), number(toX), number(toY)));
    }

    void line(String color, String path) {
        elements.append(text("<path class=\"line\" stroke=\"%s\" d=\"%s\"/>\n", color, path));
    }

    /// A number with one digit behind the point at most, large ones with commas.
    static String number(double value) {
        String written = text(value >= 10_000 ? "%,.0f" : "%.1f", value);
        return written.endsWith(".0") ? written.substring(0, written.length() - 2) : written;
    }

    private static String text(String pattern, Object... values) {
        return String.format(Locale.ROOT, pattern, values);
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    @Override
    public String toString() {
        return text(
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                                + " aria-label=\"%s\">\n<title>%s</title>\n",
                        width, height, width, height, escaped(title), escaped(title))
                + STYLE
                + elements
                + "</svg>\n";
    }
}
