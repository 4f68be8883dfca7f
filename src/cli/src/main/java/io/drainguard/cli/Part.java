package io.drainguard.cli;

import io.drainguard.sweep.Fault;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A part of a set-up: either known or unreadable.
sealed interface Part<T extends @Nullable Object> {
    /// The part was read.
    record Known<T extends @Nullable Object>(T value) implements Part<T> {}

    /// AWS did not return the part.
    record Unreadable<T extends @Nullable Object>(Fault fault) implements Part<T> {}

    /// Reads a part.
    static <T extends @Nullable Object> Part<T> of(Supplier<T> read) {
        try {
            return new Known<>(read.get());
        } catch (Fault fault) {
            return new Unreadable<>(fault);
        }
    }

    /// Reads the next part from this part. If this part could not be read, the next part has the same fault.
    default <U extends @Nullable Object> Part<U> then(Function<T, U> read) {
        return switch (this) {
            case Known(T value) -> of(() -> read.apply(value));
            case Unreadable(Fault fault) -> new Unreadable<>(fault);
        };
    }

    /// Returns the value, or `otherwise` if the part could not be read.
    default T or(T otherwise) {
        return this instanceof Known(T value) ? value : otherwise;
    }

    /// Returns why the part could not be read, `null` if it was read.
    default @Nullable Fault fault() {
        return this instanceof Unreadable(Fault fault) ? fault : null;
    }
}
