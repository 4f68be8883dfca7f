package io.drainguard.sim.world;

import java.util.Map;
import java.util.function.Supplier;

/// Stands between a caller and the effect of its call: may refuse the call, lose it, or lose the reply.
public interface Interceptor {
    /// Lets every call through.
    Interceptor NONE = new Interceptor() {
        @Override
        public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
            return effect.get();
        }
    };

    /// Runs the effect, or not; throws [AwsError] for an error reply and [NoReply] for none at all.
    <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect);
}
