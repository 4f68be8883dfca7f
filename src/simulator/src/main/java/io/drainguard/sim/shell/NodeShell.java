package io.drainguard.sim.shell;

import io.drainguard.sim.world.Shell;
import io.drainguard.sim.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A shell that runs a document's script with `sh` over the node's own directory.
///
/// The parameter `queues` is a comma separated list of paths and is put under the node's root; every parameter is
/// handed over as the environment variable `SSM_name` and nothing else of this machine's environment is (Systems
/// Manager User Guide, documents-syntax-data-elements-parameters, interpolationType ENV_VAR). The node's root is
/// taken out of what the script prints.
///
/// A script's own `/run/drainguard` lies under the node's root, too; disks, mounts and services are those of
/// [GuestTools].
///
/// Only `sleep` runs at the simulation's speed: a `timeout` in a script counts real seconds, and files have real
/// modification times.
public final class NodeShell implements Shell, AutoCloseable {
    private static final String QUEUES = "queues";
    private static final String RUN = "/run/drainguard";

    /// The exit code of a shell for a command that cannot be run (POSIX, Shell Command Language, 2.8.2).
    private static final int CANNOT_RUN = 126;

    private final World world;
    private final NodeDirectories nodes;
    private final Path scripts;
    private final Shims shims;
    private final Set<ScriptRun> runs = ConcurrentHashMap.newKeySet();
    private final Set<String> oldAgents = ConcurrentHashMap.newKeySet();

    /// A shell for the nodes of a world. It works below the given directory; `speed` is how many virtual seconds
    /// pass in a real one.
    public NodeShell(World world, Path work, double speed) {
        this.world = world;
        this.nodes = new NodeDirectories(work.resolve("nodes"));
        this.scripts = NodeDirectories.made(work.resolve("scripts").toAbsolutePath());
        this.shims = new Shims(work.resolve("shims").toAbsolutePath(), speed);
    }

    /// The directories of the nodes.
    public NodeDirectories nodes() {
        return nodes;
    }

    /// Makes a node's agent so old that it sets no variables (before 3.3.2746.0; Systems Manager User Guide,
    /// parameter-troubleshooting).
    public void agentTooOld(String instanceId) {
        oldAgents.add(instanceId);
    }

    @Override
    public Running start(Command command, Sink sink) {
        Path script = scripts.resolve(command.commandId() + "-" + command.instanceId() + ".sh");
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString());
        environment(command, builder.environment());
        builder.directory(nodes.root(command.instanceId()).toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        try {
            String root = nodes.root(command.instanceId()).toString();
            Files.writeString(script, command.document().script().replace(RUN, root + RUN));
            GuestTools.tell(world.instance(command.instanceId()), nodes);
            ScriptRun run = new ScriptRun(builder.start(), sink, root, world::post, runs::remove);
            runs.add(run);
            run.follow();
            return run;
        } catch (IOException e) {
            sink.finish(CANNOT_RUN, "", "cannot run " + script + ": " + e.getMessage() + "\n");
            return () -> {};
        }
    }

    /// Kills every script that still runs.
    @Override
    public void close() {
        runs.forEach(ScriptRun::kill);
    }

    private void environment(Command command, Map<String, String> environment) {
        environment.clear();
        environment.put("PATH", shims.path());
        if (oldAgents.contains(command.instanceId())) {
            return;
        }
        command.document().parameterDefaults().forEach((name, value) -> {
            String handed = name.equals(QUEUES) ? nodes.rebase(command.instanceId(), value) : value;
            environment.put("SSM_" + name, handed);
        });
    }
}
