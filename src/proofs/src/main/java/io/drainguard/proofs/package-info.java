/// What holds the promise, from outside: the guard's ports over the simulated world, stories, demo and benchmark.
@NullMarked
package io.drainguard.proofs;

import org.jspecify.annotations.NullMarked;
