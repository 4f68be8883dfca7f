package io.drainguard.sim.lambda;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Makes functions of [ProbeHandler], laid out as the build lays out the product's own.
final class Probe {

    static final Path RUNTIME = Path.of("src", "simulator", "target", "runtime");

    private Probe() {}

    static FunctionConfig function(String name, Map<String, String> environment) {
        return function(name, environment, Duration.ofSeconds(30));
    }

    static FunctionConfig function(String name, Map<String, String> environment, Duration timeout) {
        return FunctionConfig.of(
                name,
                ProbeHandler.class.getName() + "::handleRequest",
                Path.of("src", "simulator", "target", "test-classes"),
                Path.of("src", "simulator", "target", "function", "lib"),
                timeout,
                environment);
    }

    static FunctionConfig snapStart(FunctionConfig function) {
        return new FunctionConfig(
                function.name(),
                function.handler(),
                function.classes(),
                function.lib(),
                function.memoryMegabytes(),
                function.timeout(),
                true,
                function.environment());
    }
}
