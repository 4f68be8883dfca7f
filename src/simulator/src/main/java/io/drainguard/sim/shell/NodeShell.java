package io.drainguard.sim.shell;

import io.drainguard.sim.world.Shell;
import io.drainguard.sim.world.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A shell that runs a document's script over the node's own directory, as the SSM agent does: `sh -c SCRIPT`, so that
/// the file's execute right and first line count, from the agent's own place below /var/lib/amazon/ssm.
///
/// The parameter `queues` is a comma separated list of paths and is put under the node's root; the agent's variables
/// are [AgentVariables] and nothing else of this machine's environment is handed over. The working directory is the
/// node's root and not the agent's. The node's root is taken out of what the script prints.
///
/// A script's own `/run/drainguard` lies under the node's root, too; disks, mounts and services are those of
/// [GuestTools].
///
/// Only `sleep` runs at the simulation's speed: a `timeout` in a script counts real seconds, and files have real
/// modification times.
public final class NodeShell implements Shell, AutoCloseable {
    private static final String QUEUES = "queues";
    private static final String RUN = "/run/drainguard";

    /// By this variable the scripts of `nodes/dlc` take a directory for the root of their node.
    private static final String ROOT = "DRAINGUARD_ROOT";

    /// The exit code of a shell for a command that cannot be run (POSIX, Shell Command Language, 2.8.2).
    private static final int CANNOT_RUN = 126;

    private final World world;
    private final NodeDirectories nodes;
    private final Shims shims;
    private final Set<ScriptRun> runs = ConcurrentHashMap.newKeySet();
    private final Set<String> oldAgents = ConcurrentHashMap.newKeySet();
    private final Set<String> noexec = ConcurrentHashMap.newKeySet();

    /// A shell for the nodes of a world. It works below the given directory; `speed` is how many virtual seconds
    /// pass in a real one.
    public NodeShell(World world, Path work, double speed) {
        this.world = world;
        this.nodes = new NodeDirectories(work.resolve("nodes"));
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

    /// Mounts a node's /var without the right to execute, as older hardening profiles do (reviews/ssm-agent.md, defect
    /// 4): no script of the agent's can run there.
    public void noexec(String instanceId) {
        noexec.add(instanceId);
    }

    @Override
    public Running start(Command command, Sink sink) {
        String id = command.instanceId();
        String root = nodes.root(id).toString();
        Path script = nodes.directory(id, place(command)).resolve("_script.sh");
        ProcessBuilder builder = new ProcessBuilder("setsid", "sh", "-c", script.toString());
        environment(command, builder.environment());
        builder.directory(Path.of(root).toFile());
        builder.redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        try {
            GuestTools.tell(world.instance(id), nodes);
            String text = rooted(command.document().script(!oldAgents.contains(id)), root);
            Process process = started(builder, script, text, noexec.contains(id) ? "rw-------" : "rwx------");
            ScriptRun run = new ScriptRun(process, sink, root, world::post, runs::remove);
            runs.add(run);
            run.follow();
            return run;
        } catch (IOException e) {
            sink.finish(CANNOT_RUN, "", "cannot run " + script + ": " + e.getMessage() + "\n");
            return () -> {};
        }
    }

    /// A script that asks where its root is gets an answer; in any other one its own place is put below the root.
    private static String rooted(String script, String root) {
        return script.contains(ROOT) ? script : script.replace(RUN, root + RUN);
    }

    /// One at a time in this process: a child that is forked while the file is open for writing would make it busy.
    private static synchronized Process started(ProcessBuilder builder, Path script, String text, String rights)
            throws IOException {
        Files.writeString(script, text);
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString(rights));
        return builder.start();
    }

    /// Where the agent writes a command's script (amazon-ssm-agent, appconfig; reviews/ssm-agent.md).
    private static String place(Command command) {
        return "/var/lib/amazon/ssm/" + command.instanceId() + "/document/orchestration/" + command.commandId() + "/"
                + command.document().stepName();
    }

    /// Kills every script that still runs.
    @Override
    public void close() {
        runs.forEach(ScriptRun::gone);
    }

    private void environment(Command command, Map<String, String> environment) {
        environment.clear();
        environment.put("PATH", shims.path());
        environment.putAll(AgentVariables.of(command, world));
        if (command.document().script(true).contains(ROOT)) {
            environment.put(ROOT, nodes.root(command.instanceId()).toString());
        }
        if (!oldAgents.contains(command.instanceId())) {
            command.document().variables().forEach((name, value) -> {
                String handed = name.equals(QUEUES) ? nodes.rebase(command.instanceId(), value) : value;
                environment.put("SSM_" + name, handed);
            });
        }
    }
}
