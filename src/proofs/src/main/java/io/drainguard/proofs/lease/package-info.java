/// One seed, one story of the lease that lets one DLC at a time use a state on a shared file system.
///
/// [LeaseStory] is the door. [Mishaps] draws from the seed what goes wrong: cuts, pauses, kills, doubled launches, a
/// file system that hangs, an EC2 that says nothing. A [Node] runs the lease process and a stand-in for the DLC on a
/// [Machine]; [FileServer] is the NFS server, [Ec2] and [Group] are AWS. The taker's decision is the [LeaseRule],
/// read from the table that the shell on nodes is held to; the times of scripts and units are read from these
/// ([NodeTimes]). [LeaseInvariants] lists what must hold: each [LeasePromise] holds or has a [LeaseExcuse]. A story
/// that breaks one names its seed, and the same seed replays it with its trace. A [Deviation] is a planted fault.
@NullMarked
package io.drainguard.proofs.lease;

import org.jspecify.annotations.NullMarked;
