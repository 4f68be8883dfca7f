package io.drainguard.rescue;

import io.drainguard.rescue.KeptVolume.Attachment;
import io.drainguard.rescue.Progress.State;
import io.drainguard.rescue.RescueOutcome.Failed;
import io.drainguard.rescue.RescueOutcome.WorkerGone;
import io.drainguard.sweep.Fault;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The steps that concern the volume itself: its tags, and where it is attached.
final class VolumeSteps {
    private static final Duration POLL = Duration.ofSeconds(3);

    /// EC2 attaches and detaches within seconds.
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final String DEVICE_LETTERS = "fghijklmnop";

    private final RescuePorts ports;
    private final RescueRequest request;
    private final Progress progress;

    VolumeSteps(RescuePorts ports, RescueRequest request, Progress progress) {
        this.ports = ports;
        this.request = request;
        this.progress = progress;
    }

    /// Reads the volume. Somebody may have deleted it.
    KeptVolume read() {
        KeptVolume found = ports.volumes().read(request.volume());
        if (found == null) {
            throw new Stop(new Failed(
                    "the volume is not there any more: somebody has deleted it", "see 'drainguard rescue --list'"));
        }
        return found;
    }

    void tag(String key, String value) {
        progress.act(() -> ports.volumes().tag(request.volume(), Map.of(key, value)));
    }

    void untag(String... keys) {
        progress.act(() -> ports.volumes().untag(request.volume(), Set.of(keys)));
    }

    /// Attaches the volume to the worker, unless it is there already, and returns it once it is attached.
    KeptVolume attach(String worker, String device) {
        progress.begin("attaching the volume to the worker");
        if (!progress.isAttached()) {
            asked(
                    State.ATTACHED,
                    () -> ports.volumes().attach(request.volume(), worker, device),
                    now -> now.holder().equals(worker));
        }
        KeptVolume attached = awaited("attached", now -> now.isAt(worker, "attached"));
        Attachment where = attached.attachment();
        ports.voice()
                .say("the volume is attached to worker " + worker + (where == null ? "" : " as " + where.device()));
        return attached;
    }

    /// Returns a name that none of the worker's devices has.
    String freeDevice(String worker) {
        progress.begin("looking for a free device name");
        Set<String> taken = ports.workers().devices(worker);
        for (int i = 0; i < DEVICE_LETTERS.length(); i++) {
            String end = "d" + DEVICE_LETTERS.charAt(i);
            if (taken.stream().noneMatch(device -> device.contains("s" + end) || device.contains("v" + end))) {
                return "/dev/s" + end;
            }
        }
        throw WorkerSteps.refused("the worker has no free device name", "choose another --worker");
    }

    /// Detaches the volume and returns once it is free.
    void detach() {
        progress.begin("detaching the volume from the worker");
        asked(
                State.ATTACHED,
                () -> ports.volumes().detach(request.volume()),
                now -> now.attachments().stream().allMatch(at -> at.state().equals("detaching")));
        awaited("free", KeptVolume::isFree);
        ports.voice().say("the volume is detached");
    }

    /// Makes a call whose answer may be lost: the SDK repeats it, and EC2 refuses what has been done already. So what
    /// counts is what EC2 then shows.
    private void asked(State then, Runnable call, Predicate<KeptVolume> isDone) {
        try {
            progress.act(then, call);
        } catch (Fault fault) {
            if (!isDone.test(read())) {
                throw fault;
            }
        }
    }

    /// Waits until EC2 shows what was asked for. A reading that fails proves nothing.
    KeptVolume awaited(String what, Predicate<KeptVolume> isSo) {
        var start = ports.time().instant();
        @Nullable KeptVolume seen = null;
        while (ports.time().since(start).compareTo(PATIENCE) < 0) {
            seen = readQuietly();
            if (seen != null && isSo.test(seen)) {
                return seen;
            }
            ports.time().pause(POLL);
        }
        throw new Stop(new Failed(
                "after three minutes the volume is still not " + what + ": it is "
                        + (seen == null ? "not readable" : seen.state() + ", attached to " + seen.holder()),
                "run: " + request.again(progress.worker())));
    }

    private @Nullable KeptVolume readQuietly() {
        try {
            return read();
        } catch (Fault unread) {
            return null;
        }
    }

    /// Ends the run if the worker has lost the volume. A volume that cannot be read proves nothing.
    void stopIfGone(String worker) {
        KeptVolume now = readQuietly();
        if (now == null || (!now.isFree() && now.holder().equals(worker))) {
            return;
        }
        progress.found(State.UNTOUCHED);
        throw new Stop(new WorkerGone(
                "the worker is gone or has lost the volume, which is " + now.state()
                        + " and holds what was not delivered",
                "run it with another worker: " + request.withAnotherWorker()));
    }

    /// Deletes the drained volume, or keeps it as the operator wants it.
    void deleteOrKeep(String drainedAt) {
        progress.found(State.DRAINED);
        progress.begin("deleting the volume, which was drained at " + drainedAt);
        boolean delete = !request.keep()
                && (request.yes()
                        || ports.voice()
                                .confirms("Volume " + request.volume()
                                        + " is drained; whatever else is on it goes with it. Delete it? [yes/no] "));
        if (delete) {
            progress.act(State.DELETED, () -> ports.volumes().delete(request.volume()));
        }
        ports.voice()
                .say(
                        delete
                                ? "the volume is deleted"
                                : "the volume is kept, tagged " + KeptVolume.DRAINED_AT + " " + drainedAt);
    }
}
