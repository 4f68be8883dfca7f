package io.drainguard.proofs.demo;

import io.drainguard.sim.bus.EventBus;
import io.drainguard.sim.bus.Scheduler;
import io.drainguard.sim.lambda.FunctionConfig;
import io.drainguard.sim.lambda.FunctionListener;
import io.drainguard.sim.lambda.LambdaService;
import io.drainguard.sim.time.RealTime;
import io.drainguard.sim.world.EventJson;
import io.drainguard.sim.world.World;
import java.nio.file.Path;
import java.time.Duration;

/// The guard as the Lambda edition runs it: a function, called by the template's rules and schedule.
final class FunctionGuard implements GuardProcess {
    private final LambdaService lambda;
    private final Scheduler scheduler;

    /// Starts it; from now on the schedule sweeps.
    FunctionGuard(
            FunctionConfig function,
            Path runtime,
            Deployment deployment,
            World world,
            RealTime time,
            FunctionListener listener) {
        lambda = new LambdaService(
                function, runtime, deployment.concurrency(), deployment.asyncSettings(), time, listener);
        EventBus bus = new EventBus(time, Duration.ZERO);
        deployment
                .template()
                .rulePatterns()
                .forEach((name, pattern) -> bus.rule(name, pattern.toString(), lambda::invokeAsync));
        world.onEvent(event -> bus.put(EventJson.render(event, world.site())));
        scheduler = new Scheduler(time);
        scheduler.schedule(
                deployment.template().scheduleExpression(),
                deployment.template().scheduleInput(),
                lambda::invokeAsync);
    }

    @Override
    public int kill() {
        return lambda.kill();
    }

    @Override
    public void close() {
        scheduler.close();
        lambda.close();
    }
}
