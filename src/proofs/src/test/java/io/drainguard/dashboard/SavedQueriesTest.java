package io.drainguard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.journal.JournalSchema;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The saved queries, and the one of the dashboard, ask only for what a line of the journal has.
class SavedQueriesTest {
    /// The commands and functions of a query (CloudWatch Logs User Guide, CWL_QuerySyntax).
    private static final Set<String> OF_QUERIES =
            Set.of(("fields filter sort limit stats by as and or not like in asc desc"
                            + " max min avg sum count latest earliest toMillis now SOURCE")
                    .split(" "));

    private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"|'[^']*'");
    private static final Pattern NAMED = Pattern.compile("\\bas (\\w+)");
    private static final Pattern WORD = Pattern.compile("@?[A-Za-z_]\\w*");

    private final Template template;

    SavedQueriesTest() throws IOException {
        template = Template.load(Path.of("template.yaml"));
    }

    private Widgets on(String runOn) {
        return Widgets.of(template.with("RunOn", runOn));
    }

    @ParameterizedTest
    @CsvSource({"Lambda, GuardLog", "Ec2, WatchLog", "Both, GuardLog WatchLog"})
    void savedQueries_readTheLogsOfTheGuardsThatRun(String runOn, String logs) {
        Template deployed = template.with("RunOn", runOn);

        assertThat(queries(deployed))
                .hasSize(3)
                .allSatisfy(query -> assertThat(query.path("LogGroupNames"))
                        .extracting(JsonNode::asText)
                        .containsExactly(logs.split(" ")));
        String shown = on(runOn).of("log").getFirst().at("/properties/query").asText();
        for (String log : logs.split(" ")) {
            assertThat(shown).contains("SOURCE '" + log + "'");
        }
        assertThat(shown.split("SOURCE")).hasSize(logs.split(" ").length + 1);
    }

    @Test
    void savedQueries_lieInAFolderOfTheStack() {
        assertThat(queries(template))
                .extracting(query -> query.path("Name").asText())
                .containsExactlyInAnyOrder(
                        "drainguard/cribl/decisions of the last day",
                        "drainguard/cribl/one node's history",
                        "drainguard/cribl/slowest drains");
    }

    /// A field that no line has makes an empty column, and a filter on one finds nothing.
    @Test
    void queries_nameOnlyFieldsThatALineHas() {
        List<String> texts = new ArrayList<>();
        queries(template).forEach(query -> texts.add(query.path("QueryString").asText()));
        on("Both")
                .of("log")
                .forEach(widget -> texts.add(widget.at("/properties/query").asText()));
        Set<String> fields = JournalSchema.read().fields();
        fields.add("@timestamp");

        assertThat(texts)
                .hasSize(4)
                .allSatisfy(query -> assertThat(named(query)).isNotEmpty().isSubsetOf(fields));
    }

    private static Set<String> named(String query) {
        String plain = TEXT.matcher(query.replaceAll("(?m)^#.*$", "")).replaceAll("");
        Set<String> made = new TreeSet<>();
        NAMED.matcher(plain).results().forEach(found -> made.add(found.group(1)));
        Set<String> words = new TreeSet<>();
        WORD.matcher(plain).results().forEach(found -> words.add(found.group()));
        words.removeAll(OF_QUERIES);
        words.removeAll(made);
        return words;
    }

    private static List<JsonNode> queries(Template template) {
        return template.resources("AWS::Logs::QueryDefinition").values().stream()
                .map(query -> query.path("Properties"))
                .toList();
    }
}
