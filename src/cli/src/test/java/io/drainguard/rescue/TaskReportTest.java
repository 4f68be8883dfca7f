package io.drainguard.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskReportTest {
    @Test
    void mountedFiles_areReadFromTheScriptsLastLine() {
        assertThat(new TaskReport("Success", 0, "drainguard-rescue: done: mounted, files=12\n").mountedFiles())
                .hasValue(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "done: mounted", "done: mounted, files=", "done: mounted, files=99999999999999999999"})
    void outputWithoutANumber_provesNoMount(String output) {
        assertThat(new TaskReport("Success", 0, output).mountedFiles()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Failed", "TimedOut", "Cancelled", "InProgress", "something new", ""})
    void onlyTheWordSuccess_isSuccess(String status) {
        assertThat(new TaskReport(status, 0, "").succeeded()).isFalse();
    }
}
