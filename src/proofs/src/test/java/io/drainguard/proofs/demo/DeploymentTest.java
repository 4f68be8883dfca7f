package io.drainguard.proofs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.drainguard.sim.world.Retention;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DeploymentTest {
    private static final Path TEMPLATE = Path.of("template.yaml");

    @ParameterizedTest
    @EnumSource(value = Story.class, mode = EnumSource.Mode.MATCH_NONE, names = "(DLC|DSIEM)_.*")
    void everyStory_deploysAndLeavesANode(Story story) throws Exception {
        Deployment deployment = Deployment.of(TEMPLATE, story);

        assertThat(deployment.group().desired())
                .isEqualTo(Deployment.NODES)
                .isGreaterThan(story.loads().size());
    }

    @ParameterizedTest
    @EnumSource(value = Story.class, mode = EnumSource.Mode.MATCH_ALL, names = "DLC_.*")
    void storyOfADlc_deploysTheGroupOfItsTemplate(Story story) throws Exception {
        Deployment deployment = Deployment.of(TEMPLATE, story);

        assertThat(deployment.group().desired()).isEqualTo(1);
        assertThat(deployment.group().tags())
                .containsEntry("drainguard", deployment.drainDocument().name())
                .containsEntry("drainguard:yields-after", "240");
    }

    @ParameterizedTest
    @EnumSource(value = Story.class, mode = EnumSource.Mode.MATCH_ALL, names = "DSIEM_.*")
    void storyOfADsiemCluster_deploysTheGroupsOfItsTemplatesWithTheirHooksAndDocuments(Story story) throws Exception {
        List<DeployedGroup> groups = Deployment.of(TEMPLATE, story).groups();

        assertThat(groups)
                .extracting(group -> group.tag("drainguard:system"), DeployedGroup::desired)
                .containsExactly(
                        tuple("dsiem-frontend", 4),
                        tuple("dsiem-nats", 3),
                        tuple("dsiem-backend", 1),
                        tuple("dsiem-backend", 1));
        assertThat(groups)
                .extracting(group -> group.document().name())
                .doesNotContain("")
                .hasSize(4);
        assertThat(groups.getFirst().deregistration()).isEqualTo(Duration.ofSeconds(90));
        assertThat(groups.getLast().launchingHook()).isPresent();
        assertThat(groups.getLast().tag("drainguard:overlap")).isEqualTo(story == Story.DSIEM_GAP ? "0" : "60");
        assertThat(groups.getLast().spec().retention()).isEqualTo(Retention.RETAIN);
    }

    @Test
    void group_isTheTemplatesOwn() throws Exception {
        Deployment deployment = Deployment.of(TEMPLATE, Story.DRAIN);

        assertThat(deployment.group().retention()).isEqualTo(Retention.RETAIN);
        assertThat(deployment.group().hooks())
                .singleElement()
                .satisfies(hook -> assertThat(hook.defaultResult()).isEqualTo("ABANDON"));
        assertThat(deployment.group().tags())
                .containsEntry("drainguard", deployment.drainDocument().name());
    }

    @Test
    void queues_lieWhereTheTemplatesDefaultSays() throws Exception {
        String paths = Deployment.of(TEMPLATE, Story.DRAIN)
                .drainDocument()
                .parameterDefaults()
                .get("queues");

        assertThat(paths.split(",")).startsWith(Deployment.QUEUES);
    }

    @Test
    void copies_areAsManyAsTheTemplateTakesAtLeast() throws Exception {
        assertThat(Deployment.of(TEMPLATE, Story.DRAIN).concurrency()).isEqualTo(3);
    }

    @Test
    void mistypedPath_reachesTheDocument() throws Exception {
        assertThat(Deployment.of(TEMPLATE, Story.MISTYPED_PATH).drainDocument().parameterDefaults())
                .containsEntry("queues", "/opt/cribl/stats/queues");
    }
}
