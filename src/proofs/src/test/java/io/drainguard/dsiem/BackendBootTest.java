package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.template.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A backend comes up: from its settings to the word to the launching hook.
@Timeout(60)
class BackendBootTest {
    private static final String CONFIG = "fe.local:8080/config/";
    private static final String FILE = "directives_net-01_scan.json";
    private static final String CONNZ = "127.0.0.1:8222/connz?subs=1";
    private static final String ROUTEZ = "127.0.0.1:8222/routez";

    /// Says what the real one says, measured on dsiem a436146a: a directive of one rule is left aside, and the exit
    /// code is 0 while one is valid.
    private static final String DSIEM = """
            #!/bin/sh
            cd "${0%/*}/configs"
            [ "$1" = validate ] || exit 2
            all=$(jq -s '[.[].directives[]] | length' $3) || { echo 'Error occur: invalid character'; exit 1; }
            valid=$(jq -s '[.[].directives[] | select(.disabled != true and (.rules | length) > 1)] | length' $3)
            [ "$valid" -gt 0 ] || { echo 'Error occur: no directive loaded from the file'; exit 1; }
            echo "found $valid valid entries out of $all directive(s) in configs/$3"
            """;

    private static final String TARGET = "autoscaling/target-lifecycle-state";
    private static final String TARGET_FILE = "www/169.254.169.254/latest/meta-data/" + TARGET;

    /// EC2 with the tag that the launch template gives the instance.
    private static final String TAGS = """
            *delete-tags*) rm "$DRAINGUARD_ROOT/tag"; cp "$DRAINGUARD_ROOT/proc/uptime" "$DRAINGUARD_ROOT/untagged" ;;
            *--instance-ids*) ls "$DRAINGUARD_ROOT" | grep -cx tag || : ;;""";

    @TempDir
    Path home;

    private ClusterNode node;

    @BeforeEach
    void cluster() throws IOException {
        cluster("dash");
    }

    private void cluster(String shell) throws IOException {
        node = new ClusterNode(shell, Files.createDirectories(home.resolve(shell)));
        String dsiem = node.release(
                "releases/dsiem.tgz", "", Map.of("dsiem", DSIEM, "configs/directives_sample.json", "{}", "web/x", ""));
        String filebeat = node.release("releases/filebeat.tgz", "filebeat-8", Map.of("filebeat", "#!/bin/sh\n"));
        String nats = node.release("releases/nats.tgz", "nats-server-v2", Map.of("nats-server", "#!/bin/sh\n"));
        node.write("etc/drainguard-dsiem.conf", """
                ROLE=backend
                REGION=eu-west-1
                GROUP=siem-net-01
                LAUNCH_HOOK=launch
                NATS=nats://nats.local:4222
                NATS_GROUP=siem-nats
                FRONTEND=http://fe.local:8080
                NODE=net-01
                OVERLAP=3600
                MAXQUEUE=0
                EDITION=go
                BEATS=logstash.local:5044
                DSIEM_URL=https://releases/dsiem.tgz
                DSIEM_SHA256=%s
                NATS_URL=https://releases/nats.tgz
                NATS_SHA256=%s
                FILEBEAT_URL=https://releases/filebeat.tgz
                FILEBEAT_SHA256=%s
                """.formatted(dsiem, nats, filebeat));
        node.serve(CONFIG + "index", """
                {"files": [{"filename": "assets_a.json"}, {"filename": "%s"}, {"filename": "directives_net-010_x.json"}]}
                """.formatted(FILE));
        node.serve(CONFIG + FILE, directives("600", "3600"));
        aws("printf 'siem-net-01\\n'", "echo 10.0.1.1; echo 10.0.1.2");
        node.write("tag", "true");
        node.metadata(TARGET, "InService");
        // As dsiem does it: it downloads what is its own, then subscribes (dsiem, worker.go).
        node.write("on-start.dsiem", "cp www/fe.local:8080/config/directives_net-01_* dsiem/configs\n");
        node.serve(CONNZ, connections("dsiem_events"));
        node.serve(ROUTEZ, routes("A 10.0.1.1", "A 10.0.1.1", "B 10.0.9.9 configured"));
    }

    private void aws(String groups, String servers) throws IOException {
        node.aws(TAGS, "*describe-auto-scaling-groups*) " + groups + " ;;", "*describe-instances*) " + servers + " ;;");
    }

