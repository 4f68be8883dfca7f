package io.drainguard.proofs.demo.report;

import java.util.ArrayDeque;
import java.util.Deque;

/// Writes HTML and the SVG in it. There is no way past the escaping but [#style].
final class Html {
    private final StringBuilder text = new StringBuilder("<!DOCTYPE html>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /// Opens an element.
    ///
    /// @param attributes names and values in turn
    Html open(String tag, String... attributes) {
        tag(tag, attributes).append('>');
        open.push(tag);
        return this;
    }

    /// Closes the element that was opened last.
    Html close() {
        text.append("</").append(open.pop()).append(">\n");
        return this;
    }

    /// An element with a text.
    Html leaf(String tag, String content, String... attributes) {
        return open(tag, attributes).text(content).close();
    }

    /// An element of HTML that has no end tag.
    Html alone(String tag, String... attributes) {
        tag(tag, attributes).append(">\n");
        return this;
    }

    /// A shape of SVG; what it says is told where somebody points at it.
    Html shape(String tag, String says, String... attributes) {
        if (says.isEmpty()) {
            tag(tag, attributes).append("/>\n");
            return this;
        }
        return open(tag, attributes).leaf("title", says).close();
    }

    /// A text.
    Html text(String content) {
        text.append(escaped(content));
        return this;
    }

    /// A style sheet of the project's own, as it is.
    Html style(String sheet) {
        open("style");
        text.append(sheet);
        return close();
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("not closed: " + open);
        }
        return text.toString();
    }

    private StringBuilder tag(String tag, String... attributes) {
        text.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]))
                    .append('"');
        }
        return text;
    }

    private static String escaped(String content) {
        StringBuilder safe = new StringBuilder(content.length());
        content.codePoints().forEach(one -> {
            switch (one) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                case '\n', '\t' -> safe.appendCodePoint(one);
                default -> safe.appendCodePoint(isShown(one) ? one : '\ufffd');
            }
        });
        return safe.toString();
    }

    /// Half of a pair, and what steers a terminal, is no text; nor is what turns the direction of what follows.
    private static boolean isShown(int one) {
        return switch (Character.getType(one)) {
            case Character.CONTROL, Character.SURROGATE, Character.FORMAT, Character.UNASSIGNED -> false;
            default -> true;
        };
    }
}
