/// The report of a story: one file that needs nothing else.
///
/// [Recording] is what happened, as the simulated account recorded it; only the decisions are the guard's own word,
/// from its journal. [Report] writes it down: [NodePicture] and [CallsPicture] draw, [Tables] say the same in words.
/// [Html] escapes every text. Nothing here reads a clock or a file but its own style sheet.
@NullMarked
package io.drainguard.proofs.demo.report;

import org.jspecify.annotations.NullMarked;
