package io.drainguard.proofs.bench;

/// One goal and what was measured.
///
/// @param figure what is measured
/// @param goal the goal in words, with its limit
/// @param measured the figure, with its unit
/// @param pass whether the goal is met; false, too, where nothing could be measured
/// @param note why it was missed, or what to know about the figure; may be empty
public record Figure(String figure, String goal, String measured, boolean pass, String note) {
    /// A figure that may not be larger than a limit.
    public static Figure atMost(String figure, double limit, double measured, String note) {
        return new Figure(
                figure,
                "<= %.2f".formatted(limit),
                Double.isNaN(measured) ? "not measured" : "%.2f".formatted(measured),
                measured <= limit,
                note);
    }

    /// A figure of which nothing is known, since its measurement broke.
    public static Figure notMeasured(String figure, Throwable reason) {
        String why = String.valueOf(reason.getMessage()).lines().findFirst().orElse("");
        return new Figure(figure, "-", "not measured: " + reason.getClass().getSimpleName(), false, why);
    }

    /// A figure without a goal.
    public static Figure told(String figure, String measured, String note) {
        return new Figure(figure, "-", measured, true, note);
    }
}
