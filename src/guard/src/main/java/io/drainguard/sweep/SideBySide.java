package io.drainguard.sweep;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Makes calls that do not depend on one another. It alone decides how many run at the same time.
public interface SideBySide {
    /// Makes one call for each key, and returns what came of each, in the order of the keys. A call that fails does
    /// not stop the others.
    ///
    /// @param call safe to be used by several threads; it throws nothing but a [Fault]
    /// @param failed what a failed call comes to; it runs in the caller's thread
    <K, V> Map<K, V> each(Collection<K> keys, Function<K, V> call, BiFunction<K, Fault, V> failed);

    /// Makes the calls one after the other.
    SideBySide IN_TURN = new SideBySide() {
        @Override
        public <K, V> Map<K, V> each(Collection<K> keys, Function<K, V> call, BiFunction<K, Fault, V> failed) {
            Map<K, V> results = new LinkedHashMap<>();
            for (K key : keys) {
                try {
                    results.put(key, call.apply(key));
                } catch (Fault fault) {
                    results.put(key, failed.apply(key, fault));
                }
            }
            return results;
        }
    };
}
