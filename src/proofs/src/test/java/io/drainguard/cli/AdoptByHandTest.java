package io.drainguard.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Instance;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `drainguard adopt` makes of a group what the pages' commands of the AWS CLI make of it by hand.
class AdoptByHandTest {
    /// The commands, from the variables to the end of the block.
    private static final Pattern COMMANDS =
            Pattern.compile("```sh\\n(group=my-group document=\\S+\\n.*?)```", Pattern.DOTALL);

    private static final long PATIENCE_SECONDS = 120;

    private final AdoptScene scene = new AdoptScene();

    @TempDir
    private Path directory;

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void adoptedGroup_isLikeTheOneOfThePagesCommands() throws Exception {
        assumeTrue(
                Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "aws"))),
                "SKIPPED: aws is not installed on this machine");
        List<Instance> byHand = scene.prompt.world.createGroup(GroupSpec.of("by-hand", 0, 5, 3));

        byTheAwsCli("by-hand", byHand);
        assertThat(scene.run("adopt", "workers", "--yes"))
                .as(scene.prompt.out() + scene.prompt.err())
                .isNotEqualTo(3);

        assertThat(scene.hooks()).isNotEmpty().isEqualTo(scene.hooks("by-hand"));
        assertThat(scene.group().retention()).isEqualTo(scene.group("by-hand").retention());
        assertThat(scene.group().tags())
                .containsKey("drainguard")
                .isEqualTo(scene.group("by-hand").tags());
        assertThat(scene.group().keptTags()).isEqualTo(scene.group("by-hand").keptTags());
        assertThat(scene.nodes)
                .extracting(AdoptByHandTest::tags)
                .isEqualTo(byHand.stream().map(AdoptByHandTest::tags).toList());
    }

    /// AWS's own tag names the group, so it differs.
    private static Map<String, String> tags(Instance node) {
        Map<String, String> tags = new TreeMap<>(node.tags());
        tags.remove("aws:autoscaling:groupName");
        assertThat(tags).isNotEmpty();
        return tags;
    }

    @Test
    void pages_giveTheSameCommands() throws IOException {
        assertThat(commands("docs/how-to/adopt.md")).isEqualTo(commands("docs/deploy.md"));
    }

    private static String commands(String page) throws IOException {
        Matcher found = COMMANDS.matcher(Files.readString(Path.of(page)));
        assertThat(found.find()).as("commands in " + page).isTrue();
        return found.group(1);
    }

    private void byTheAwsCli(String group, List<Instance> nodes) throws Exception {
        String script = "set -e\n"
                + commands("docs/how-to/adopt.md")
                        .replaceFirst("group=\\S+ document=\\S+", "group=" + group + " document=drainguard-workers")
                        .replace(
                                "i-0123456789abcdef0",
                                nodes.stream().map(Instance::id).collect(Collectors.joining(" ")));
        Path out = directory.resolve("out");
        ProcessBuilder builder = new ProcessBuilder(
                        "bash", "-c", script.replace("aws ", "aws --endpoint-url " + scene.prompt.endpoint() + " "))
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        builder.environment()
                .putAll(Map.of(
                        "AWS_ACCESS_KEY_ID", "a",
                        "AWS_SECRET_ACCESS_KEY", "b",
                        "AWS_DEFAULT_REGION", "us-east-1",
                        "AWS_PAGER", "",
                        "AWS_CONFIG_FILE", "/dev/null",
                        "AWS_EC2_METADATA_DISABLED", "true"));
        Process process = builder.start();
        assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS))
                .as("ended in time")
                .isTrue();
        assertThat(process.exitValue())
                .as(Files.readString(out, StandardCharsets.UTF_8))
                .isZero();
    }
}
