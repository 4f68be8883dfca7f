package io.drainguard.sim.world;

import java.time.Duration;

/// How long the service takes for what it does by itself; all values are spans of virtual time.
///
/// - `selection`: SetDesiredCapacity to the choice of a node (recorded 5-11 s)
/// - `toWait`: choice to `Terminating:Wait` (recorded 0.4-0.75 s)
/// - `timeoutActs`: heartbeat deadline to the moment it acts (recorded 0.6-2 s)
/// - `proceedShown`: CONTINUE to `Terminating:Proceed` being shown (recorded 0.07-0.3 s)
/// - `retainedShown`: ABANDON to `:Retained` being shown (recorded 0.15-5.5 s)
/// - `shutdown`: CONTINUE to the guest going down (recorded: still running after 0.5 s)
/// - `terminated`: CONTINUE to the end of the activity (recorded 21-70 s)
/// - `replacement`: the need of a new instance to its launch (recorded 0-2 s)
/// - `launch`: launch to `InService` without a launch hook (recorded 5-7 s)
/// - `agentStart`: launch to the SSM agent being Online (recorded 15-30 s)
/// - `healthCheck`: an instance dying by itself to its group noticing (*assumption*; checks run about each
///   minute)
/// - `event`: an event's `time` to its delivery (recorded up to 126 s; *assumption*: 1 s when nothing is wrong)
/// - `commandStart`: SendCommand to the script's start (recorded about 0.2 s)
/// - `commandShown`: SendCommand to its invocations being found; until then GetCommandInvocation says
///   InvocationDoesNotExist (recorded once in a handful of immediate reads: ssm/managed_execution_current.json;
///   none by default, see [#showingCommandsAfter])
/// - `delayedShown`: SendCommand to an unreachable agent to Pending/Delayed (recorded at least 3 s)
/// - `deliverySlack`: nominal delivery timeout to its being shown (recorded at most 15 s)
/// - `pingStale`: agent gone to PingStatus ConnectionLost (*assumption* 5 min, the agent's report interval;
///   recorded: more than 84 s)
public record Timings(
        Duration selection,
        Duration toWait,
        Duration timeoutActs,
        Duration proceedShown,
        Duration retainedShown,
        Duration shutdown,
        Duration terminated,
        Duration replacement,
        Duration launch,
        Duration agentStart,
        Duration healthCheck,
        Duration event,
        Duration commandStart,
        Duration commandShown,
        Duration delayedShown,
        Duration deliverySlack,
        Duration pingStale) {

    /// Values inside what was recorded from the real service.
    public static Timings recorded() {
        return new Timings(
                Duration.ofSeconds(5),
                Duration.ofMillis(500),
                Duration.ofMillis(700),
                Duration.ofMillis(200),
                Duration.ofSeconds(2),
                Duration.ofMillis(600),
                Duration.ofSeconds(21),
                Duration.ofSeconds(1),
                Duration.ofSeconds(6),
                Duration.ofSeconds(20),
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ofMillis(200),
                Duration.ZERO,
                Duration.ofSeconds(3),
                Duration.ofSeconds(10),
                Duration.ofMinutes(5));
    }

    /// The same, but invocations are found only some time after SendCommand.
    public Timings showingCommandsAfter(Duration span) {
        return new Timings(
                selection,
                toWait,
                timeoutActs,
                proceedShown,
                retainedShown,
                shutdown,
                terminated,
                replacement,
                launch,
                agentStart,
                healthCheck,
                event,
                commandStart,
                span,
                delayedShown,
                deliverySlack,
                pingStale);
    }
}
