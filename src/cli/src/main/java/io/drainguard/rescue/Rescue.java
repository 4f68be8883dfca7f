package io.drainguard.rescue;

import io.drainguard.rescue.KeptVolume.Hold;
import io.drainguard.rescue.Progress.State;
import io.drainguard.rescue.RescueOutcome.Done;
import io.drainguard.rescue.RescueOutcome.Interrupted;
import io.drainguard.rescue.RescueOutcome.Unasked;
import io.drainguard.rescue.WorkerGroup.Worker;
import io.drainguard.rescue.WorkerSteps.Documents;
import io.drainguard.sweep.Fault;
import io.drainguard.sweep.Time;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One run of a rescue: it checks, protects the worker, attaches the volume, lets the worker deliver the queue, proves
/// the volume empty, and ends. Nothing on the volume is deleted by anybody but the worker that delivers it.
public final class Rescue {
    private final RescuePorts ports;
    private final RescueRequest request;
    private final Progress progress;
    private final VolumeSteps volumes;
    private final WorkerSteps workers;
    private final VolumeCheck check;

    /// Builds a run.
    public Rescue(RescuePorts ports, RescueRequest request) {
        this.ports = ports;
        this.request = request;
        this.progress = new Progress(request);
        this.volumes = new VolumeSteps(ports, request, progress);
        this.workers = new WorkerSteps(ports, request, progress);
        this.check = new VolumeCheck(ports, request, progress, volumes);
    }

    /// Runs to the end and returns how it ended.
    public RescueOutcome run() {
        try {
            if (request.undo()) {
                goBack();
            } else {
                rescue();
            }
            return new Done();
        } catch (Stop stop) {
            return stop.outcome();
        } catch (Fault fault) {
            return new Unasked(String.valueOf(fault.getMessage()), goOn(fault));
        } catch (Time.Stopped stopped) {
            return progress.interrupted();
        } finally {
            progress.end();
        }
    }

    /// Returns the worker that was named or chosen, empty if there is none.
    public String worker() {
        return progress.worker();
    }

    /// Tells `last` what an interruption leaves behind, unless the run is over; `last` may end the process. Another
    /// thread calls this. A call under way that changes something ends first, and none follows before
    /// `last` returns.
    public void interrupt(Consumer<Interrupted> last) {
        progress.interrupt(last);
    }

    private String goOn(Fault fault) {
        String again = "to go on, run: " + request.again(progress.worker());
        return fault.kind() == Fault.Kind.DENIED
                ? "compare your permissions with docs/rescue.md#permissions-of-the-operator; " + again
                : again;
    }

    private void rescue() {
        KeptVolume volume = check.volume();
        if (volume.isFree() && volume.isDrained()) {
            Hold hold = volume.hold();
            progress.worker(hold == null ? "" : hold.worker());
            ports.voice().say("the volume was drained at " + volume.drainedAt());
            finish(volume, String.valueOf(volume.drainedAt()));
            return;
        }
        boolean resumed = progress.isAttached();
        WorkerGroup group = workers.group(volume);
        Documents documents = workers.documents(group);
        QueueSteps queue = queue(documents.drain(), documents.rescue());
        Worker worker = chosen(workers.candidates(group, volume), queue, volume);
        String device = resumed ? "" : volumes.freeDevice(worker.id());
        workers.protect(volume, worker, volumes);
        KeptVolume attached = volumes.attach(worker.id(), device);
        if (!queue.mount(attached, resumed)) {
            takeBack(attached, documents.rescue());
            throw queue.nothingFound(attached);
        }
        queue.drain(attached);
        String drainedAt =
                ports.time().instant().truncatedTo(ChronoUnit.SECONDS).toString();
        volumes.tag(KeptVolume.DRAINED_AT, drainedAt);
        volumes.detach();
        finish(volumes.read(), drainedAt);
    }

    /// Returns the worker that is to deliver: the one that has the volume, or the first that has no data of its own.
    private Worker chosen(List<Worker> candidates, QueueSteps queue, KeptVolume volume) {
        for (Worker worker : candidates) {
            progress.worker(worker.id());
            ports.voice().say("worker " + worker.id() + ": " + worker.state() + " in " + worker.zone());
            if (progress.isAttached()) {
                queue.awaitEarlier(volume);
                return worker;
            }
            @Nullable Stop refusal = queue.refusal();
            if (refusal == null) {
                return worker;
            }
            if (worker.equals(candidates.getLast())) {
                throw refusal;
            }
            ports.voice().say("the next worker is asked");
        }
        throw new IllegalStateException("no candidates");
    }

    private QueueSteps queue(String drainDocument, String document) {
        return new QueueSteps(
                ports, request, progress, volumes, new TaskSteps(ports, request, progress, document), drainDocument);
    }

    private void goBack() {
        KeptVolume volume = check.volume();
        Hold hold = volume.hold();
        if (hold == null) {
            throw WorkerSteps.refused("the volume is not being rescued", "see 'drainguard rescue --list'");
        }
        progress.worker(hold.worker());
        progress.begin("taking the volume back from the worker");
        String document = volume.isFree() ? "" : workers.document(volume);
        takeBack(volume, document);
        ports.voice().say("the volume is free again, with what it holds");
    }

    /// Takes the volume from its worker as it is.
    private void takeBack(KeptVolume volume, String document) {
        progress.begin("taking the volume back from the worker");
        if (progress.isAttached()) {
            queue("", document).undo(volume);
            volumes.detach();
            progress.found(State.UNTOUCHED);
        }
        forget(volumes.read());
    }

    /// Ends the rescue of a volume that is drained and free.
    private void finish(KeptVolume volume, String drainedAt) {
        progress.found(State.DRAINED);
        progress.begin("giving the worker back to its group");
        forget(volume);
        volumes.deleteOrKeep(drainedAt);
    }

    private void forget(KeptVolume volume) {
        workers.unprotect(volume);
        volumes.untag(KeptVolume.RESCUE, KeptVolume.FILES);
    }
}
