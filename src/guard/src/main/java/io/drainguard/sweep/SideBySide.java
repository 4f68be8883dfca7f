package io.drainguard.sweep;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/// Makes calls that do not depend on one another. It alone decides how many run at the same time.
public interface SideBySide {
    /// Makes one call for each key, and returns what came of each, in the order of the keys. A call that fails does
    /// not stop the others.
    ///
    /// @param call safe to be used by several threads; it throws nothing but a [Fault]
    <K, V> Map<K, Reply<V>> each(Collection<K> keys, Function<K, V> call);

    /// Makes the calls one after the other.
    SideBySide IN_TURN = new SideBySide() {
        @Override
        public <K, V> Map<K, Reply<V>> each(Collection<K> keys, Function<K, V> call) {
            Map<K, Reply<V>> replies = new LinkedHashMap<>();
            keys.forEach(key -> replies.put(key, Reply.of(() -> call.apply(key))));
            return replies;
        }
    };
}
