package io.drainguard.sim.shell;

import io.drainguard.sim.world.Shell;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// One script under way: follows its output and its end on threads of its own, and reports to the world's thread.
final class ScriptRun implements Shell.Running {
    /// What GetCommandInvocation can show at most, and a little more, so that a cut is seen as one (API
    /// Reference, GetCommandInvocation).
    private static final int STDOUT = 24_100;

    private static final int STDERR = 24_100;

    private final Process process;
    private final Shell.Sink sink;
    private final String root;
    private final Consumer<Runnable> world;
    private final Consumer<ScriptRun> done;
    private final Capture stdout = new Capture(STDOUT);
    private final Capture stderr = new Capture(STDERR);
    private final List<ProcessHandle> left = new CopyOnWriteArrayList<>();

    ScriptRun(Process process, Shell.Sink sink, String root, Consumer<Runnable> world, Consumer<ScriptRun> done) {
        this.process = process;
        this.sink = sink;
        this.root = root;
        this.world = world;
        this.done = done;
    }

    /// Starts to follow the script; returns at once.
    void follow() {
        // Reading a pipe would hold a virtual thread's carrier for as long as the script waits.
        Thread errors = Thread.ofPlatform().daemon().start(() -> stderr.drain(process.getErrorStream()));
        Thread.ofPlatform().daemon().start(() -> {
            stdout.drain(process.getInputStream());
            awaitEnd(errors);
        });
    }

    /// What was printed so far is handed over, then the script's process group is killed, and no more, as the agent
    /// does it (amazon-ssm-agent, executers_unix.go): what `timeout` started has a group of its own and lives on.
    @Override
    public void kill() {
        sink.partial(seen(stdout), seen(stderr));
        left.addAll(process.descendants().toList());
        killGroup();
    }

    /// The node is gone: whatever it left behind goes, too.
    @Override
    public void gone() {
        sink.partial(seen(stdout), seen(stderr));
        killTree();
    }

    /// The script leads its group (see [NodeShell], setsid).
    private void killGroup() {
        try {
            new ProcessBuilder("kill", "-KILL", "--", "-" + process.pid())
                    .redirectErrorStream(true)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            killTree();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
    }

    private void awaitEnd(Thread errors) {
        try {
            errors.join();
            int exitCode = process.waitFor();
            world.accept(() -> sink.finish(exitCode, seen(stdout), seen(stderr)));
        } catch (InterruptedException e) {
            killTree();
        } finally {
            if (left.stream().noneMatch(ProcessHandle::isAlive)) {
                done.accept(this);
            }
        }
    }

    /// The script first, so that it cannot go on to its next command; then what it had started.
    private void killTree() {
        List<ProcessHandle> started = process.descendants().toList();
        process.destroyForcibly();
        started.forEach(ProcessHandle::destroyForcibly);
        left.forEach(ProcessHandle::destroyForcibly);
    }

    /// The node does not know where its root lies on this machine.
    private String seen(Capture capture) {
        return capture.text().replace(root, "");
    }
}
