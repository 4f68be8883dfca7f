package io.drainguard.bench;

/// One row of the benchmark: what was measured beside what it should be.
///
/// @param pass whether the goal was met; true where there is none
record ScaleFigure(String figure, String goal, String measured, boolean pass, String note) {}
