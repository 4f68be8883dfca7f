package io.drainguard.sweep;

import io.drainguard.decide.Look;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Looks at nodes through their group's drain document.
public interface Looks {
    /// The most nodes one call may ask (SSM API Reference, SendCommand, InstanceIds).
    int BATCH = 50;

    /// Starts a look at each of these instances. One that cannot be asked is answered Unknown by the first
    /// [Asked#answers()] and never spoils the look at the others.
    ///
    /// @param document name of the drain document
    /// @param instances EC2 instance ids, at most [#BATCH]
    /// @param doubtful those of them that may not be there to be asked: that is found out first, so that nobody
    ///     waits for them
    /// @throws Fault when none of them could be asked
    Asked start(String document, List<String> instances, Set<String> doubtful);

    /// Looks under way.
    interface Asked {
        /// The answers that have arrived so far, by instance id, earlier ones included.
        ///
        /// @throws Fault when they could not be read this time; asking again is fine
        Map<String, Look> answers();
    }
}
