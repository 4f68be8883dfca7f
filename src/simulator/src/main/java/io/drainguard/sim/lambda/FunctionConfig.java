package io.drainguard.sim.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// What a Lambda function is made of.
///
/// @param name the function's name
/// @param handler `package.Class::method`
/// @param classes directory with the function's own classes, which becomes the task root's content
/// @param lib directory with the jars the function brings, as `sam build` lays them out
/// @param memoryMegabytes 128 to 10240 (source: Lambda Developer Guide, gettingstarted-limits)
/// @param timeout longest time for one invocation; Lambda counts in seconds, the simulator takes less for tests
/// @param snapStart whether the function's runtime hooks run, as they do under SnapStart
/// @param environment the function's own variables; may not set what Lambda reserves, 4 KB in all
public record FunctionConfig(
        String name,
        String handler,
        Path classes,
        Path lib,
        int memoryMegabytes,
        Duration timeout,
        boolean snapStart,
        Map<String, String> environment) {

    /// 4 KB for all variables together (source: Lambda Developer Guide, gettingstarted-limits).
    private static final int ENVIRONMENT_BYTES = 4096;

    private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(15);

    /// Refuses what Lambda would refuse, naming the function and the offending value.
    public FunctionConfig {
        environment = Map.copyOf(environment);
        require(memoryMegabytes >= 128 && memoryMegabytes <= 10240, name, "memory", memoryMegabytes + " MB");
        require(timeout.isPositive() && timeout.compareTo(LONGEST_TIMEOUT) <= 0, name, "timeout", timeout);
        environment.keySet().forEach(key -> require(!LambdaVariables.reserved(key), name, "reserved variable", key));
        int bytes = bytes(environment);
        require(bytes <= ENVIRONMENT_BYTES, name, "environment", bytes + " bytes, above " + ENVIRONMENT_BYTES);
    }

    /// A function with 512 MB and no SnapStart.
    public static FunctionConfig of(
            String name, String handler, Path classes, Path lib, Duration timeout, Map<String, String> environment) {
        return new FunctionConfig(name, handler, classes, lib, 512, timeout, false, environment);
    }

    /// The function's ARN, in the Region and account that the simulator knows.
    public String arn() {
        return "arn:aws:lambda:" + LambdaVariables.REGION + ":123456789012:function:" + name;
    }

    private static int bytes(Map<String, String> environment) {
        return environment.entrySet().stream()
                .mapToInt(e -> (e.getKey() + e.getValue()).getBytes(UTF_8).length)
                .sum();
    }

    private static void require(boolean fine, String function, String what, Object value) {
        if (!fine) {
            throw new IllegalArgumentException("function " + function + ": " + what + " " + value);
        }
    }
}
