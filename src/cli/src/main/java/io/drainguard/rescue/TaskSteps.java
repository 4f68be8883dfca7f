package io.drainguard.rescue;

import io.drainguard.rescue.RescuePorts.Earlier;
import io.drainguard.sweep.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The rescue document's tasks on the worker.
final class TaskSteps {
    private static final Duration POLL = Duration.ofSeconds(5);

    /// The document's own limit is 15 minutes.
    private static final Duration LONGEST = Duration.ofSeconds(1_000);

    /// Systems Manager forgets a command after so long (SSM User Guide, monitor-commands).
    private static final Duration HISTORY = Duration.ofDays(30);

    private final RescuePorts ports;
    private final RescueRequest request;
    private final Progress progress;
    private final String document;

    TaskSteps(RescuePorts ports, RescueRequest request, Progress progress, String document) {
        this.ports = ports;
        this.request = request;
        this.progress = progress;
        this.document = document;
    }

    /// The tasks that the document knows.
    enum Task {
        /// Puts the old queue in the place of the worker's own.
        MOUNT("mount"),
        /// Takes the drained queue away, if it holds nothing.
        UNMOUNT("unmount"),
        /// Takes the queue away as it is.
        UNDO("undo");

        private final String word;

        Task(String word) {
            this.word = word;
        }
    }

    /// Runs a task and returns what it came to. What it printed is told.
    TaskReport run(Task task, KeptVolume volume) {
        TaskReport report = awaited(task, volume);
        report.output()
                .lines()
                .map(line -> line.replaceAll("[^\\x20-\\x7e]", "?"))
                .filter(line -> !line.isBlank())
                .forEach(line -> ports.voice().say("  " + line));
        return report;
    }

    private TaskReport awaited(Task task, KeptVolume volume) {
        List<String> sent = new ArrayList<>();
        try {
            progress.act(() -> sent.add(ports.tasks().start(document, progress.worker(), parameters(task, volume))));
        } catch (Fault fault) {
            return TaskReport.notSent(String.valueOf(fault.getMessage()));
        }
        Instant start = ports.time().instant();
        TaskReport report = new TaskReport("InProgress", -1, "");
        while (report.runs() && ports.time().since(start).compareTo(LONGEST) < 0) {
            ports.time().pause(POLL);
            TaskReport now = read(sent.getFirst());
            report = now == null ? report : now;
        }
        return report;
    }

    /// Reads how a task stands. Systems Manager may not know it yet, and a reading that fails proves nothing.
    private @Nullable TaskReport read(String command) {
        try {
            return ports.tasks().report(command, progress.worker());
        } catch (Fault unread) {
            return null;
        }
    }

    private Map<String, String> parameters(Task task, KeptVolume volume) {
        Map<String, String> parameters = new HashMap<>(Map.of("task", task.word, "volume", request.volume()));
        KeptVolume.Attachment where = volume.attachment();
        if (where != null) {
            parameters.put("device", where.device());
        }
        String at = request.place().at();
        if (at != null) {
            parameters.put("at", at);
        }
        String service = request.place().service();
        if (service != null) {
            parameters.put("service", service);
        }
        return parameters;
    }

    /// Waits until no task of an earlier run goes on: two at a time would undo each other's work.
    void awaitEarlier(KeptVolume volume) {
        Instant start = ports.time().instant();
        boolean told = false;
        while (earlier(volume).stream().anyMatch(Earlier::runs)
                && ports.time().since(start).compareTo(LONGEST) < 0) {
            if (!told) {
                ports.voice().say("a task of an earlier run still goes on at the worker; waiting for its end");
                told = true;
            }
            ports.time().pause(POLL);
        }
    }

    /// Returns how many files with data the queues had when an earlier run mounted them, whose answer nobody has read;
    /// zero if there was none.
    long filesMountedBefore(KeptVolume volume) {
        return earlier(volume).stream()
                .filter(one -> !one.runs() && one.task().equals(Task.MOUNT.word))
                .map(one ->
                        ports.tasks().report(one.command(), progress.worker()).mountedFiles())
                .flatMapToLong(OptionalLong::stream)
                .max()
                .orElse(0);
    }

    private List<Earlier> earlier(KeptVolume volume) {
        Instant kept = volume.protectedAt();
        Instant oldest = ports.time().instant().minus(HISTORY);
        Instant since = kept == null || kept.isBefore(oldest) ? oldest : kept;
        return ports.tasks().earlier(document, progress.worker(), request.volume(), since);
    }
}
