package io.drainguard.sweep;

import io.drainguard.decide.Look;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks at nodes through their group's drain document.
public interface Looks {
    /// The largest number of nodes in one call (SSM API Reference, SendCommand, InstanceIds).
    int BATCH = 50;

    /// Starts a look at each of these instances. The first call of [Asked#answers()] answers Unknown for an
    /// instance that the guard cannot ask; such an instance never prevents the look at the others.
    ///
    /// @param document name of the drain document
    /// @param instances EC2 instance ids, at most [#BATCH]
    /// @param doubtful the instances that may be offline; the guard checks them first, so that it does not wait
    ///     for their answers
    /// @throws Fault if the guard could not ask any instance
    Asked start(String document, List<String> instances, Set<String> doubtful);

    /// Looks that the guard has started.
    interface Asked {
        /// Returns the answers that have arrived so far, by instance id, including earlier answers.
        ///
        /// @throws Fault if the answers could not be read this time; the caller may ask again
        Map<String, Look> answers();
    }
}
