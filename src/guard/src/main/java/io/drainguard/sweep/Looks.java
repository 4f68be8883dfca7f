package io.drainguard.sweep;

import io.drainguard.decide.Answer;
import io.drainguard.decide.LookCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks at nodes through their group's drain document. Every method throws [Fault] if a call failed after its retries.
public interface Looks {
    /// The largest number of nodes in one command (SSM API Reference, SendCommand, InstanceIds).
    int BATCH = 50;

    /// Tells whether the guard was given this document to run. Anybody who may tag a group must not run a script of
    /// their own through the guard.
    boolean mayRun(String document);

    /// Starts a look at each of these instances, without waiting for any answer. An instance that cannot be asked
    /// never prevents the look at the others.
    ///
    /// @param document name of the drain document
    /// @param instances EC2 instance ids, at most [#BATCH]
    /// @param stay how long the look may stay on a node that has data, in whole seconds; a document without the
    ///     parameter `wait` is run without it
    Started start(String document, List<String> instances, Duration stay);

    /// Returns the looks requested since then, no matter who asked for them, in any order.
    ///
    /// @param documents the drain documents that matter; looks of other documents may be among those returned
    List<LookCommand> recent(Instant since, Set<String> documents);

    /// Returns the answers to these commands of the nodes that will give no further answer.
    List<Answer> answers(Collection<LookCommand> commands);

    /// Looks that were started.
    ///
    /// @param commands the commands that Systems Manager took
    /// @param refused why an instance could not be asked, by instance id
    /// @param denied those of them that the guard may not ask, which only a person can change
    record Started(List<LookCommand> commands, Map<String, String> refused, Set<String> denied) {
        /// Looks of which none was denied.
        public Started(List<LookCommand> commands, Map<String, String> refused) {
            this(commands, refused, new HashSet<>());
        }
    }
}
