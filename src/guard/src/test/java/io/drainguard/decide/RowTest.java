package io.drainguard.decide;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.decide.DecisionTable.Input;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The rows that a log names are those of the table that people read.
class RowTest {
    @Test
    void eachRowOfTheTable_isTheRowOfTheSamePlaceOnEveryInput() {
        List<DecisionTable.Row> table = DecisionTable.rows();

        Map<Row, Set<Integer>> places = DeciderTest.INPUTS.stream()
                .collect(groupingBy(
                        input -> Row.of(input.node(), input.look(), input.policy()),
                        mapping(input -> place(table, input), toSet())));

        assertThat(places)
                .hasSize(Row.values().length)
                .allSatisfy((row, where) -> assertThat(where).as(row.code()).containsExactly(row.ordinal()));
        assertThat(table).hasSameSizeAs(Row.values());
    }

    private static int place(List<DecisionTable.Row> table, Input input) {
        for (int place = 0; place < table.size(); place++) {
            if (table.get(place).matches(input)) {
                return place;
            }
        }
        return -1;
    }

    @Test
    void code_isInWordsThatAFilterTakes() {
        assertThat(Row.WAITING_HOLD_GIVE_UP.code()).isEqualTo("waiting-hold-give-up");
        assertThat(Row.values()).allSatisfy(row -> assertThat(row.code()).matches("[a-z]+(-[a-z]+)*"));
    }
}
