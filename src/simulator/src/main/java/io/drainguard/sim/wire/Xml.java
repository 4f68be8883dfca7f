package io.drainguard.sim.wire;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes XML elements one after the other; text is escaped.
final class Xml {
    private final StringBuilder out = new StringBuilder(512);

    /// An element with text.
    Xml text(String name, Object value) {
        out.append('<').append(name).append('>');
        escape(String.valueOf(value));
        out.append("</").append(name).append('>');
        return this;
    }

    /// An element with text, or nothing at all when there is no value.
    Xml optional(String name, @Nullable Object value) {
        return value == null ? this : text(name, value);
    }

    /// An element round what the inner part writes.
    Xml element(String name, Runnable inner) {
        out.append('<').append(name).append('>');
        inner.run();
        out.append("</").append(name).append('>');
        return this;
    }

    /// A list: a wrapper with one element per item.
    <T> Xml list(String name, String itemName, Iterable<T> items, Consumer<T> each) {
        return element(name, () -> items.forEach(item -> element(itemName, () -> each.accept(item))));
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '&' -> out.append("&amp;");
                case '"' -> out.append("&quot;");
                default -> out.append(c);
            }
        }
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
