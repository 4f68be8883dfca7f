package io.drainguard.proofs.trial;

import io.drainguard.sim.world.Disk;
import io.drainguard.sim.world.Disk.Content;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.MemoryShell;
import io.drainguard.sim.world.QueuePath;
import io.drainguard.sim.world.QueuePath.Trace;
import io.drainguard.sim.world.World;
import java.time.Duration;
import java.util.List;

/// What the nodes' queue paths lie on, and how that changes between two looks: a volume unmounted, mounted over,
/// mounted again; a path that is absent on a live node; a second path that may be (femiwiki/femiwiki#534,
/// scylladb/scylladb#3640).
final class Mounts {
    private static final String STAGING = "/opt/cribl/state/outputs/staging";

    private final SeededRandom chance;
    private final World world;
    private final MemoryShell shell;
    private final History chronicle;
    private final PlannedEvents agenda;

    Mounts(SeededRandom chance, World world, MemoryShell shell, History chronicle, PlannedEvents agenda) {
        this.chance = chance;
        this.world = world;
        this.shell = shell;
        this.chronicle = chronicle;
        this.agenda = agenda;
    }

    void of(List<Instance> nodes) {
        nodes.forEach(node -> of(node.id()));
    }

    private void of(String id) {
        QueuePath path = shell.paths(id).first();
        chronicle.facts().fileSystem(id, path.source(), () -> shell.disk(id));
        if (chance.in(10)) {
            staging(id);
        }
        if (chance.in(16)) {
            changes(id, path);
            if (chance.in(15)) {
                oldLines(id);
            }
        } else if (chance.in(4)) {
            oldLines(id);
        }
    }

    /// The line of a document that its owner wrote before looks named file systems.
    private void oldLines(String id) {
        chronicle.happened(CoverageEvent.VERSION_1_LINES, id);
        chronicle.facts().printsOldLines(id);
        shell.lineVersion(id, 1);
    }

    /// A second path that may be absent: it is, or holds something for a while.
    private void staging(String id) {
        chronicle.happened(CoverageEvent.SECOND_PATH, id);
        Disk disk = Disk.empty();
        QueuePath path = shell.paths(id).add(STAGING, disk).optional(true).absent(true);
        chronicle.facts().fileSystem(id, path.source(), () -> disk);
        if (chance.in(50)) {
            agenda.after(chance.minutes(0, 10), () -> {
                path.absent(false);
                disk.add(world.instant(), data()).drain(world.instant(), chance.minutes(1, 5));
            });
        }
    }

    private void changes(String id, QueuePath path) {
        if (chance.in(15)) {
            chronicle.happened(CoverageEvent.TAGS_DENIED, id);
            chronicle.facts().unmarkable(id);
            world.organization().deny("CreateTags", id);
        }
        chronicle.facts().remounted(id);
        Duration away = chance.in(15) ? Duration.ZERO : chance.minutes(1, 14);
        Duration back = away.plus(chance.minutes(1, 6));
        boolean comesBack = chance.in(75);
        String home = path.source();
        switch (chance.between(0, 5)) {
            case 0 -> {
                unmount(id, path, Trace.WANTED, away);
                again(id, path, home, back);
            }
            case 1 -> {
                unmount(id, path, Trace.DISK_SEEN, away);
                again(id, path, home, back);
            }
            case 2, 3 -> {
                unmount(id, path, Trace.NONE, away);
                if (comesBack) {
                    again(id, path, home, back);
                }
            }
            case 4 -> {
                over(id, path, away);
                if (comesBack) {
                    agenda.after(back, () -> path.unmount(Trace.NONE));
                }
            }
            default -> {
                agenda.after(away, () -> {
                    chronicle.happened(CoverageEvent.PATH_ABSENT, id);
                    path.absent(true);
                });
                agenda.after(back, () -> path.absent(false));
            }
        }
    }

    private void unmount(String id, QueuePath path, Trace trace, Duration at) {
        agenda.after(at, () -> {
            chronicle.happened(
                    trace == Trace.NONE ? CoverageEvent.UNMOUNTED_WITHOUT_TRACE : CoverageEvent.UNMOUNTED, id);
            path.unmount(trace);
        });
    }

    private void again(String id, QueuePath path, String home, Duration at) {
        agenda.after(at, () -> {
            chronicle.happened(CoverageEvent.MOUNTED_AGAIN, id);
            if (home.equals(shell.paths(id).rootSource())) {
                // It lies on the root: there was nothing to unmount.
                path.trace(Trace.NONE);
            } else {
                path.mount(home);
            }
        });
    }

    /// Something else is mounted over the queue, with nothing or little in it.
    private void over(String id, QueuePath path, Duration at) {
        String source = chance.in(50) ? "tmpfs" : "nas:/export/" + id;
        Disk disk = Disk.empty();
        chronicle.facts().fileSystem(id, source, () -> disk);
        agenda.after(at, () -> {
            chronicle.happened(CoverageEvent.MOUNTED_OVER, id);
            path.mount(source, disk);
        });
    }

    private Content data() {
        return new Content(chance.between(1, 40), chance.between(400, 400_000), world.instant());
    }
}
