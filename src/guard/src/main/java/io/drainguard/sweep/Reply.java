package io.drainguard.sweep;

import java.util.function.Function;
import java.util.function.Supplier;

/// What came of one of several calls.
public sealed interface Reply<T> {
    /// The call was answered.
    record Answered<T>(T value) implements Reply<T> {}

    /// The call failed.
    record Failed<T>(Fault fault) implements Reply<T> {}

    /// Makes a call.
    static <T> Reply<T> of(Supplier<T> call) {
        try {
            return new Answered<>(call.get());
        } catch (Fault fault) {
            return new Failed<>(fault);
        }
    }

    /// Returns the answer, or what `failed` makes of the failure.
    default T or(Function<Fault, T> failed) {
        return switch (this) {
            case Answered<T>(T value) -> value;
            case Failed<T>(Fault fault) -> failed.apply(fault);
        };
    }
}
