package io.drainguard.proofs.bench;

import io.drainguard.proofs.Built;
import io.drainguard.sim.lambda.FunctionConfig;
import io.drainguard.sim.wire.ServerCertificate;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A way to run a function.
///
/// @param title its name in the tables
/// @param snapStart whether the hooks run that run before a snapshot
/// @param tiers flags that choose the JVM's compilers
/// @param python the interpreter to run a Python function with, instead of Java
/// @param module the Python module that is the function
/// @param announced whether it is called when a node begins to wait, as scripts are today, not when its look has ended
record Variant(
        String title,
        boolean snapStart,
        String tiers,
        @Nullable Path python,
        String module,
        boolean announced) {
    /// What the template sets.
    static final String FIRST_COMPILER = "-XX:+TieredCompilation -XX:TieredStopAtLevel=1";

    /// 256 MB to 1,769 MB change the share of a core, not what the JVM does; this is the template's default.
    private static final int MEMORY = 512;

    static Variant java(String title, boolean snapStart, String tiers) {
        return new Variant(title, snapStart, tiers, null, "", false);
    }

    /// The event that this function is called with next.
    String event(BenchAccount account) {
        return announced ? account.waiting() : account.lookEnded();
    }

    /// The interpreter that has boto3, or `null`.
    static @Nullable Path pythonWithBoto3() throws IOException, InterruptedException {
        Process process = new ProcessBuilder("python3", "-c", "import boto3, sys; print(sys.executable)")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String path = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? Path.of(path.strip()) : null;
    }

    FunctionConfig function(URI endpoint, ServerCertificate certificate) throws IOException {
        Map<String, String> environment = new HashMap<>();
        environment.put("AWS_ENDPOINT_URL", endpoint.toString());
        environment.put("AWS_CA_BUNDLE", certificate.pem().toString());
        if (python != null) {
            environment.put("BENCH_HANDLER", module);
        } else {
            environment.put("JAVA_TOOL_OPTIONS", (tiers + " " + certificate.javaFlags()).strip());
        }
        return new FunctionConfig(
                "bench",
                "io.drainguard.entry.LifecycleHandler::handleRequest",
                python == null
                        ? Built.PROOFS.resolve("bench/function")
                        : Path.of("src", "proofs", "src", "main", "python"),
                python == null ? Built.LIB : Files.createDirectories(Built.PROOFS.resolve("bench/nothing")),
                MEMORY,
                Duration.ofMinutes(5),
                snapStart,
                environment);
    }

    List<String> command(List<String> java) {
        if (python != null) {
            return List.of(python.toString(), "bootstrap.py");
        }
        // The runtime's own choice of compilers gives way to the function's, which it would read later, and lose.
        List<String> command = new ArrayList<>(java);
        command.removeIf(flag -> flag.startsWith("-XX:TieredStopAtLevel"));
        return command;
    }
}
