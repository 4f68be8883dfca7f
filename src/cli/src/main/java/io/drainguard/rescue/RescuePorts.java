package io.drainguard.rescue;

import io.drainguard.decide.Look;
import io.drainguard.sweep.Time;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a rescue needs of the world. Every method of the first three throws [io.drainguard.sweep.Fault] if a call
/// failed after its retries.
public record RescuePorts(Volumes volumes, Workers workers, Tasks tasks, Looks looks, Time time, Voice voice) {
    /// The volumes.
    public interface Volumes {
        /// Returns the volumes that guards kept and that are free or being rescued, the oldest first.
        List<KeptVolume> kept();

        /// Returns the volume with this id, `null` if there is none.
        @Nullable
        KeptVolume read(String volume);

        /// Sets tags on the volume.
        void tag(String volume, Map<String, String> tags);

        /// Takes tags off the volume.
        void untag(String volume, Set<String> keys);

        /// Asks EC2 to attach the volume.
        void attach(String volume, String instance, String device);

        /// Asks EC2 to detach the volume.
        void detach(String volume);

        /// Deletes the volume; one that is not there any more is deleted.
        void delete(String volume);
    }

    /// The groups and their members.
    public interface Workers {
        /// Returns the group with this name, `null` if there is none.
        @Nullable
        WorkerGroup group(String name);

        /// Sets whether Auto Scaling may choose the worker for a scale-in.
        void protect(String group, String worker, boolean isProtected);

        /// Returns the names of the devices that the worker has.
        Set<String> devices(String worker);
    }

    /// The rescue document's runs on a worker.
    public interface Tasks {
        /// Tells whether there is a document with this name that can run.
        boolean canRun(String document);

        /// Starts a task and returns the id of its command.
        String start(String document, String worker, Map<String, String> parameters);

        /// Returns how a task stands.
        TaskReport report(String command, String worker);

        /// Returns the tasks that this document was given for the volume on the worker.
        ///
        /// @param since the earliest that matters
        List<Earlier> earlier(String document, String worker, String volume, Instant since);
    }

    /// A task of an earlier run.
    ///
    /// @param runs whether it has not ended yet
    public record Earlier(String command, String task, boolean runs) {}

    /// The group's ordinary look.
    public interface Looks {
        /// Looks at the worker; whatever is not certain is Unknown, failed calls included.
        Look at(String worker, String document);
    }

    /// The operator.
    public interface Voice {
        /// Tells how far the rescue is.
        void say(String text);

        /// Asks a question that only the word `yes` answers with yes; where nobody can answer, the answer is no.
        boolean confirms(String question);
    }
}
