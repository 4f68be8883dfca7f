package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The command that writes the shell files into the template, and the template that it wrote.
class ScriptEmbedderTest {
    /// What the drain scripts are named.
    static final Pattern DRAIN_SCRIPT = Pattern.compile("nodes/[a-z]+/drain(-[a-z]+)?\\.sh");

    private static final String FILE = "nodes/cribl/drain.sh";
    private static final String TEMPLATE = """
            before: "# nodes/x.sh"
            list:
                # nodes/cribl/drain.sh, written by ScriptEmbedder; edit that file, not this text.
                - |
                  #!/bin/sh
                  old

                  end


            after:  1  # as it is
              \s
            """;

    @TempDir
    Path root;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    /// Each failure names the file and the command that writes it into the template.
    @Test
    void template_hasThePresentTextOfEveryFile() throws IOException {
        assertThat(ScriptEmbedder.check(Path.of(""))).isEmpty();
    }

    @Test
    void command_namesTheSource() {
        assertThat(Path.of(ScriptEmbedder.COMMAND.substring("java ".length()))).exists();
    }

    @Test
    void block_getsTheNewTextAndNothingElseChanges() {
        assertThat(ScriptEmbedder.embed(TEMPLATE, Map.of(FILE, "#!/bin/sh\n\n  new  \n")))
                .isEqualTo("""
            before: "# nodes/x.sh"
            list:
                # nodes/cribl/drain.sh, written by ScriptEmbedder; edit that file, not this text.
                - |
                  #!/bin/sh

                    new \s


            after:  1  # as it is
              \s
            """);
    }

    @Test
    void sameText_leavesTheTemplateAsItIs() {
        assertThat(ScriptEmbedder.embed(TEMPLATE, Map.of(FILE, "#!/bin/sh\nold\n\nend\n")))
                .isEqualTo(TEMPLATE);
    }

    @Test
    void markerInsideAScript_isText() {
        String script = "#!/bin/sh\n# nodes/cribl/boot.sh, written by hand\n";
        String once = ScriptEmbedder.embed(TEMPLATE, Map.of(FILE, script));
        assertThat(ScriptEmbedder.embed(once, Map.of(FILE, script))).isEqualTo(once);
    }

    @Test
    void lastBlock_mayEndTheTemplate() {
        String template = TEMPLATE.substring(0, TEMPLATE.indexOf("\n\n\nafter"));
        assertThat(ScriptEmbedder.embed(template, Map.of(FILE, "#!/bin/sh\nnew\n")))
                .endsWith("#!/bin/sh\n      new");
    }

    /// A block whose marker was lost would keep its old text for ever.
    @Test
    void everyDrainScript_isMarkedInOneTemplate() throws IOException {
        List<String> marked = new ArrayList<>();
        for (String template : ScriptEmbedder.templates(Path.of(""))) {
            marked.addAll(ScriptEmbedder.marked(Files.readString(Path.of(template))));
        }
        marked.removeIf(file -> !DRAIN_SCRIPT.matcher(file).matches());
        try (Stream<Path> nodes = Files.walk(Path.of("nodes"))) {
            assertThat(marked)
                    .doesNotHaveDuplicates()
                    .containsAll(nodes.map(Path::toString)
                            .filter(DRAIN_SCRIPT.asMatchPredicate())
                            .toList());
        }
    }

    @Test
    void otherTemplate_isRewrittenToo() throws IOException {
        copyProject();
        Path other = Files.createDirectories(root.resolve("templates")).resolve("x.yaml");
        Files.writeString(other, TEMPLATE);

        assertThat(ScriptEmbedder.check(root))
                .containsExactly("templates/x.yaml does not have the present text of nodes/cribl/drain.sh; run: "
                        + ScriptEmbedder.COMMAND);
        assertThat(run()).isZero();
        assertThat(out)
                .hasToString("template.yaml is up to date\ntemplates/x.yaml has the new [nodes/cribl/drain.sh]\n");
        assertThat(ScriptEmbedder.check(root)).isEmpty();
    }

    @Test
    void templateThatIsRefused_leavesTheOthersAsTheyWere() throws IOException {
        copyProject();
        Files.writeString(root.resolve(FILE), "#!/bin/sh\necho new\n");
        Path other = Files.createDirectories(root.resolve("templates")).resolve("x.yaml");
        Files.writeString(other, TEMPLATE.replace(FILE, "nodes/x/drain.sh"));

        assertThat(run()).isOne();
        assertThat(err)
                .hasToString("refused, templates/x.yaml is as it was: "
                        + "there is no file nodes/x/drain.sh in this directory\n");
        assertThat(root.resolve("template.yaml")).hasSameTextualContentAs(Path.of("template.yaml"));
    }

