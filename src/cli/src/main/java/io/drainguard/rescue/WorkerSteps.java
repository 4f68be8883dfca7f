package io.drainguard.rescue;

import io.drainguard.rescue.KeptVolume.Hold;
import io.drainguard.rescue.RescueOutcome.Refused;
import io.drainguard.rescue.WorkerGroup.Worker;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Group;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The steps that concern the group and the worker's place in it.
final class WorkerSteps {
    private static final String UNCHANGED = "; nothing was changed";

    /// A look at each candidate takes up to a minute.
    private static final int MOST_CANDIDATES = 3;

    private final RescuePorts ports;
    private final RescueRequest request;
    private final Progress progress;

    WorkerSteps(RescuePorts ports, RescueRequest request, Progress progress) {
        this.ports = ports;
        this.request = request;
        this.progress = progress;
    }

    /// What runs on the worker.
    ///
    /// @param drain the group's own drain document
    /// @param rescue the rescue document
    record Documents(String drain, String rescue) {}

    /// Returns the volume's group.
    WorkerGroup group(KeptVolume volume) {
        WorkerGroup group = ports.workers().group(volume.group());
        if (group == null) {
            throw refused(
                    "its group " + volume.group() + " does not exist", "make the group anew, or mount it by hand");
        }
        return group;
    }

    /// Returns the name of the rescue document of the volume's group.
    String document(KeptVolume volume) {
        String given = request.place().document();
        return given == null ? document(group(volume)) : given;
    }

    private String document(WorkerGroup group) {
        return Objects.requireNonNullElse(request.place().document(), "rescue-" + group.drainDocument());
    }

    /// Returns the documents of the group; refuses it if they cannot run.
    Documents documents(WorkerGroup group) {
        progress.begin("checking the group");
        if (!group.drainDocument().startsWith(Group.DOCUMENT_PREFIX)) {
            throw refused(
                    "group " + group.name() + " names no drain document: its tag drainguard is '"
                            + group.drainDocument() + "'",
                    "fix the group's tag drainguard");
        }
        String document = document(group);
        if (!ports.tasks().canRun(document)) {
            throw refused("there is no rescue document " + document, "name the one of your stack with --document");
        }
        return new Documents(group.drainDocument(), document);
    }

    /// Returns the workers that may deliver, the best one first: the one that holds the volume or that the operator
    /// named, or some that are in service in the volume's zone. Refuses if there is none.
    List<Worker> candidates(WorkerGroup group, KeptVolume volume) {
        progress.begin("checking the worker");
        if (!progress.worker().isEmpty()) {
            return List.of(checked(group, group.worker(progress.worker()), volume));
        }
        Hold hold = volume.hold();
        List<Worker> fresh = group.fresh(volume.zone(), hold == null ? "" : hold.worker());
        if (fresh.isEmpty()) {
            throw refused(
                    "group " + group.name() + " has no worker in service in zone " + volume.zone()
                            + ", where the volume is",
                    "let the group start a worker in that zone");
        }
        return fresh.stream().limit(MOST_CANDIDATES).toList();
    }

    private Worker checked(WorkerGroup group, @Nullable Worker worker, KeptVolume volume) {
        if (worker == null) {
            throw refused(
                    "the worker is no member of group " + group.name(),
                    progress.isAttached() ? "go back: " + request.back() : "choose a worker of that group");
        }
        if (!worker.serves()) {
            throw refused(
                    "the worker is not in service: it is " + worker.state(),
                    progress.isAttached() ? "go back: " + request.back() : "choose a worker in service");
        }
        if (!worker.zone().equals(volume.zone())) {
            throw refused(
                    "the worker is in zone " + worker.zone() + ", the volume is in " + volume.zone()
                            + ", and a volume cannot leave its zone",
                    "choose a worker of that zone");
        }
        return worker;
    }

    static Stop refused(String why, String next) {
        return new Stop(new Refused(why + UNCHANGED, next));
    }

    /// Protects the worker from scale-in, and first writes on the volume whether it was protected before: what an
    /// earlier run found is what counts.
    void protect(KeptVolume volume, Worker worker, VolumeSteps volumes) {
        progress.begin("protecting the worker from scale-in");
        Hold hold = volume.hold();
        if (hold == null || !hold.worker().equals(worker.id())) {
            if (hold != null) {
                unprotect(volume);
            }
            volumes.tag(KeptVolume.RESCUE, new Hold(worker.id(), !worker.isProtected()).value());
        }
        progress.act(() -> ports.workers().protect(volume.group(), worker.id(), true));
        ports.voice().say("worker " + worker.id() + " is protected from scale-in");
    }

    /// Takes back the protection that the rescue has set, if its worker is still there. A failure does not stop the
    /// rescue: the operator is told.
    void unprotect(KeptVolume volume) {
        Hold hold = volume.hold();
        if (hold == null || !hold.ours()) {
            return;
        }
        String worker = hold.worker();
        try {
            WorkerGroup group = ports.workers().group(volume.group());
            if (group == null || group.worker(worker) == null) {
                return;
            }
            progress.act(() -> ports.workers().protect(volume.group(), worker, false));
            ports.voice().say("worker " + worker + " is no longer protected from scale-in");
        } catch (Fault fault) {
            ports.voice()
                    .say("WARNING: worker " + worker + " stays protected from scale-in (" + fault.getMessage()
                            + "); take that away with aws autoscaling set-instance-protection");
        }
    }
}