    private static String directives(String... timeouts) {
        return """
                {"directives": [{"id": 1, "name": "scan", "kingdom": "k", "category": "c", "priority": 3, "rules": [
                  {"stage": 1, "timeout": 0}%s]}]}
                """.formatted(String.join(
                "",
                List.of(timeouts).stream()
                        .map(timeout -> ", {\"stage\": 2, \"timeout\": " + timeout + "}")
                        .toList()));
    }

    /// As nats-server 2.9.10 prints it, cut to what is read and a neighbour of each field.
    private static String connections(String subject) {
        return """
                {"num_connections": 2, "connections": [
                  {"cid": 4, "ip": "127.0.0.1", "port": 4, "subscriptions": 0},
                  {"cid": 5, "ip": "127.0.0.1", "port": 4, "subscriptions": 1, "subscriptions_list": ["%s"]}]}
                """.formatted(subject);
    }

    /// The same of routes, each an id, an address and `configured`. From 2.10 on there are several to one server.
    private static String routes(String... routes) {
        return Stream.of(routes)
                .map(route -> route.split(" "))
                .map(route -> """
                        {"rid": 9, "remote_id": "%s", "did_solicit": true, "is_configured": %s, "ip": "%s", "port": 6222}""".formatted(route[0], route.length > 2, route[1]))
                .collect(Collectors.joining(", ", "{\"num_routes\": " + routes.length + ", \"routes\": [", "]}"));
    }

    private void succeeds() throws IOException {
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(node.toldToTheHook()).containsExactly("CONTINUE");
    }