    /// Its first line names the shell.
    @Test
    void fileWithoutItsComments_keepsItsFirstLineAndItsCode() {
        String template = TEMPLATE.replace(FILE + ",", FILE + " without its comments,");
        String script = "#!/bin/sh\n# why\necho 1 # one\n\n  # two\n  echo '#'\n#";

        assertThat(ScriptEmbedder.embed(template, Map.of(FILE, script + "\n")))
                .contains("  #!/bin/sh\n      echo 1\n      echo '#'\n");
    }

    @Test
    void unitAndConfiguration_needNoShell() throws IOException {
        copyProject();
        Path other = Files.createDirectories(root.resolve("templates")).resolve("x.yaml");
        Files.writeString(other, TEMPLATE.replace(FILE, "nodes/x.service"));
        Files.writeString(root.resolve("nodes/x.service"), "[Unit]\n");

        assertThat(run()).isZero();
        assertThat(other).content().contains("      [Unit]\n");
    }

    @Test
    void secondMarker_isRefused() {
        assertThatThrownBy(() -> ScriptEmbedder.embed(TEMPLATE + TEMPLATE, Map.of(FILE, "#!/bin/sh\n")))
                .hasMessageContaining("in line 15 marks a second place for nodes/cribl/drain.sh");
    }

    @Test
    void markerWithoutABlock_isRefused() {
        assertThatThrownBy(() -> ScriptEmbedder.embed(TEMPLATE.replace("- |", "- >"), Map.of(FILE, "#!/bin/sh\n")))
                .hasMessage("no '- |' follows the comment in line 3, which marks the place of nodes/cribl/drain.sh");
    }

    @Test
    void changedFile_isFoundAndWritten() throws IOException {
        copyProject();
        Files.writeString(root.resolve(FILE), "#!/bin/sh\necho new\n");

        assertThat(ScriptEmbedder.check(root))
                .containsExactly("template.yaml does not have the present text of nodes/cribl/drain.sh; run: "
                        + ScriptEmbedder.COMMAND);
        assertThat(run()).isZero();
        assertThat(out).hasToString("template.yaml has the new [nodes/cribl/drain.sh]\n");
        assertThat(ScriptEmbedder.check(root)).isEmpty();
        assertThat(run()).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).endsWith("\ntemplate.yaml is up to date\n");
    }

    @Test
    void missingFile_isRefused() throws IOException {
        copyProject();
        Files.delete(root.resolve(FILE));

        assertRefused("there is no file nodes/cribl/drain.sh in this directory");
    }

    @Test
    void missingTemplate_isRefused() throws IOException {
        assertThat(run()).isOne();
        assertThat(err).hasToString("""
                refused, template.yaml is as it was: there is no file template.yaml in this directory
                """);
    }

    /// YAML would change such a text, or a node could not start it.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "echo\n",
                " #!/bin/sh\n",
                "#!/bin/sh",
                "#!/bin/sh\n\n",
                "#!/bin/sh\r\n",
                "#!/bin/sh\n\techo\n",
                "#!/bin/sh\n# \u00e9\n"
            })
    void textThatWouldNotArriveAsItIs_isRefused(String text) throws IOException {
        copyProject();
        Files.writeString(root.resolve(FILE), text);

        assertRefused("nodes/cribl/drain.sh ");
    }

    private void copyProject() throws IOException {
        Files.copy(Path.of("template.yaml"), root.resolve("template.yaml"));
        for (String file : ScriptEmbedder.marked(Files.readString(Path.of("template.yaml")))) {
            Files.createDirectories(root.resolve(file).getParent());
            Files.copy(Path.of(file), root.resolve(file));
        }
    }

    private void assertRefused(String reason) throws IOException {
        assertThat(run()).isOne();
        assertThat(out.size()).isZero();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("refused, template.yaml is as it was: " + reason)
                .containsOnlyOnce("\n")
                .endsWith("\n");
        assertThat(root.resolve("template.yaml")).hasSameTextualContentAs(Path.of("template.yaml"));
    }

    private int run() throws IOException {
        return ScriptEmbedder.run(
                root,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }
}
