/// Bugs planted on purpose, one at a time, to see whether the proofs find them.
///
/// [Mutations] lists them. For each, [Sources] compiles the rules and the sweep with the one change,
/// [MutantLoader] puts the result under the trial and the unit tests, and [MutationTest] says which seed and
/// which test found it. Start there to add one.
@NullMarked
package io.drainguard.mutation;

import org.jspecify.annotations.NullMarked;
