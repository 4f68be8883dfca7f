package io.drainguard.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.metrics.AlarmState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// The picture in the documentation is the one that the story draws, with the widgets that the template has.
class DashboardPictureTest {
    private static final Path WIDE = Path.of("docs/img/dashboard.svg");
    private static final Path NARROW = Path.of("docs/img/dashboard-narrow.svg");

    /// Draws the pictures of the documentation anew.
    public static void main(String[] arguments) throws IOException {
        FirstRow row = new FirstRow(template());
        Files.writeString(WIDE, row.wide());
        Files.writeString(NARROW, row.narrow());
    }

    private static Template template() throws IOException {
        return Template.load(Path.of("template.yaml")).with("WorkerGroup", "None");
    }

    @Test
    void pictures_areThoseThatTheStoryDraws() throws IOException {
        FirstRow row = new FirstRow(template());

        assertThat(Files.readString(WIDE))
                .as("after a change of metrics or widgets: mvn -q -Ppicture process-test-classes")
                .isEqualTo(row.wide());
        assertThat(Files.readString(NARROW)).isEqualTo(row.narrow());
    }

    @Test
    void story_showsWhatThePicturesSay() throws IOException {
        DashboardStory story = DashboardStory.play(template(), "Guard");
        int last = DashboardStory.MINUTES - 1;

        assertThat(story.series("NodesWaiting")[last]).isEqualTo(3);
        assertThat(story.series("NodesStalled")[last]).isOne();
        assertThat(story.series("NodesNotCounted")[last]).isOne();
        assertThat(story.series("ReleasedEmpty")).contains(1);
        assertThat(story.alarms())
                .containsEntry("Stalled", AlarmState.ALARM)
                .containsEntry("CannotLook", AlarmState.ALARM)
                .containsEntry("NoSweep", AlarmState.OK);
    }

    @Test
    void pictures_sayWhatTheyAre() throws IOException {
        assertThat(Files.readString(WIDE)).contains("Drawn from a simulated story", "prefers-color-scheme: dark");
        assertThat(Files.readString(NARROW)).contains("Drawn from a simulated story");
        assertThat(Files.readString(Path.of("docs/operate.md")))
                .contains("img/dashboard.svg", "img/dashboard-narrow.svg", "drawn from a simulated story");
    }
}
