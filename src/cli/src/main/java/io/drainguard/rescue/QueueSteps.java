package io.drainguard.rescue;

import io.drainguard.decide.Look;
import io.drainguard.decide.Look.Empty;
import io.drainguard.decide.Look.Pending;
import io.drainguard.decide.Look.Unknown;
import io.drainguard.rescue.RescueOutcome.NothingFound;
import io.drainguard.rescue.RescueOutcome.WorkerFailed;
import io.drainguard.rescue.TaskSteps.Task;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// The steps that concern the queue: the worker takes it over, delivers it, and gives it back.
final class QueueSteps {
    /// The time between two looks.
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final RescuePorts ports;
    private final RescueRequest request;
    private final Progress progress;
    private final VolumeSteps volumes;
    private final TaskSteps tasks;
    private final String drainDocument;

    QueueSteps(
            RescuePorts ports,
            RescueRequest request,
            Progress progress,
            VolumeSteps volumes,
            TaskSteps tasks,
            String drainDocument) {
        this.ports = ports;
        this.request = request;
        this.progress = progress;
        this.volumes = volumes;
        this.tasks = tasks;
        this.drainDocument = drainDocument;
    }

    /// Waits until no task of an earlier run goes on.
    void awaitEarlier(KeptVolume volume) {
        progress.begin("waiting for a task of an earlier run");
        tasks.awaitEarlier(volume);
    }

    /// Returns why the worker cannot take the old queue over, which would hide what it has of its own; `null` if it has
    /// nothing.
    @Nullable
    Stop refusal() {
        progress.begin("looking whether the worker has data of its own");
        ports.voice().say("looking into the worker's own queue");
        return switch (look()) {
            case Empty _ -> null;
            case Pending _ ->
                WorkerSteps.refused(
                        "the worker has data of its own, which the old queue would hide",
                        "choose another --worker, or take its intake away (put it into standby) and wait");
            case Unknown(String reason) ->
                WorkerSteps.refused(
                        "the worker did not say whether it has data of its own: " + reason,
                        "choose another --worker, or see docs/runbook.md#trouble");
        };
    }

    private Look look() {
        Look look = ports.looks().at(progress.worker(), drainDocument);
        ports.voice()
                .say("look: " + look.word()
                        + switch (look) {
                            case Empty _ -> "";
                            case Pending pending ->
                                " (" + pending.what().count(pending.files()) + ", " + pending.bytes() + " bytes"
                                        + (pending.floor().isEmpty() ? "" : ", " + pending.floor()) + ")";
                            case Unknown(String reason) -> " (" + reason + ")";
                        });
        return look;
    }

    /// Puts the old queue in the place of the worker's own.
    ///
    /// @param resumed whether an earlier run may have done so
    /// @return whether the data that was reported is there
    boolean mount(KeptVolume volume, boolean resumed) {
        progress.begin("putting the old queue in the place of the worker's own");
        volumes.untag(KeptVolume.DRAINED_AT);
        TaskReport report = tasks.run(Task.MOUNT, volume);
        if (!report.succeeded()) {
            volumes.stopIfGone(progress.worker());
            if (report.exitCode() == TaskReport.NO_QUEUE) {
                return false;
            }
            throw new Stop(new WorkerFailed(
                    "the worker could not take over the queue (" + report + "); the volume stays attached, untouched",
                    "fix it and run: " + request.again(progress.worker()) + " ; or go back: " + request.back()));
        }
        long now = report.mountedFiles()
                .orElseThrow(() -> new Stop(new WorkerFailed(
                        "the worker did not say that the queue is mounted",
                        "run: " + request.again(progress.worker()) + " ; or go back: " + request.back())));
        if (volume.tags().containsKey(KeptVolume.FILES)) {
            return true;
        }
        long first = now > 0 || !resumed ? now : tasks.filesMountedBefore(volume);
        if (first == 0 && volume.hadData()) {
            return false;
        }
        volumes.tag(KeptVolume.FILES, String.valueOf(first));
        return true;
    }

    /// Returns the end of a run that found no data where some was reported.
    Stop nothingFound(KeptVolume volume) {
        return new Stop(new NothingFound(
                "there is no data in the queue directories of the volume, but " + volume.pendingBytes()
                        + " bytes were reported of node " + volume.node()
                        + ": its data may lie on another volume, or elsewhere on this one; the volume is free and kept",
                "see 'drainguard rescue --list' for others of that node, or name the place: " + request.withAPlace()));
    }

    /// Waits until a look is Empty and the worker, with its service stopped, still finds nothing.
    void drain(KeptVolume volume) {
        while (true) {
            progress.begin("waiting for the worker to deliver the queue");
            switch (look()) {
                case Empty _ -> {
                    if (isTakenBack(volume)) {
                        return;
                    }
                }
                case Unknown _ -> volumes.stopIfGone(progress.worker());
                case Pending _ -> {}
            }
            ports.time().pause(MINUTE);
        }
    }

    /// Takes the drained queue from the worker, unless data has come meanwhile.
    private boolean isTakenBack(KeptVolume volume) {
        progress.begin("taking the drained queue from the worker");
        TaskReport report = tasks.run(Task.UNMOUNT, volume);
        if (report.succeeded()) {
            return true;
        }
        volumes.stopIfGone(progress.worker());
        if (report.exitCode() != TaskReport.HOLDS_DATA) {
            throw new Stop(new WorkerFailed(
                    "the worker could not give the queue back (" + report + "); the volume stays attached",
                    "fix it and run: " + request.again(progress.worker()) + " ; or go back: " + request.back()));
        }
        return false;
    }

    /// Takes the queue from the worker as it is.
    void undo(KeptVolume volume) {
        tasks.awaitEarlier(volume);
        TaskReport report = tasks.run(Task.UNDO, volume);
        if (!report.succeeded()) {
            volumes.stopIfGone(progress.worker());
            throw new Stop(new WorkerFailed(
                    "the worker could not give up the queue (" + report + "); the volume stays attached",
                    "fix it and run: " + request.back()));
        }
    }
}
