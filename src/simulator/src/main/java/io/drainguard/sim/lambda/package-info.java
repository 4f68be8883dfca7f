/// A small Lambda service around the real Java runtime.
///
/// A function runs in a child process, started as the managed runtime starts it: AWS's own runtime interface
/// client as main class, the function's classes and libraries in a task root, an environment that holds only
/// what Lambda sets. [ExecutionEnvironment] is one such process with its Runtime API; [LambdaService] adds what
/// the service adds: reserved concurrency, the queue of asynchronous events with its retries, and an on-failure
/// destination.
///
/// Not imitated: the freeze between invocations, memory limits beyond the heap, the snapshot itself (with
/// SnapStart on, the hooks run, but in the same process), credentials that expire, streamed responses.
@NullMarked
package io.drainguard.sim.lambda;

import org.jspecify.annotations.NullMarked;
