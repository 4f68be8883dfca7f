/// The main job, end to end, without an AWS account: the template's own values deployed into the simulated
/// account, the packaged function behind the real runtime interface client or the service in a process of its own,
/// real files in real directories, and a clock that runs faster.
///
/// [Demo] is the command: start reading there. [Story] says what happens, [Deployment] takes the values out of the
/// template, [DemoEnvironment] builds and runs it all, [DemoRun] plays. [QueueFiles] are a node's files, which
/// [Drainer] delivers;
/// [Witness] counts what a node held in the moment it was released. [FunctionGuard] and [ServiceGuard] run the guard,
/// [JournalListener] hear its journal, [Table] and [Summary] print.
@NullMarked
package io.drainguard.proofs.demo;

import org.jspecify.annotations.NullMarked;