    /// Sees that the launch was abandoned for this reason, in one line that names group, node and what to do next.
    private void isAbandoned(String... words) throws IOException {
        node.pace(20);
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).as(answer.stderr()).isEqualTo(3);
        assertThat(answer.stderr().lines().filter(line -> line.contains("FAILED")))
                .singleElement()
                .asString()
                .contains("group siem-net-01", "node " + ClusterNode.ME, ". Next: ")
                .contains(words);
        assertThat(node.toldToTheHook()).containsExactly("ABANDON");
        assertThat(node.read("pid.dsiem")).as("dsiem is stopped").isEqualTo("0\n");
    }

    /// Sees that nothing was started, and that the tag still says so.
    private void isNeverStarted() throws IOException {
        assertThat(node.calls()).noneMatch(call -> call.startsWith("systemctl start"));
        assertThat(node.path("tag")).exists();
    }

    @Test
    void newNode_startsDsiemAndItsShipperAndContinues() throws IOException {
        succeeds();
        assertThat(node.read("var/lib/drainguard-dsiem/env").lines())
                .contains(
                        "DSIEM_MODE=cluster-backend",
                        "DSIEM_NODE=net-01",
                        "DSIEM_MSQ=nats://127.0.0.1:4222",
                        "DSIEM_FRONTEND=http://fe.local:8080",
                        "DSIEM_MAXQUEUE=0",
                        "INSTANCE=" + ClusterNode.ME,
                        "BEATS=logstash.local:5044");
        assertThat(node.path("dsiem/web/x")).exists();
        assertThat(node.path("usr/local/lib/filebeat/filebeat")).isExecutable();
        assertThat(node.calls())
                .contains(
                        "systemctl enable --now dsiem-handover",
                        "systemctl enable dsiem-boot",
                        "systemctl enable filebeat",
                        "chown dsiem: " + node.path("dsiem/configs") + " " + node.path("dsiem/logs"),
                        "aws autoscaling complete-lifecycle-action --lifecycle-action-result CONTINUE --instance-id "
                                + ClusterNode.ME
                                + " --lifecycle-hook-name launch --auto-scaling-group-name siem-net-01 --output text"
                                + " --region eu-west-1 --cli-connect-timeout 5 --cli-read-timeout 10");
    }

    @Test
    void bash_doesTheSame() throws IOException {
        cluster("bash");
        newNode_startsDsiemAndItsShipperAndContinues();
        cluster("bash");
        Files.delete(node.path("calls"));
        Files.delete(node.path("var/lib/drainguard-dsiem/booted"));
        aws("printf 'siem-net-01\\nold-net-01\\n'", "echo 10.0.1.2");
        isAbandoned("another backend subscribes as net-01 and is not leaving: group old-net-01");
    }

    @Test
    void laterBoot_startsDsiemDownloadsNothingAndTellsNobody() throws IOException {
        succeeds();
        Files.delete(node.path("calls"));
        node.silence("releases/dsiem.tgz");
        // It restarts beside its successor.
        node.metadata(TARGET, "Terminated");
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(node.calls()).contains("systemctl start nats filebeat dsiem");
        assertThat(node.toldToTheHook()).isEmpty();
    }

    // --- the tag that says that dsiem never started ---

    /// Of a group without a launching hook, too.
    @ParameterizedTest
    @ValueSource(strings = {"launch", ""})
    void tagOfTheFirstBoot_isOffForThirtySecondsBeforeDsiemStarts(String hook) throws IOException {
        node.write(
                "etc/drainguard-dsiem.conf",
                node.read("etc/drainguard-dsiem.conf").replace("HOOK=launch", "HOOK=" + hook));
        node.write("on-start.dsiem", "cp proc/uptime started\n" + node.read("on-start.dsiem"));
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(node.path("tag")).doesNotExist();
        assertThat(uptime("started") - uptime("untagged")).isGreaterThanOrEqualTo(30);
        assertThat(node.calls())
                .contains("aws ec2 delete-tags --resources " + ClusterNode.ME + " --tags Key=drainguard:unstarted"
                        + " --output text --region eu-west-1 --cli-connect-timeout 5 --cli-read-timeout 10");
    }

    private long uptime(String file) throws IOException {
        return Long.parseLong(node.read(file).split("\\.")[0]);
    }

    /// Not allowed, not done although EC2 says so, and not seen.
    @ParameterizedTest
    @CsvSource({
        "'*delete-tags*) echo denied >&2; exit 254 ;;', as off: denied",
        "'*delete-tags*) ;;', as off",
        "'*--instance-ids*) echo silent >&2; exit 137 ;;', as off: silent",
        "'*--instance-ids*) ;;', as off",
    })
    void tagThatIsNotSeenToBeOff_isAbandonedAndDsiemNeverStarts(String fault, String words) throws IOException {
        node.aws(fault, TAGS, "*describe-auto-scaling-groups*) echo siem-net-01 ;;");
        isAbandoned("AWS does not list the tag drainguard:unstarted " + words);
        assertThat(node.calls()).noneMatch(call -> call.startsWith("systemctl start"));
        assertThat(node.seconds()).isBetween(780L, 900L);
    }

    /// EC2 may show for a while what was before.
    @Test
    void tagThatIsShownForAWhile_isWaitedFor() throws IOException {
        node.aws(
                "*delete-tags*) ;;",
                TAGS,
                "*describe-auto-scaling-groups*) echo siem-net-01 ;;",
                "*describe-instances*) echo 10.0.1.2 ;;");
        node.write("tick", "[ ${up%.*} -lt 1100 ] || rm -f tag\n");
        succeeds();
    }

    /// The guard may have seen the tag when the termination began, and then lets the node go two minutes later.
    @ParameterizedTest
    @ValueSource(strings = {"Terminated", "Warmed:Terminated", "Detached", "<html>", ""})
    void nodeThatIsToGoWhenItsTagIsOff_neverStartsDsiem(String state) throws IOException {
        node.write("tick", "[ -e tag ] || printf '%s' '" + state + "' >" + TARGET_FILE + "\n");
        isAbandoned("on its way to '" + state + "'");
        assertThat(node.calls()).noneMatch(call -> call.startsWith("systemctl start"));
        assertThat(node.path("tag")).doesNotExist();
    }

    @Test
    void metadataThatFallSilentBeforeTheStart_areAbandoned() throws IOException {
        node.silence("169.254.169.254/latest/meta-data/" + TARGET);
        isAbandoned("metadata do not answer");
        assertThat(node.calls()).noneMatch(call -> call.startsWith("systemctl start"));
    }

    // --- configuration and programs ---

    /// A sample that dsiem's archive brings, and what another node left behind in an image.
    @Test
    void directiveOfAnotherNode_isGoneBeforeDsiemStarts() throws IOException {
        node.write("dsiem/configs/directives_web-02_left.json", directives("60"));
        node.write("on-start.dsiem", "ls dsiem/configs >seen\n" + node.read("on-start.dsiem"));
        succeeds();
        assertThat(node.read("seen").lines()).containsExactly(FILE);
    }

    @Test
    void nameOfAnotherGroup_isAbandonedBeforeDsiemStarts() throws IOException {
        aws("printf 'siem-net-01\\nold-net-01\\n'", "echo 10.0.1.2");
        isAbandoned("another backend subscribes as net-01 and is not leaving: group old-net-01");
        isNeverStarted();
    }

    @Test
    void frontendsWithoutDirectives_areAbandonedWithThePattern() throws IOException {
        node.serve(CONFIG + "index", "{\"files\": [{\"filename\": \"directives_net-02_x.json\"}]}");
        isAbandoned("directives_net-01_*.json");
        isNeverStarted();
    }

    @Test
    void emptyFolderOfConfigs_isNoListOfDirectives() throws IOException {
        node.serve(CONFIG + "index", "{\"files\": null}");
        isAbandoned("directives_net-01_*.json");
        isNeverStarted();
    }

    /// dsiem itself would leave the directive aside and serve with the others.
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"directives\": [{\"id\": 1, \"rules\": [{}, {\"timeout\": 9}]}, {\"id\": 2, \"rules\": [{}]}]}; found 1 valid entries out of 2",
                "{\"directives\": [{\"id\": 1, \"disabled\": true, \"rules\": [{}, {\"timeout\": 9}]}]}; no directive loaded",
                "{\"directives\": [; Error occur",
                "<html>502 Bad Gateway</html>; Error occur"
            })
    void directivesThatDsiemDoesNotTake_areAbandonedWithItsOutput(String text, String output) throws IOException {
        node.serve(CONFIG + FILE, text);
        isAbandoned("does not take all directives of directives_net-01_*.json");
        assertThat(node.run("dsiem-boot").stderr()).contains("dsiem validate: ").contains(output);
        isNeverStarted();
    }

    @Test
    void disabledDirective_isNoFault() throws IOException {
        node.serve(
                CONFIG + FILE,
                "{\"directives\": [{\"id\": 1, \"rules\": [{}, {\"timeout\": 9}]}, {\"id\": 2, \"disabled\": true, \"rules\": [{}]}]}");
        succeeds();
    }

    @ParameterizedTest
    @CsvSource({
        "571,,WARNING: OVERLAP=600 s; waits up to 601 s",
        "570,,OVERLAP=600 s; waits up to 600 s",
        "\"9\",'1 rules have no number',WARNING",
        "null,'1 rules have no number',WARNING"
    })
    void overlapShorterThanTheTimeoutsOfADirective_isWarnedOfWithBothNumbers(String timeout, String words, String both)
            throws IOException {
        node.write(
                "etc/drainguard-dsiem.conf",
                node.read("etc/drainguard-dsiem.conf").replace("OVERLAP=3600", "OVERLAP=600"));
        node.serve(CONFIG + FILE, directives("30", timeout));
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(answer.stderr().lines().filter(line -> line.contains("OVERLAP=600 s")))
                .singleElement()
                .asString()
                .contains(both.split("; "))
                .contains(words == null ? "" : words)
                .matches(line -> line.contains("WARNING") == both.contains("WARNING"));
    }

    @Test
    void dsiemThatPanicsAfterItsStart_isWatchedUntilOneLivesForFiveSeconds() throws IOException {
        // Restart=always: the first two processes end within the 5 s.
        node.write("tick", "[ $(cat pid.dsiem) -ge 104 ] || echo $(($(cat pid.dsiem) + 1)) >pid.dsiem\n");
        succeeds();
    }

    @Test
    void dsiemThatPanicsForEver_isAbandoned() throws IOException {
        node.write("tick", "[ $(cat pid.dsiem) = 0 ] || echo $(($(cat pid.dsiem) + 1)) >pid.dsiem\n");
        isAbandoned("ended in the 5 s");
        // Each try and the pause after it take 100 s at this pace.
        assertThat(node.seconds()).isBetween(780L, 780L + 200);
    }

    @Test
    void shipperThatDoesNotRun_isAbandoned() throws IOException {
        node.write("on-start.filebeat", "echo 0 >pid.filebeat\n");
        isAbandoned("dsiem or filebeat does not run");
    }

    /// No client is sent there: dsiem's connection stays where it is while the servers of the group are replaced.
    @Test
    void ownNatsServer_joinsThroughTheLoadBalancerAndListensForThisNodeAlone() throws IOException {
        succeeds();
        assertThat(node.read("etc/nats.conf"))
                .contains("routes: [nats://nats.local:6222]")
                .contains("listen: \"127.0.0.1:4222\"")
                .contains("no_advertise: true")
                .doesNotContain("@");
        assertThat(Files.isExecutable(node.path("usr/local/bin/nats-server"))).isTrue();
    }

    @Test
    void dsiemThatHearsNothing_isAbandoned() throws IOException {
        node.serve(CONNZ, connections("dsiem_overload_signals"));
        isAbandoned("no client of this node's NATS server hears dsiem_events");
    }

    @Test
    void monitorThatIsSilent_isAbandoned() throws IOException {
        node.silence(ROUTEZ);
        isAbandoned("joined to an unknown number of 2 servers of siem-nats");
    }

    @Test
    void serverThatStandsAlone_isAbandoned() throws IOException {
        node.serve(ROUTEZ, routes());
        isAbandoned("joined to 0 of 2 servers of siem-nats");
    }

    /// Events of clients of a server to which it has no route do not reach it; routes to other backends' servers bring
    /// none.
    @Test
    void serverThatIsNotJoinedToAll_isWaitedForAndThenSaid() throws IOException {
        node.serve(ROUTEZ, routes("A 10.0.1.1", "A 10.0.1.1", "C 10.0.1.11", "D 10.0.7.7"));
        node.pace(20);
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(answer.stderr()).contains("WARNING: joined to 1 of 2 servers of siem-nats");
        assertThat(node.seconds()).isBetween(300L, 600L);
        assertThat(node.toldToTheHook()).containsExactly("CONTINUE");
    }

    /// Only the second look, 5 s later, tells that the subscription stands.
    @Test
    void subscriptionThatGoesAway_doesNotCount() throws IOException {
        node.write("tick", "rm -f www/'" + CONNZ + "'\n");
        isAbandoned("no client of this node's NATS server hears dsiem_events");
    }

    /// dsiem goes on when one of several downloads fails (worker.go, downloadConfigFiles).
    @Test
    void dsiemWithAPartOfItsDirectives_isStartedAgain() throws IOException {
        node.serve(
                CONFIG + "index",
                "{\"files\": [{\"filename\": \"" + FILE + "\"}, {\"filename\": \"directives_net-01_b.json\"}]}");
        node.serve(CONFIG + "directives_net-01_b.json", directives("5").replace("\"id\": 1", "\"id\": 2"));
        node.write(
                "on-start.dsiem",
                "rm -f dsiem/configs/*\n[ ! -e again ] || " + node.read("on-start.dsiem") + ": >again\n");
        succeeds();
        assertThat(node.calls()).containsOnlyOnce("systemctl restart dsiem");
    }

    @ParameterizedTest
    @CsvSource({
        "'echo denied >&2; exit 254', 'echo 10.0.1.2', AWS does not list the groups of net-01: denied",
        "'echo siem-net-01', 'exit 137', AWS does not list the servers of siem-nats",
    })
    void silentAws_isWaitedForAndThenAbandoned(String groups, String servers, String words) throws IOException {
        aws(groups, servers);
        isAbandoned(words);
        assertThat(node.seconds()).isBetween(780L, 900L);
    }

    @Test
    void frontendsThatComeLater_areWaitedFor() throws IOException {
        String list = node.read("www/" + CONFIG + "index");
        node.silence(CONFIG + "index");
        node.write("tick", "[ ${up%.*} -lt 1100 ] || cat list >www/" + CONFIG + "index\n");
        node.write("list", list);
        succeeds();
    }

    @Test
    void metadataThatDoNotAnswer_areNamed() throws IOException {
        node.pace(20);
        node.silence("169.254.169.254/latest/meta-data/local-ipv4");
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).isEqualTo(1);
        assertThat(answer.stderr())
                .contains("FAILED")
                .contains("metadata do not answer")
                .contains("Next: ");
        isNeverStarted();
    }

    @Test
    void downloadWithAnotherSum_isAbandonedWithBothBeforeItIsUnpacked() throws IOException {
        String settings = node.read("etc/drainguard-dsiem.conf");
        String sum = settings.replaceAll("(?s).*DSIEM_SHA256=(\\w+).*", "$1");
        node.write("etc/drainguard-dsiem.conf", settings.replace(sum, "0".repeat(64)));
        node.shim("tar", "exec /usr/bin/tar \"$@\"");
        isAbandoned(sum, "0".repeat(64));
        assertThat(node.calls()).noneMatch(call -> call.startsWith("tar"));
        assertThat(node.calls()).anyMatch(call -> call.matches("curl --proto =https .*https://releases/dsiem.tgz"));
        assertThat(node.path("dsiem/dsiem")).doesNotExist();
    }

    /// The archive of the tools in place of the server's, the other edition's, or no archive at all.
    @ParameterizedTest
    @ValueSource(strings = {"dtester", "dsiem-backend", ""})
    void archiveWithoutTheProgram_isAbandonedAndLeavesTheMachineAlone(String program) throws IOException {
        String sum = node.release("releases/other.tgz", "", Map.of(program.isEmpty() ? "x" : program, ""));
        if (program.isEmpty()) {
            node.serve("releases/other.tgz", "<html>");
            sum = Tools.run(List.of(
                            "sha256sum", node.path("www/releases/other.tgz").toString()))
                    .stdout()
                    .split(" ")[0];
        }
        node.write(
                "etc/drainguard-dsiem.conf",
                node.read("etc/drainguard-dsiem.conf")
                        .replace("dsiem.tgz", "other.tgz")
                        .replaceAll("DSIEM_SHA256=\\w+", "DSIEM_SHA256=" + sum));
        isAbandoned("https://releases/other.tgz is no tar or zip with a file dsiem");
        isNeverStarted();
        assertThat(node.path("dsiem")).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource({
        "NODE=net-01, NODE=net-1, NODE=[a-z]+",
        "NODE=net-01, NODE=Net-01, NODE=[a-z]+",
        "OVERLAP=3600, OVERLAP=10m, (OVERLAP|MAXQUEUE)=",
        "MAXQUEUE=0, SHELL=/bin/sh, a setting",
        "DSIEM_URL=https, DSIEM_URL=http, https://",
        "EDITION=go, EDITION=go; reboot, EDITION=",
        "BEATS=logstash.local:5044, '', does not say BEATS",
    })
    void settingThatIsNotValid_isAbandonedWithTheFormThatItShouldHave(String old, String line, String words)
            throws IOException {
        String settings = node.read("etc/drainguard-dsiem.conf");
        assertThat(settings).contains(old);
        node.write("etc/drainguard-dsiem.conf", settings.replace(old, line));
        isAbandoned(line, words, "the parameter that it comes from");
        isNeverStarted();
    }

    @Test
    void rustEdition_takesItsOwnProgramAndNoValidation() throws IOException {
        String sum =
                node.release("releases/rs.tgz", "dsiem", Map.of("dsiem-backend", "#!/bin/sh\n", "dsiem-frontend", ""));
        String settings = node.read("etc/drainguard-dsiem.conf");
        node.write(
                "etc/drainguard-dsiem.conf",
                settings.replace("EDITION=go", "EDITION=rs")
                        .replace("dsiem.tgz", "rs.tgz")
                        .replaceAll("DSIEM_SHA256=\\w+", "DSIEM_SHA256=" + sum));
        succeeds();
        assertThat(Files.readSymbolicLink(node.path("dsiem/dsiem"))).hasToString("dsiem-backend");
    }

    /// The first word may have been heard although its answer was lost; a second is then refused.
    @Test
    void hookThatHasHeardTheWord_isNoReasonToStopDsiem() throws IOException {
        node.aws(
                TAGS,
                "*describe-auto-scaling-groups*) echo siem-net-01 ;;",
                "*describe-instances*) echo 10.0.1.2 ;;",
                """
                *) if [ -e "$DRAINGUARD_ROOT/tried" ]; then
                     echo 'An error occurred (ValidationError): No active Lifecycle Action found with instance ID' >&2
                     exit 254
                   fi
                   : >"$DRAINGUARD_ROOT/tried"
                   exit 137 ;;""");
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(node.calls()).noneMatch(call -> call.equals("systemctl stop dsiem"));
    }

    @Test
    void imageWithoutTheAwsCli_getsItFromThePackageManagerOrSaysSo() throws IOException {
        node.environment.put("PATH", home.toRealPath().resolve("dash/shims") + ":/usr/bin:/bin:/usr/sbin:/sbin");
        Files.delete(home.resolve("dash/shims/aws"));
        org.junit.jupiter.api.Assumptions.assumeTrue(
                Tools.run(List.of("sh", "-c", "PATH=/usr/bin:/bin:/usr/sbin:/sbin; command -v aws"))
                                .exitCode()
                        != 0,
                "SKIPPED: this machine has the AWS CLI in a folder that every node has");
        node.shim("dnf", "exit 1");
        Tools.Answer answer = node.run("dsiem-boot");
        assertThat(answer.stderr()).contains("this node lacks aws").contains("awscli-2");
        assertThat(node.calls()).contains("dnf -y install awscli-2");
        isNeverStarted();
    }
}
