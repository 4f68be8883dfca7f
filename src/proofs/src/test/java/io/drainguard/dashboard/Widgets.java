package io.drainguard.dashboard;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.drainguard.proofs.deploy.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The widgets of a deployment's dashboard, as CloudWatch reads them (CloudWatch API Reference, Dashboard Body
/// Structure and Syntax).
///
/// @param body the dashboard's body as text
/// @param all its widgets
record Widgets(String body, List<JsonNode> all) {
    /// The one form in which a widget asks for the guard's own metrics: a search, its numbers made one for a widget of
    /// all groups, and a factor.
    private static final Pattern SEARCH =
            Pattern.compile("(?:(MAX|MIN|SUM|AVG)\\()?SEARCH\\('\\{(Drainguard,Guard(?:,Group)?)\\}"
                    + " MetricName=\"(\\w+)\" ([^']+)', '(Maximum|Minimum|Sum|Average)'\\)(\\))?((?: [*/] [0-9]+)*)");

    private static final Pattern STEP = Pattern.compile("([*/]) ([0-9]+)");
    private static final Pattern GUARD = Pattern.compile("Guard=\"([^\"]+)\"");

    /// A metric that a widget asks for.
    ///
    /// @param dimensions the names of its dimensions, such as `Guard,Group`
    /// @param guards whose metric it is
    /// @param factor by what its numbers are multiplied
    /// @param shown how it is shown: label, color, axis
    record Asked(
            String namespace,
            String dimensions,
            String metric,
            Set<String> guards,
            String statistic,
            double factor,
            JsonNode shown) {}

    /// Reads the dashboard of a deployment.
    static Widgets of(Template template) {
        String body =
                template.properties("GuardDashboard").path("DashboardBody").asText();
        try {
            List<JsonNode> widgets = new ArrayList<>();
            new JsonMapper().readTree(body).path("widgets").forEach(widgets::add);
            return new Widgets(body, widgets);
        } catch (JsonProcessingException notJson) {
            throw new AssertionError(body, notJson);
        }
    }

    /// The widgets of a type.
    List<JsonNode> of(String type) {
        return all.stream()
                .filter(widget -> widget.path("type").asText().equals(type))
                .toList();
    }

    /// The metrics that a widget asks for.
    static List<Asked> asked(JsonNode widget) {
        return widget.at("/properties/metrics")
                .valueStream()
                .map(metric -> metric.get(0).isObject() ? searched(metric) : named(widget, metric))
                .toList();
    }

    /// The metrics that all widgets ask for.
    Stream<Asked> asked() {
        return of("metric").stream().flatMap(widget -> asked(widget).stream());
    }

    private static Asked searched(JsonNode metric) {
        String expression = metric.at("/0/expression").asText();
        Matcher search = SEARCH.matcher(expression);
        if (!search.matches()) {
            throw new AssertionError("no search that a test understands: " + expression);
        }
        boolean whole = search.group(2).equals("Drainguard,Guard");
        if (whole != (search.group(1) != null) || whole != (search.group(6) != null)) {
            throw new AssertionError("one number for all groups, or one for each: " + expression);
        }
        Set<String> guards = new TreeSet<>();
        GUARD.matcher(search.group(4)).results().forEach(found -> guards.add(found.group(1)));
        String rest = GUARD.matcher(search.group(4)).replaceAll("G");
        if (!rest.matches("G|\\(G OR G\\)")) {
            throw new AssertionError("whose metric is it: " + expression);
        }
        return new Asked(
                "Drainguard",
                search.group(2).substring("Drainguard,".length()),
                search.group(3),
                guards,
                search.group(5),
                factor(search.group(7)),
                metric.get(0));
    }

    /// CloudWatch works from left to right.
    private static double factor(String steps) {
        double factor = 1;
        for (Matcher step = STEP.matcher(steps); step.find(); ) {
            double number = Double.parseDouble(step.group(2));
            factor = step.group(1).equals("*") ? factor * number : factor / number;
        }
        return factor;
    }

    private static Asked named(JsonNode widget, JsonNode metric) {
        JsonNode shown = metric.path(4);
        return new Asked(
                metric.get(0).asText(),
                metric.get(2).asText(),
                metric.get(1).asText(),
                Set.of(metric.get(3).asText()),
                shown.path("stat").asText(widget.at("/properties/stat").asText()),
                1,
                shown);
    }
}
