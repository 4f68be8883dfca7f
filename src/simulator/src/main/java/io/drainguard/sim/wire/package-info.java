/// The simulated account on the wire: real SDK clients, the AWS CLI and boto3 need only another endpoint.
///
/// [WireProtocol] turns a request into a reply without any socket: the Query protocol of Auto Scaling, EC2's
/// variant of it, and JSON 1.1 for Systems Manager. [SimulatorServer] puts it on a loopback port,
/// [InProcessHttpClient] straight under an SDK client.
/// [SharedWorld] is the one lock round the world, and [WorldTicker] lets its clock follow another one.
@NullMarked
package io.drainguard.sim.wire;

import org.jspecify.annotations.NullMarked;
