/// The main job, end to end, without an AWS account: the template's own values deployed into the simulated account, the
/// packaged function behind the real runtime interface client, real files in real directories, and a clock that runs
/// faster.
///
/// [Demo] is the command. [Story] says what goes wrong, [Stage] builds it all, [QueueFiles] writes and drains a node's
/// files, [Witness] counts what a node held in the moment it was released, [Table] prints.
@NullMarked
package io.drainguard.sim.demo;

import org.jspecify.annotations.NullMarked;
