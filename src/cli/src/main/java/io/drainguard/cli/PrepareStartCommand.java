package io.drainguard.cli;

import io.drainguard.entry.Priming;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.io.Writer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `drainguard prepare-start`: goes through what commands do, on this machine alone, so that Java can note which
/// classes they need. `bin/drainguard` runs it.
@Command(
        name = "prepare-start",
        description =
                "Goes through what commands do without asking AWS, so that Java can note which classes they need.",
        hidden = true)
final class PrepareStartCommand implements Callable<Integer> {
    /// Nobody listens there, so a command comes as far as its first call.
    private static final String NOWHERE = "http://127.0.0.1:1";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        Map<String, String> environment = new HashMap<>(Main.of(spec).environment());
        environment
                .keySet()
                .removeIf(name -> name.startsWith("AWS_") || name.startsWith("XDG_") || name.equals("HOME"));
        environment.put("AWS_REGION", "us-east-1");
        Terminal silent = new Terminal(
                new PrintWriter(Writer.nullWriter()),
                new PrintWriter(Writer.nullWriter()),
                new BufferedReader(Reader.nullReader()),
                true,
                Main.of(spec).terminal().time());
        Priming.run();
        Main.run(environment, silent, "--help");
        Main.run(environment, silent, "status", "--endpoint-url", NOWHERE);
        return ExitCodes.NONE;
    }
}
