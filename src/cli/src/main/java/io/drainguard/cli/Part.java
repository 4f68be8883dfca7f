package io.drainguard.cli;

import io.drainguard.sweep.Fault;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A part of a set-up: read, or not to be had.
sealed interface Part<T extends @Nullable Object> {
    /// It was read.
    record Known<T extends @Nullable Object>(T value) implements Part<T> {}

    /// AWS did not let it be read.
    record Unreadable<T extends @Nullable Object>(Fault fault) implements Part<T> {}

    /// Reads it.
    static <T extends @Nullable Object> Part<T> of(Supplier<T> read) {
        try {
            return new Known<>(read.get());
        } catch (Fault fault) {
            return new Unreadable<>(fault);
        }
    }

    /// Reads what comes next; nothing where this part could not be read.
    default <U extends @Nullable Object> Part<U> then(Function<T, U> read) {
        return switch (this) {
            case Known(T value) -> of(() -> read.apply(value));
            case Unreadable(Fault fault) -> new Unreadable<>(fault);
        };
    }

    /// Its value, or this one where it could not be read.
    default T or(T otherwise) {
        return this instanceof Known(T value) ? value : otherwise;
    }

    /// Why it could not be read, `null` where it was.
    default @Nullable Fault fault() {
        return this instanceof Unreadable(Fault fault) ? fault : null;
    }
}
