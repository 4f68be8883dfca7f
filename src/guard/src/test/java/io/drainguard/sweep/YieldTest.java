package io.drainguard.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class YieldTest {
    @ParameterizedTest
    @ValueSource(ints = {30, 31, 240, 172_799, 172_800})
    void seconds_areTheLongestHold(int seconds) {
        Yield yield = Yield.of(String.valueOf(seconds));

        assertThat(yield.after()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(yield.fault()).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "abc",
                "10",
                "",
                " ",
                "29",
                "172801",
                "999999",
                "1000000",
                "99999999999",
                "240 ",
                " 240",
                "+240",
                "-240",
                "0240",
                "240s",
                "2e3",
                "240.0",
                "\u0662\u0664\u0660"
            })
    void anythingElse_doesNotYieldAndSaysSo(String tag) {
        Yield yield = Yield.of(tag);

        assertThat(yield.after()).isNull();
        assertThat(yield.fault())
                .isEqualTo("its tag 'drainguard:yields-after' is '" + tag
                        + "', so it does not yield; want seconds, 30 to 172800");
    }

    @Test
    void groupWithoutTheTag_doesNotYieldAndNothingIsWrong() {
        assertThat(Yield.of(null)).isEqualTo(Yield.NONE);
        assertThat(Yield.NONE.fault()).isNull();
    }
}
