/// A stand-in for a dsiem cluster: what a frontend answers, what a backend sees and forgets, what a shipper has
/// sent.
///
/// [DsiemFrontend] and [DsiemBackend] behave as the Go edition does, commit a436146a of `defenxor/dsiem`; each
/// behaviour names the file that it was read in. Nothing of that code is here: it is under the GPL. They take
/// their time and their chance from outside, so that a story replays from its seed, and they speak through a
/// [Bus], which is a NATS server in the tests of real nodes and a piece of memory in the demo. [Shipper] stands
/// for Filebeat.
@NullMarked
package io.drainguard.proofs.dsiem;

import org.jspecify.annotations.NullMarked;
