/// Everything that comes from outside, read a million times over: outputs of drain documents, events, settings.
///
/// [Noise] draws an input from a seed, mostly a valid one with something wrong in it. [Fuzz] plays seed after
/// seed, holds each reading to its bounds in time and memory, and names the seed that failed; `-Dfuzz.seed=N`
/// replays it alone, `-Dfuzz.inputs=N` sets how many there are. What a reading may answer is judged by checks
/// written a second time, by hand, without the libraries that the product reads with.
@NullMarked
package io.drainguard.fuzz;

import org.jspecify.annotations.NullMarked;
