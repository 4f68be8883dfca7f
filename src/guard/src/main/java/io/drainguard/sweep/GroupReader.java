package io.drainguard.sweep;

import java.time.Duration;
import java.time.Instant;

/// Reads the groups, and keeps the nodes known to wait where they cannot be read.
final class GroupReader {
    /// Between two tries to read the groups.
    static final Duration AGAIN = Duration.ofSeconds(5);

    private final Ports ports;
    private final Leases leases;
    private Duration aheadOfAws = Duration.ZERO;

    GroupReader(Ports ports, Leases leases) {
        this.ports = ports;
        this.leases = leases;
    }

    /// How far the guard's clock was ahead of AWS's at the last reading.
    Duration aheadOfAws() {
        return aheadOfAws;
    }

    /// The groups. Where they cannot be read the sweep tries again until the next one is due: this copy may know nobody
    /// whom it could hold meanwhile.
    Reading readInTime(Instant until) {
        Instant end = Time.earlier(ports.time().instant().plus(Guard.INTERVAL), until);
        while (true) {
            try {
                return read();
            } catch (Fault fault) {
                boolean last = !ports.time().instant().plus(AGAIN).isBefore(end);
                if (last || fault.kind() == Fault.Kind.DENIED) {
                    throw fault;
                }
                ports.time().pause(AGAIN);
            }
        }
    }

    /// The groups; where they cannot be read, those known to wait are held all the same.
    Reading read() {
        try {
            Reading read = ports.groups().tagged();
            aheadOfAws = Duration.between(read.at(), ports.time().instant());
            return read;
        } catch (Fault fault) {
            leases.renew();
            throw fault;
        }
    }
}
