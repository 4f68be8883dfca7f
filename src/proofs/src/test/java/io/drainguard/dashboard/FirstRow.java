package io.drainguard.dashboard;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.dashboard.Widgets.Asked;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.metrics.AlarmState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The dashboard's first row as a picture: the widgets are the template's own, the numbers those of a story.
final class FirstRow {
    private static final String LABEL = "Drawn from a simulated story, not a screenshot: ";
    private static final int GAP = 10;
    private static final int HEAD = 34;
    private static final int HIGH = 268;
    private static final int ROW = 21;

    private final DashboardStory story;
    private final List<JsonNode> widgets;

    /// Where a panel lies.
    private record Box(double x, double y, double wide, double high) {}

    FirstRow(Template template) {
        Widgets dashboard = Widgets.of(template);
        String guard =
                dashboard.asked().findFirst().orElseThrow().guards().iterator().next();
        this.story = DashboardStory.play(template, guard);
        this.widgets = dashboard.all().stream()
                .filter(widget -> widget.path("y").asInt() == 0)
                .toList();
    }

    /// All panels beside each other, as on a desktop.
    String wide() {
        int width = 1_080;
        Svg svg = new Svg(width, HEAD + HIGH + GAP, title());
        svg.write("faint", GAP, 22, 13, "start", title());
        double unit = (width - GAP) / 24.0;
        for (JsonNode widget : widgets) {
            double x = GAP + widget.path("x").asInt() * unit;
            draw(svg, widget, new Box(x, HEAD, widget.path("width").asInt() * unit - GAP, HIGH));
        }
        return svg.toString();
    }

    /// One panel below the other, as on a telephone.
    String narrow() {
        int width = 400;
        int height = widgets.stream().mapToInt(widget -> high(widget) + GAP).sum();
        Svg svg = new Svg(width, HEAD + 14 + height, title());
        svg.write("faint", GAP, 20, 13, "start", LABEL);
        svg.write("faint", GAP, 38, 13, "start", told());
        double y = HEAD + 14;
        for (JsonNode widget : widgets) {
            draw(svg, widget, new Box(GAP, y, width - 2 * GAP, high(widget)));
            y += high(widget) + GAP;
        }
        return svg.toString();
    }

    private int high(JsonNode widget) {
        if (widget.path("type").asText().equals("alarm")) {
            return 44 + story.alarms().size() * ROW;
        }
        boolean isChart = widget.at("/properties/view").asText().equals("timeSeries");
        return isChart ? HIGH : 44 + (widget.at("/properties/metrics").size() + 1) / 2 * 64;
    }

    private static String title() {
        return LABEL + told();
    }

    private static String told() {
        return "one node stands still, one cannot be looked into.";
    }

    private void draw(Svg svg, JsonNode widget, Box box) {
        svg.rectangle("panel", box.x, box.y, box.wide, box.high, 6);
        svg.write(
                "bold",
                box.x + 10,
                box.y + 22,
                13,
                "start",
                widget.at("/properties/title").asText());
        Box inside = new Box(box.x + 10, box.y + 34, box.wide - 20, box.high - 44);
        if (widget.path("type").asText().equals("alarm")) {
            alarms(svg, inside);
        } else if (widget.at("/properties/view").asText().equals("singleValue")) {
            values(svg, Widgets.asked(widget), inside);
        } else {
            new Chart(svg, story).draw(Widgets.asked(widget), inside.x, inside.y, inside.wide, inside.high);
        }
    }

    private void values(Svg svg, List<Asked> asked, Box box) {
        int columns = asked.size() > 3 || box.wide > 300 ? 2 : 1;
        int rows = (asked.size() + columns - 1) / columns;
        for (int number = 0; number < asked.size(); number++) {
            Asked one = asked.get(number);
            double x = box.x + number % columns * box.wide / columns;
            double y = box.y + Math.floorDiv(number, columns) * box.high / rows;
            svg.dot(one.shown().path("color").asText(), x + 5, y + 13, 4);
            svg.write(
                    "faint",
                    x + 14,
                    y + 17,
                    12,
                    "start",
                    one.shown().path("label").asText());
            svg.write("bold", x + 14, y + 44, 26, "start", last(one));
        }
    }

    private String last(Asked asked) {
        double value = story.series(asked.metric())[DashboardStory.MINUTES - 1];
        return Double.isNaN(value) ? "-" : Svg.number(value * asked.factor());
    }

    private void alarms(Svg svg, Box box) {
        List<Map.Entry<String, AlarmState>> states =
                new ArrayList<>(story.alarms().entrySet());
        states.sort((one, other) -> Boolean.compare(rings(other), rings(one)));
        double y = box.y + 12;
        for (Map.Entry<String, AlarmState> state : states) {
            svg.dot(rings(state) ? "#d13212" : "#2ca02c", box.x + 5, y - 4, 5);
            svg.write(rings(state) ? "bold" : "faint", box.x + 16, y, 12, "start", state.getKey());
            svg.write(rings(state) ? "bold" : "faint", box.x + box.wide, y, 12, "end", word(state.getValue()));
            y += ROW;
        }
    }

    private static boolean rings(Map.Entry<String, AlarmState> alarm) {
        return alarm.getValue() == AlarmState.ALARM;
    }

    private static String word(AlarmState state) {
        return switch (state) {
            case OK -> "OK";
            case ALARM -> "ALARM";
            case INSUFFICIENT_DATA -> "no data";
        };
    }
}
