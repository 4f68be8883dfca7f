package io.drainguard.dlc;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.Template;
import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page that takes a DLC into its group names what the scripts and the template have, and quotes what they say.
class DlcPageTest {
    private static final Path NODE = Path.of("nodes/dlc");

    /// What AWS calls so, and no template: processes of Auto Scaling, and attributes.
    private static final Set<String> OF_AWS = Set.of("AZRebalance", "HealthCheck");

    @TempDir
    Path home;

    private String page;
    private String scripts;
    private String template;
    private Template parsed;

    @BeforeEach
    void read() throws IOException {
        page = Files.readString(Path.of("docs/how-to/dlc.md"));
        try (Stream<Path> files = Files.walk(NODE)) {
            StringBuilder text = new StringBuilder();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                text.append(Files.readString(file));
            }
            scripts = text.toString();
        }
        template = Files.readString(Path.of("templates/dlc.yaml"));
        parsed = Template.load(Path.of("templates/dlc.yaml"));
    }

    private static Set<String> found(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyOptionOfTheScript_isOne() throws IOException {
        Set<String> named = found("migrate_to_nfs\\.sh(?: +(--[a-z-]+))", page);
        named.addAll(found("`(--(?:adopt|status|rollback|with|dry)[a-z-]*)`", page));

        assertThat(named).contains("--dry-run", "--rollback", "--with-identity", "--adopt", "--status");
        assertThat(found("1:(--[a-z-]+)\\)", Files.readString(NODE.resolve("migrate_to_nfs.sh"))))
                .containsAll(named);
    }

    @Test
    void everyUnitScriptAndFile_isThere() {
        Set<String> units = found("\\b([a-z-]+\\.service)\\b", page);
        units.remove("dlc.service");
        assertThat(units)
                .contains("dlc-lease.service", "dlc-health.service")
                .allSatisfy(
                        unit -> assertThat(NODE.resolve("units").resolve(unit)).exists());
        assertThat(found("[`u ](dlc-(?:lease|boot|handover|health))\\b(?!\\.)", page))
                .allSatisfy(script -> assertThat(NODE.resolve(script)).exists());
        Set<String> paths =
                found("(?<![\\w.$}])(/(?:usr/local|etc/d|etc/systemd|run/|opt|proc/sysrq)[\\w./-]*[\\w])", page);
        assertThat(paths)
                .hasSizeGreaterThan(4)
                .allSatisfy(path -> assertThat(path)
                        .satisfies(one -> assertThat(scripts.contains(one)
                                        || Files.exists(NODE.resolve(one.substring(one.lastIndexOf('/') + 1)))
                                        || onDisk(one))
                                .as(one)
                                .isTrue()));
        assertThat(page).contains("`.pre-nfs`", "`.before`", ".rolled-back`");
        assertThat(scripts).contains("$place.pre-nfs", "$state/$1.before", "$state.rolled-back");
    }

    /// The installation's own places stand in the scripts in two parts.
    private boolean onDisk(String path) {
        return path.startsWith("/opt/ibm/si/services/dlc/conf/")
                && scripts.contains("/opt/ibm/si/services/dlc")
                && scripts.contains(path.substring(path.lastIndexOf('/') + 1));
    }

    @Test
    void everySetting_isOneThatIsRead() throws IOException {
        assertThat(found("(?m)^([A-Z_]+)=", page))
                .isEqualTo(found("(?m)^    ([A-Z_]+)\\) ", Files.readString(NODE.resolve("dlc-common.sh"))));
        assertThat(template).contains("LAUNCH_HOOK=drainguard-dlc-launch\n");
    }

    @Test
    void everyParameterOutputAndAlarm_isInTheTemplate() {
        Set<String> declared = new TreeSet<>(parsed.parameters().keySet());
        declared.addAll(found("(?m)^  ([A-Z]\\w+):$", template));
        Set<String> named = found("`([A-Z][a-z]+[A-Z]\\w*)`", page);
        named.addAll(found("\\(output ([A-Za-z]+)\\)", page));
        named.removeAll(OF_AWS);
        named.remove("NodesYielded"); // the guard's own

        assertThat(named).contains("AmiId", "MountLine", "NodeInstanceProfile", "SendersAddress", "LeaseTakenOver");
        assertThat(declared).containsAll(named);
        assertThat(parsed.parameters().keySet()).containsAll(found("(?:^|\\s)([A-Z][A-Za-z]+)=[a-z0-9/@]", blocks()));
    }

    private String blocks() {
        return Pattern.compile("(?ms)^```bash\n(.*?)^```$")
                .matcher(page)
                .results()
                .map(match -> match.group(1))
                .filter(block -> block.contains("cloudformation deploy"))
                .collect(Collectors.joining());
    }

    /// What stands in italics in the tables is a message; "..." stands for what differs.
    @Test
    void everyMessage_isOneThatAScriptPrints() {
        String said = scripts.replace("$mnt", "/mnt")
                .replaceAll("\\$\\{uuid_fault[^}]*}", "")
                .replace("\"\n", "\" ");
        List<String> messages = page.lines()
                .filter(line -> line.startsWith("| "))
                .flatMap(line -> Pattern.compile("(?<![*\\w])\\*([^*]+)\\*(?!\\*)")
                        .matcher(line)
                        .results()
                        .map(match -> match.group(1)))
                .filter(message -> !message.equals("...")
                        && !Set.of("Maintenance", "terminated").contains(message))
                .toList();

        assertThat(messages)
                .hasSizeGreaterThan(25)
                .allSatisfy(message -> assertThat(
                                Stream.of(message.split(" ?\\.\\.\\.,? ?|, token N|(?<=FAILED|nothing changed): "))
                                        .filter(part -> !part.isBlank()))
                        .as(message)
                        .allSatisfy(part -> assertThat(said).contains(part)));
    }

    @Test
    void statusThatThePageShows_isWhatTheScriptPrints() throws IOException {
        DlcNode node = new DlcNode("dash", home);
        assertThat(node.migrate().exitCode()).isZero();
        Files.writeString(node.state(".lease"), "owner=i-0123456789abcdef0 token=1 state=held\n");

        Tools.Answer status = node.migrate("--status");

        assertThat(status.exitCode()).as(status.stdout()).isZero();
        assertThat(page)
                .contains("```text\n"
                        + status.stdout()
                                .replace(node.root().toString(), "")
                                .replace(DlcNode.UUID, "UUID")
                                .replaceAll("\\d+:\\d+ (there|here)", "1001:1001 $1")
                        + "```");
    }

    /// The original procedure's own commands.
    @Test
    void commandsOfTheOriginal_areKept() {
        assertThat(page)
                .contains(
                        "mount -t nfs4 -o nfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,retrans=2"
                                + " fs-XXXXXXXX.efs.REGION.amazonaws.com:/ /mnt\n",
                        "\nfs-XXXXXXXX.efs.REGION.amazonaws.com:/\t/mnt\tnfs4\tnfsvers=4.1,rsize=1048576,wsize=1048576,hard,timeo=600,"
                                + "retrans=2\t0\t0\n");
    }

    /// What fstab takes from the page is what a node writes itself, but for the ids.
    @Test
    void mountLine_isTheStacksOutput() {
        List<MatchResult> lines = Pattern.compile("echo '(fs-0123abcd:/ .* 0 0)'")
                .matcher(page)
                .results()
                .toList();

        assertThat(lines).hasSize(1);
        assertThat(template)
                .contains(lines.getFirst()
                        .group(1)
                        .replace("fsap-0123abcd", "${AccessPoint}")
                        .replace("fs-0123abcd", "${FileSystem}"));
    }
}
