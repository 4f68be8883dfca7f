package io.drainguard.sim.world;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Who may be sent a command: fifty nodes of which one is foreign.
class TargetsTest {
    private final Scene scene = new Scene(Scene.group(50).tag("drainguard", "drainguard-q"));
    private final List<String> ids = scene.nodes.stream().map(Instance::id).toList();

    @Test
    void oneWrongTagValue_refusesTheWholeCallAndNamesTheInstance() {
        scene.world.runCommand().onlyTagged("drainguard", "drainguard-");
        send(ids);
        String foreign = ids.get(31);
        scene.world.ec2().createTags(List.of(foreign), Map.of("drainguard", "yes"));

        assertThatThrownBy(() -> send(ids)).isInstanceOfSatisfying(AwsError.class, error -> {
            assertThat(error.code()).isEqualTo("AccessDeniedException");
            assertThat(error.text())
                    .contains("is not authorized to perform: ssm:SendCommand on resource: arn:aws:ec2:us-east-1:"
                            + "123456789012:instance/" + foreign + " because");
        });
        send(ids.stream().filter(id -> !id.equals(foreign)).toList());
    }

    @Test
    void missingTag_isNoValue() {
        scene.world.runCommand().onlyTagged("drainguard", "drainguard-");
        scene.world.ec2().deleteTags(List.of(ids.get(7)), List.of("drainguard"));

        assertThatThrownBy(() -> send(ids.subList(7, 8))).hasMessageContaining(ids.get(7));
    }

    @Test
    void otherPlatform_refusesTheWholeCall() {
        scene.world.mishaps().platform(ids.get(3), "Windows");

        assertThatThrownBy(() -> send(ids))
                .isInstanceOfSatisfying(
                        AwsError.class, error -> assertThat(error.code()).isEqualTo("UnsupportedPlatformType"));
        send(ids.subList(4, 50));
    }

    private void send(List<String> to) {
        scene.world.ssm().sendCommand("drainguard-q", to, null);
    }
}
