package io.drainguard.proofs.demo.report;

import java.time.Instant;

/// A decision of the guard, from its journal.
///
/// @param caller what had called the guard
/// @param look what the guard knew: `empty`, `pending` or `unknown`
/// @param seen files and bytes of that look, in words
/// @param outcomeCode what came of it
public record DecisionMade(
        Instant at,
        String node,
        String caller,
        String look,
        String seen,
        String decision,
        String reason,
        String outcomeCode) {}
