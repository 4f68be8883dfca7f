package io.drainguard.rescue;

import io.drainguard.sim.world.Interceptor;
import io.drainguard.sim.world.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Does something at the moment when a call arrives, before it takes effect.
final class Meddler implements Interceptor {
    private record Plan(String action, Predicate<Map<String, String>> parameters, Runnable deed) {}

    private final List<Plan> plans = new CopyOnWriteArrayList<>();

    /// Once, when a call of this operation with a parameter of this value arrives.
    void onceAt(String action, String parameter, String value, Runnable deed) {
        plans.add(new Plan(action, given -> value.equals(given.get(parameter)), deed));
    }

    @Override
    public <T> T around(Service service, String action, Map<String, String> parameters, Supplier<T> effect) {
        List<Plan> due = new ArrayList<>(plans);
        due.removeIf(plan -> !plan.action().equals(action) || !plan.parameters().test(parameters));
        plans.removeAll(due);
        due.forEach(plan -> plan.deed().run());
        return effect.get();
    }
}
