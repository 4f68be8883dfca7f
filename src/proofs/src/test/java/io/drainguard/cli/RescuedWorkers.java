package io.drainguard.cli;

import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Disk.Content;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.Shell;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/// Workers in memory that run the rescue document as its script does (`nodes/cribl/rescue.sh`; `RescueDocumentTest`
/// plays the script itself): what lies on a mounted volume is seen in the place of the worker's own queue, and the
/// worker delivers it.
final class RescuedWorkers implements Shell {
    static final String DOCUMENT = "rescue-drainguard-workers";

    private static final Duration TASK_TAKES = Duration.ofSeconds(7);
    private static final Duration DELIVERY = Duration.ofMinutes(5);

    private final World world;
    private final MemoryShell looks;
    private final Map<String, Content> volumes = new HashMap<>();
    private final Map<String, String> mounted = new HashMap<>();
    private boolean delivering = true;
    private int running;
    private int mostAtOnce;

    RescuedWorkers(World world, MemoryShell looks) {
        this.world = world;
        this.looks = looks;
        world.shell(this);
        world.putDocument(new CommandDocument(DOCUMENT, "rescue", "true", Map.of(), Duration.ofMinutes(15))
                .withParameter("task", "", "^[a-z]*$")
                .withParameter("volume", "", "^(vol-[0-9a-f]{8,17})?$")
                .withParameter("device", "", "^.*$")
                .withParameter("service", "cribl", "^.*$"));
    }

    /// Puts data on a volume.
    void fill(String volume, Content content) {
        volumes.put(volume, content);
    }

    /// Whether workers deliver what is queued.
    void deliver(boolean now) {
        delivering = now;
    }

    /// What lies on a volume now, mounted or not.
    Content content(String volume) {
        String worker = mounted.get(volume);
        return worker == null ? volumes.getOrDefault(volume, Content.NOTHING) : looks.contentNow(worker);
    }

    /// How many tasks ever ran at the same time.
    int mostAtOnce() {
        return mostAtOnce;
    }

    boolean isMounted(String volume) {
        return mounted.containsKey(volume);
    }

    @Override
    public Running start(Command command, Sink sink) {
        if (!command.document().name().equals(DOCUMENT)) {
            return looks.start(command, sink);
        }
        AtomicBoolean killed = new AtomicBoolean();
        mostAtOnce = Math.max(mostAtOnce, ++running);
        world.after(TASK_TAKES, () -> {
            running--;
            if (!killed.get()) {
                Map<String, String> asked = command.asked().parameters();
                run(asked.getOrDefault("task", ""), asked.getOrDefault("volume", ""), command.instanceId(), sink);
            }
        });
        return () -> killed.set(true);
    }

    private void run(String task, String volume, String worker, Sink sink) {
        boolean isHere = worker.equals(mounted.get(volume));
        switch (task) {
            case "mount" -> {
                if (!isHere) {
                    if (mounted.containsValue(worker)) {
                        sink.finish(1, "FAILED: this worker is busy", "");
                        return;
                    }
                    mount(volume, worker);
                }
                sink.finish(
                        0, "done: mounted, files=" + looks.contentNow(worker).files(), "");
            }
            case "unmount" -> {
                if (!isHere) {
                    sink.finish(4, "FAILED: volume is not mounted, so nothing shows that it was drained", "");
                } else if (!looks.contentNow(worker).isEmpty()) {
                    sink.finish(3, "FAILED: the queue holds data again", "");
                } else {
                    unmount(volume, worker);
                    sink.finish(0, "done: unmounted", "");
                }
            }
            case "undo" -> {
                if (isHere) {
                    unmount(volume, worker);
                }
                sink.finish(0, "done: unmounted", "");
            }
            default -> sink.finish(1, "FAILED: no task", "");
        }
    }

    private void mount(String volume, String worker) {
        Content all = volumes.getOrDefault(volume, Content.NOTHING);
        Disk disk = Disk.empty().set(world.instant(), all);
        looks.disk(worker, delivering ? disk.drain(world.instant(), DELIVERY) : disk);
        mounted.put(volume, worker);
    }

    private void unmount(String volume, String worker) {
        volumes.put(volume, looks.contentNow(worker));
        mounted.remove(volume);
        looks.disk(worker, Disk.empty());
    }

    /// The worker's machine has failed: what is not delivered stays on its volumes.
    void lose(String worker) {
        mounted.entrySet().stream()
                .filter(one -> one.getValue().equals(worker))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(volume -> unmount(volume, worker));
        world.mishaps().failHost(worker);
    }
}
