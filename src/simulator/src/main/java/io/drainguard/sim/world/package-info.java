/// A small AWS in memory: groups, nodes, hooks, volumes and Run Command as a state machine on a virtual clock.
///
/// Start at [World]: it owns the clock, the agenda of what is due, and three services ([AutoScaling], [Ssm],
/// [Ec2]) whose methods are named after the API operations. Whatever takes time is an entry in the agenda,
/// ordered by time and then by the order of entry, so one seed gives one trace. Nothing here reads a wall clock,
/// opens a socket or starts a thread.
///
/// Each simulated behaviour names its source: a page of the AWS documentation, or an answer of the real service
/// recorded in the public repository radkawar/stackd, folder testdata/aws (cited as "recorded: FILE"). Where
/// neither exists the text says *assumption*.
///
/// What is not known of a service, or stands round it, is a setting: [RunCommandSettings], [GroupSettings],
/// [Organization], [Mishaps]. Nothing of it is on by default.
///
/// Not imitated: heartbeats and events of launch hooks, metrics, standby, detaching, scaling policies and cooldowns,
/// CancelCommand, command targets by tag, IAM but for what an organization denies and a tag's value on SendCommand, and
/// the service's own rate limits (throttling is a fault to be installed, not a sum that is kept).
@NullMarked
package io.drainguard.sim.world;

import org.jspecify.annotations.NullMarked;
