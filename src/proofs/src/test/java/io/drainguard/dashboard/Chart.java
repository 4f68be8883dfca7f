package io.drainguard.dashboard;

import io.drainguard.dashboard.Widgets.Asked;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Predicate;

/// Draws lines over time. A minute of which nothing is known breaks its line.
final class Chart {
    private static final int STEPS = 4;

    /// What the time of an hour takes.
    private static final int ROOM = 45;

    private final Svg svg;
    private final DashboardStory story;

    /// An axis: its least and greatest number.
    private record Axis(double least, double most) {
        double at(double value, double y, double high) {
            return y + high - (value - least) / (most - least) * high;
        }
    }

    Chart(Svg svg, DashboardStory story) {
        this.svg = svg;
        this.story = story;
    }

    void draw(List<Asked> asked, double x, double y, double wide, double high) {
        Predicate<Asked> isRight = one -> one.shown().path("yAxis").asText().equals("right");
        List<Asked> right = asked.stream().filter(isRight).toList();
        List<Asked> left = asked.stream().filter(isRight.negate()).toList();
        double legend = y + high - 18.0 * (asked.size() - 1);
        double from = x + 38;
        double width = wide - 38 - (right.isEmpty() ? 6 : 18);
        double top = y + 6;
        double tall = legend - 44 - top;
        Axis axis = axis(left);
        for (int step = 0; step <= STEPS; step++) {
            double at = top + tall - step * tall / STEPS;
            svg.rule(from, at, from + width, at);
            svg.write(
                    "faint",
                    from - 6,
                    at + 4,
                    11,
                    "end",
                    Svg.number(axis.least + step * (axis.most - axis.least) / STEPS));
        }
        hours(from, top + tall + 16, width);
        left.forEach(one -> line(one, axis, from, top, width, tall));
        if (!right.isEmpty()) {
            Axis second = axis(right);
            svg.write("faint", from + width + 6, top + tall + 4, 11, "start", Svg.number(second.least));
            svg.write("faint", from + width + 6, top + 4, 11, "start", Svg.number(second.most));
            right.forEach(one -> line(one, second, from, top, width, tall));
        }
        double row = legend;
        for (Asked one : asked) {
            svg.dot(one.shown().path("color").asText(), x + 5, row - 4, 4);
            svg.write(
                    "faint",
                    x + 14,
                    row,
                    12,
                    "start",
                    one.shown().path("label").asText() + (isRight.test(one) ? " (right)" : ""));
            row += 18;
        }
    }

    private void hours(double from, double y, double width) {
        int hours = DashboardStory.MINUTES / 60;
        int step = width < ROOM * hours ? 2 : 1;
        for (int hour = 0; hour < hours; hour += step) {
            LocalTime time = LocalTime.ofInstant(DashboardStory.START.plus(Duration.ofHours(hour)), ZoneOffset.UTC);
            svg.write("faint", from + hour * width / hours, y, 11, "start", time.toString());
        }
    }

    private Axis axis(List<Asked> asked) {
        double least = 0;
        double most = 0;
        for (Asked one : asked) {
            for (double value : story.series(one.metric())) {
                if (!Double.isNaN(value)) {
                    least = Math.min(least, value * one.factor());
                    most = Math.max(most, value * one.factor());
                }
            }
        }
        // Not below four, so that one node is a step and not a tower.
        return new Axis(0 - round(0 - least), Math.max(STEPS, round(most)));
    }

    /// The next number up that reads well: four steps to it are even.
    private static double round(double value) {
        if (value <= 0) {
            return 0;
        }
        double unit = Math.pow(10, Math.floor(Math.log10(value)));
        for (double step : new double[] {1, 2, 4, 6, 8}) {
            if (step * unit >= value) {
                return step * unit;
            }
        }
        return 10 * unit;
    }

    private void line(Asked asked, Axis axis, double x, double y, double wide, double high) {
        double[] values = story.series(asked.metric());
        StringBuilder path = new StringBuilder();
        boolean drawn = false;
        for (int minute = 0; minute < values.length; minute++) {
            if (Double.isNaN(values[minute])) {
                drawn = false;
                continue;
            }
            path.append(drawn ? "L" : "M")
                    .append(Svg.number(x + minute * wide / (values.length - 1)))
                    .append(' ')
                    .append(Svg.number(axis.at(values[minute] * asked.factor(), y, high)));
            drawn = true;
        }
        if (!path.isEmpty()) {
            svg.line(asked.shown().path("color").asText(), path.toString());
        }
    }
}
