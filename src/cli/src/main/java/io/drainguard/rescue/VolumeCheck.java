package io.drainguard.rescue;

import io.drainguard.rescue.KeptVolume.Attachment;
import io.drainguard.rescue.KeptVolume.Hold;
import io.drainguard.rescue.Progress.State;
import org.jspecify.annotations.Nullable;

/// The first check of a run: that the volume is one to rescue, and how far an earlier run came.
final class VolumeCheck {
    private final RescuePorts ports;
    private final RescueRequest request;
    private final Progress progress;
    private final VolumeSteps volumes;

    VolumeCheck(RescuePorts ports, RescueRequest request, Progress progress, VolumeSteps volumes) {
        this.ports = ports;
        this.request = request;
        this.progress = progress;
        this.volumes = volumes;
    }

    /// Checks the volume, and finds out whether an earlier run has attached it.
    KeptVolume volume() {
        @Nullable KeptVolume found = ports.volumes().read(request.volume());
        if (request.worker() != null) {
            progress.worker(request.worker());
        }
        if (found == null) {
            throw WorkerSteps.refused(
                    "there is no such volume in this account and Region",
                    "see 'drainguard rescue --list', or choose another --region");
        }
        if (!found.isKept()) {
            throw WorkerSteps.refused(
                    "the volume was not kept by Drainguard: it lacks the tags drainguard:protected and"
                            + " drainguard:group",
                    "see 'drainguard rescue --list'");
        }
        ports.voice()
                .say("volume " + found.id() + ": " + found.state() + " in " + found.zone() + ", of node "
                        + found.node() + " in group " + found.group() + ", " + found.pendingBytes()
                        + " bytes reported at " + found.protectedAt());
        return found.isFree() ? found : resumed(found);
    }

    private KeptVolume resumed(KeptVolume found) {
        Hold hold = found.hold();
        Attachment where = found.attachment();
        if (hold == null
                || where == null
                || found.attachments().size() > 1
                || !where.instance().equals(hold.worker())) {
            throw WorkerSteps.refused(
                    "the volume is not available: it is " + found.state() + ", attached to " + found.holder(),
                    "take it from there first");
        }
        if (request.worker() != null && !request.worker().equals(hold.worker())) {
            throw WorkerSteps.refused(
                    "the volume is attached to worker " + hold.worker() + " already",
                    "go on with that one: " + request.again(hold.worker()));
        }
        progress.worker(hold.worker());
        if (where.state().equals("detaching")) {
            ports.voice().say("an earlier run is detaching the volume; waiting for it");
            return volumes.awaited("free", KeptVolume::isFree);
        }
        progress.found(State.ATTACHED);
        return found;
    }
}
