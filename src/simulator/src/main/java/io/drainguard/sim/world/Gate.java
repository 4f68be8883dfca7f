package io.drainguard.sim.world;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

/// The one door through which every API call enters the world: it is intercepted here and logged here.
final class Gate {
    private final World world;
    private final Calls calls = new Calls();
    private Interceptor interceptor = Interceptor.NONE;

    Gate(World world) {
        this.world = world;
    }

    Calls calls() {
        return calls;
    }

    void interceptor(Interceptor newInterceptor) {
        interceptor = newInterceptor;
    }

    <T> T call(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
        world.takePosted();
        Instant arrived = world.instant();
        String outcome = Call.OK;
        try {
            return interceptor.around(service, action, parameters, effect);
        } catch (AwsError e) {
            outcome = e.code();
            throw e;
        } catch (NoReply e) {
            outcome = Call.NO_REPLY;
            throw e;
        } finally {
            calls.add(new Call(arrived, service, action, parameters, outcome));
        }
    }
}
