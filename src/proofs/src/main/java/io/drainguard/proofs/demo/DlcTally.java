package io.drainguard.proofs.demo;

import io.drainguard.proofs.demo.report.DlcRecording.Sample;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What QRadar has got of the numbered events, and how it stood over time.
final class DlcTally {
    private final int[] delivered;
    private final List<Sample> samples = new ArrayList<>();

    /// @param events their numbers are 1 to this
    DlcTally(int events) {
        this.delivered = new int[events + 1];
    }

    void deliver(int event) {
        delivered[event]++;
    }

    /// How many events were delivered at least so often.
    int atLeast(int times) {
        return (int) Arrays.stream(delivered).filter(one -> one >= times).count();
    }

    /// Writes down how it stands.
    ///
    /// @param holder the node that works under the lease, empty for none
    void sample(Instant at, int waiting, String holder) {
        samples.add(new Sample(at, waiting, atLeast(1), holder));
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }
}
