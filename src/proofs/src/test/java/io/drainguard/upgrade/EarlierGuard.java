package io.drainguard.upgrade;

import java.time.Duration;

/// A guard of version 0.1.0 in an account. It sweeps once a minute, and hears no events.
interface EarlierGuard {
    /// Sweeps every minute for so long, waiting within each sweep for the answers of its looks, as that version did.
    void guardFor(Duration length);
}
