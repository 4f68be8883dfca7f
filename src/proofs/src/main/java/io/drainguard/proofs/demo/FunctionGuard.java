package io.drainguard.proofs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.proofs.deploy.QueuedRule;
import io.drainguard.sim.bus.EventBus;
import io.drainguard.sim.bus.FunctionHandler;
import io.drainguard.sim.bus.QueueMapping;
import io.drainguard.sim.bus.Scheduler;
import io.drainguard.sim.bus.Target;
import io.drainguard.sim.lambda.FunctionConfig;
import io.drainguard.sim.lambda.FunctionListener;
import io.drainguard.sim.lambda.LambdaService;
import io.drainguard.sim.lambda.Outcome;
import io.drainguard.sim.time.RealTime;
import io.drainguard.sim.world.EventJson;
import io.drainguard.sim.world.World;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// The guard as the Lambda edition runs it: a function, called by the template's rules, queue and schedule.
final class FunctionGuard implements GuardProcess {
    private final LambdaService lambda;
    private final Scheduler scheduler;
    private final List<QueueMapping<String>> mappings = new ArrayList<>();
    private final CompletableFuture<Outcome> firstSweep;

    /// Starts every copy of it; the schedule sweeps once they are there.
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
        for (QueuedRule rule : deployment.queuedRules()) {
            bus.rule(rule.name(), rule.pattern(), queue(rule, function, world, time));
        }
        world.onEvent(event -> bus.put(EventJson.render(event, world.site())));
        scheduler = new Scheduler(time);
        String input = deployment.template().scheduleInput();
        firstSweep = warm(deployment.concurrency(), input.getBytes(UTF_8))
                .whenComplete((_, _) ->
                        scheduler.schedule(deployment.template().scheduleExpression(), input, lambda::invokeAsync));
    }

    private Target queue(QueuedRule rule, FunctionConfig function, World world, RealTime time) {
        String arn = "arn:aws:sqs:" + world.site().region() + ":" + world.site().account() + ":" + rule.queue();
        QueueMapping<String> mapping = new QueueMapping<>(
                rule.settings(), DemoEnvironment.SEED, time, function.timeout(), new FunctionHandler(lambda, arn));
        mappings.add(mapping);
        return event -> mapping.send(new String(event, UTF_8));
    }

    /// Calls all copies at once, so that none has to start later. SnapStart has a copy ready within a fraction of a
    /// second; a new process takes seconds of this machine, and on sped-up time they would count many times.
    private CompletableFuture<Outcome> warm(int copies, byte[] input) {
        List<CompletableFuture<Outcome>> sweeps =
                Stream.generate(() -> lambda.invoke(input)).limit(copies).toList();
        return CompletableFuture.allOf(sweeps.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> sweeps.stream()
                        .map(CompletableFuture::join)
                        .filter(outcome -> !(outcome instanceof Outcome.Returned))
                        .findFirst()
                        .orElse(new Outcome.Returned("")));
    }

    @Override
    public CompletableFuture<Outcome> firstSweep() {
        return firstSweep;
    }

    @Override
    public int kill() {
        return lambda.kill();
    }

    @Override
    public void close() {
        scheduler.close();
        mappings.forEach(QueueMapping::close);
        lambda.close();
    }
}
