package io.drainguard.sim.lambda;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The environment variables that Lambda itself sets (source: Lambda Developer Guide, configuration-envvars).
final class LambdaVariables {

    static final String REGION = "us-east-1";

    /// Those a function may not set itself; the simulator's endpoints (`AWS_ENDPOINT_URL...`) are not among them.
    private static final Set<String> RESERVED = Set.of(
            "_HANDLER",
            "AWS_DEFAULT_REGION",
            "AWS_REGION",
            "AWS_EXECUTION_ENV",
            "AWS_LAMBDA_FUNCTION_NAME",
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            "AWS_LAMBDA_FUNCTION_VERSION",
            "AWS_LAMBDA_INITIALIZATION_TYPE",
            "AWS_LAMBDA_LOG_GROUP_NAME",
            "AWS_LAMBDA_LOG_STREAM_NAME",
            "AWS_ACCESS_KEY_ID",
            "AWS_SECRET_ACCESS_KEY",
            "AWS_SESSION_TOKEN",
            "AWS_LAMBDA_RUNTIME_API",
            "LAMBDA_TASK_ROOT",
            "LAMBDA_RUNTIME_DIR");

    private LambdaVariables() {}

    static boolean reserved(String name) {
        return RESERVED.contains(name);
    }

    /// Everything the function's process sees, and nothing else: its own variables and Lambda's.
    static Map<String, String> of(FunctionConfig function, String runtimeApi, Path taskRoot, Path runtimeJars) {
        Map<String, String> all = new HashMap<>(machine());
        all.putAll(function.environment());
        all.putAll(describe(function));
        all.putAll(function.snapStart() ? CredentialsEndpoint.variables(runtimeApi) : credentials());
        all.put("AWS_LAMBDA_RUNTIME_API", runtimeApi);
        all.put("LAMBDA_TASK_ROOT", taskRoot.toString());
        all.put("LAMBDA_RUNTIME_DIR", runtimeJars.toString());
        return all;
    }

    private static Map<String, String> machine() {
        return Map.of("LANG", "en_US.UTF-8", "TZ", ":UTC", "PATH", "/usr/local/bin:/usr/bin/:/bin:/opt/bin");
    }

    private static Map<String, String> describe(FunctionConfig function) {
        return Map.ofEntries(
                Map.entry("_HANDLER", function.handler()),
                Map.entry("AWS_REGION", REGION),
                Map.entry("AWS_DEFAULT_REGION", REGION),
                Map.entry("AWS_EXECUTION_ENV", "AWS_Lambda_java25"),
                Map.entry("AWS_LAMBDA_FUNCTION_NAME", function.name()),
                Map.entry("AWS_LAMBDA_FUNCTION_VERSION", function.snapStart() ? "1" : "$LATEST"),
                Map.entry("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", Integer.toString(function.memoryMegabytes())),
                Map.entry("AWS_LAMBDA_INITIALIZATION_TYPE", function.snapStart() ? "snap-start" : "on-demand"),
                Map.entry("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/" + function.name()),
                Map.entry("AWS_LAMBDA_LOG_STREAM_NAME", "simulator"));
    }

    private static Map<String, String> credentials() {
        return Map.of(
                "AWS_ACCESS_KEY_ID",
                "ASIASIMULATOR0000000",
                "AWS_SECRET_ACCESS_KEY",
                "simulator",
                "AWS_SESSION_TOKEN",
                "simulator");
    }
}
