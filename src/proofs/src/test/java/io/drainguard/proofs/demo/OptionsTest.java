package io.drainguard.proofs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {
    @Test
    void noArguments_giveTheDefaultStory() {
        assertThat(Options.of(List.of())).isEqualTo(new Options(Story.DRAIN, Edition.LAMBDA, 10, false, false));
    }

    @ParameterizedTest
    @EnumSource(Story.class)
    void story_isFoundByTheWordThatUsageShows(Story story) {
        assertThat(Options.of(List.of("--story", story.word())).story()).isEqualTo(story);
        assertThat(Options.usage()).contains(story.word());
    }

    @Test
    void unknownStory_namesThoseThereAre() {
        assertThatThrownBy(() -> Options.of(List.of("--story", "flood")))
                .hasMessageContainingAll("'flood'", "drain", "hold-forever");
    }

    @ParameterizedTest
    @ValueSource(strings = {"4", "41", "fast", "", "-20"})
    void speedOutOfRange_namesTheRange(String speed) {
        assertThatThrownBy(() -> Options.of(List.of("--speed", speed)))
                .hasMessageContainingAll("5 to 40", "'" + speed + "'");
    }

    @Test
    void edition_isFoundByItsWord() {
        assertThat(Options.of(List.of("--edition", "ec2")).edition()).isEqualTo(Edition.EC2);
        assertThatThrownBy(() -> Options.of(List.of("--edition", "azure")))
                .hasMessageContainingAll("'azure'", "lambda, ec2");
    }

    @Test
    void keep_isTheValueThatMavenGivesToAnEmptyProperty() {
        assertThat(Options.of(List.of("--keep", "true")).keep()).isTrue();
        assertThat(Options.of(List.of("--keep", "false")).keep()).isFalse();
        assertThatThrownBy(() -> Options.of(List.of("--keep", "30 min"))).hasMessageContaining("'30 min'");
    }

    @Test
    void command_namesOnlyWhatDiffers() {
        assertThat(Options.of(List.of()).command()).isEqualTo("mvn -q -Pdemo package");
        assertThat(Options.of(List.of("--story", "guard-killed", "--edition", "ec2", "--speed", "5"))
                        .command())
                .isEqualTo("mvn -q -Pdemo package -Dstory=guard-killed -Dedition=ec2 -Dspeed=5");
    }

    @Test
    void missingValue_isNamed() {
        assertThatThrownBy(() -> Options.of(List.of("--speed"))).hasMessage("--speed needs a value");
    }

    @Test
    void unknownArgument_isNamed() {
        assertThatThrownBy(() -> Options.of(List.of("--sped"))).hasMessageContaining("'--sped'");
    }
}
