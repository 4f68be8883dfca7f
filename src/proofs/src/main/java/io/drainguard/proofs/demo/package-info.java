/// The main job, end to end, without an AWS account: the template's own values deployed into the simulated
/// account, the packaged function behind the real runtime interface client or the service in a process of its own,
/// the real drain script over real files in real directories, and a clock that runs faster. The events of ended looks
/// come to the function as in the template, by a rule and a queue with its mapping.
///
/// [Demo] is the command: start reading there. [Story] says what happens, [Deployment] takes the values out of the
/// template, [DemoEnvironment] builds and runs it all, [DemoRun] plays. [QueueFiles] are a node's files, which
/// [Drainer] delivers; [Witness] counts what a node held in the moment it was released. [FunctionGuard] and
/// [ServiceGuard] run the guard, [JournalListener] hears its journal, [Table] and [Summary] print.
/// [Promises] says what must have happened, [Recorder] writes down what did, for the report. [KeptAccount] stays up for
/// the command line.
///
/// The stories of a DLC have a player of their own, [DlcRun]: a [DlcNode] works on a [DlcState] that nodes share, and
/// the real drain document and the real rule of the lease decide.
///
/// Those of a dsiem cluster are played by [DsiemRun]: a [DsiemPlot] is their course, a [DsiemCluster] of stand-ins on a
/// clock of its own lives on the instances of a [DsiemAccount], [DsiemTally] counts, and [DsiemVerdict] compares.
@NullMarked
package io.drainguard.proofs.demo;

import org.jspecify.annotations.NullMarked;
