package io.drainguard.proofs.demo;

/// The guard of the simulated account, in whichever edition.
interface GuardProcess extends AutoCloseable {
    /// Kills its processes and returns how many there were; what the edition does about that follows by itself.
    int kill();

    @Override
    void close();
}
