package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What the user data of each role write onto a node, by running them with a directory in front of every path.
class DsiemUserDataTest {
    /// Of raw user data EC2 takes so many bytes (EC2 User Guide, user-data).
    private static final int ROOM = 16_384;

    private static final Path NODES = Path.of("nodes/dsiem");
    private static final String LIB = "usr/local/lib/drainguard-dsiem/";
    private static final List<String> RUN_AS_PROGRAMS = List.of("dsiem-boot", "dsiem-handover");
    private static final String UNITS = "etc/systemd/system/";

    @TempDir
    Path node;

    /// A role with the template of its node, and the launch template's logical id.
    private record Role(String name, Template template, String launchTemplate) {
        String userData() {
            return TemplateRules.launch(template, launchTemplate)
                    .path("UserData")
                    .asText()
                    .replaceFirst("(?m)=[a-z]+-FileSystem$", "=fs-0123456789abcdef0")
                    .replaceFirst("(?m)=[a-z]+-AccessPoint$", "=fsap-0123456789abcdef0");
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Role> roles() throws IOException {
        return List.of(
                new Role("nats", Dsiem.cluster(), "NatsTemplate"),
                new Role("frontend", Dsiem.cluster(), "FrontendTemplate"),
                new Role("backend", Dsiem.backend(), "BackendTemplate"));
    }

    /// The same with every value as long as its parameter, or AWS, lets it be, and stacks of 64 characters.
    static List<Role> longestRoles() throws IOException {
        String stack = "s".repeat(64);
        String region = "us-isob-northeast-1";
        Template cluster = longestUrls(Dsiem.cluster().in(stack, region)).with("Edition", "rs");
        Map<String, String> exports = new LinkedHashMap<>(cluster.exports());
        // The name of a load balancer has 32 characters (Elastic Load Balancing API Reference, CreateLoadBalancer).
        String host = "internal-" + "b".repeat(32) + "-1234567890." + region + ".elb.amazonaws.com";
        exports.put(stack + "-FrontendUrl", "http://" + host + ":8080");
        exports.put(stack + "-NatsUrl", "nats://" + host + ":4222");
        Template backend = longestUrls(Dsiem.backend().in(stack, region).importing(exports))
                .with("ClusterStack", stack)
                .with("NodeName", "n".repeat(37) + "-01")
                .with("Overlap", "86400")
                .with("MaxQueue", "999999")
                .with("BeatsHost", "h".repeat(88) + ".example.com:65535");
        return List.of(
                new Role("nats", cluster, "NatsTemplate"),
                new Role("frontend", cluster, "FrontendTemplate"),
                new Role("backend", backend, "BackendTemplate"));
    }

    private static Template longestUrls(Template template) {
        Template longest = template;
        for (String name : template.parameters().keySet()) {
            if (name.endsWith("Url")) {
                longest = longest.with(
                        name,
                        "https://"
                                + "u"
                                        .repeat(template.parameters()
                                                        .get(name)
                                                        .path("MaxLength")
                                                        .asInt()
                                                - 8));
            }
        }
        return longest;
    }

    @ParameterizedTest
    @MethodSource("longestRoles")
    void userData_isNoMoreThanEc2Takes(Role role) {
        assertThat(role.userData().length()).isLessThan(ROOM);
    }

    static Stream<Arguments> rolesInShells() throws IOException {
        return roles().stream()
                .flatMap(role -> Stream.of("dash", "bash", "busybox sh").map(sh -> Arguments.of(role, sh)));
    }

    @ParameterizedTest
    @MethodSource("rolesInShells")
    void node_getsItsFilesWithoutTheirComments(Role role, String shell) throws IOException {
        boot(role, shell);

        SortedMap<String, String> written = new TreeMap<>();
        SortedMap<String, String> wanted = new TreeMap<>();
        for (Path file : written()) {
            written.put(file.toString(), Files.readString(node.resolve(file)));
            wanted.put(file.toString(), ScriptEmbedder.strip(Files.readString(source(file))));
        }
        assertThat(written.keySet()).containsExactlyInAnyOrderElementsOf(wantedFiles(role.name()));
        assertThat(written).isEqualTo(wanted);
        assertThat(written())
                .allSatisfy(file -> assertThat(Files.getPosixFilePermissions(node.resolve(file))
                                .contains(PosixFilePermission.OWNER_EXECUTE))
                        .as(file.toString())
                        .isEqualTo(RUN_AS_PROGRAMS.contains(file.getFileName().toString())));
        assertThat(Files.readString(node.resolve("calls")))
                .isEqualTo("systemctl daemon-reload\nsystemctl start --no-block dsiem-boot.service\n");
    }

    /// What is written is what the files name: a script that reads one that is not there would stop the boot.
    private static List<String> wantedFiles(String role) {
        return switch (role) {
            case "nats" -> files("role-nats.sh nats.sh nats.conf", "nats.service");
            case "frontend" -> files("role-frontend.sh", "dsiem.service");
            default ->
                files(
                        "role-backend.sh overlap.sh nats.sh nats.conf filebeat.yml",
                        "dsiem.service filebeat.service nats.service");
        };
    }

    private static List<String> files(String lib, String units) {
        return Stream.concat(
                        Stream.of(("dsiem-boot dsiem-common.sh dsiem-handover " + lib).split(" "))
                                .map(LIB::concat),
                        Stream.of(("dsiem-boot.service dsiem-handover.service " + units).split(" "))
                                .map(UNITS::concat))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("roles")
    void everyFileThatAScriptOrUnitNames_isWritten(Role role) throws IOException {
        boot(role, "dash");

        for (Path file : written()) {
            String text = Files.readString(node.resolve(file));
            Stream.concat(
                            Pattern.compile("\\$lib/([a-z.-]*[a-z])(?![a-z.$-])")
                                    .matcher(text)
                                    .results(),
                            Pattern.compile("/usr/local/lib/drainguard-dsiem/([a-z.-]*[a-z])")
                                    .matcher(text)
                                    .results())
                    .forEach(named -> assertThat(node.resolve(LIB + named.group(1)))
                            .as(file.toString())
                            .exists());
        }
        assertThat(node.resolve(LIB + "role-" + role.name() + ".sh")).exists();
    }

    static Stream<Role> ordinaryAndLongestRoles() throws IOException {
        return Stream.concat(roles().stream(), longestRoles().stream());
    }

    /// The node itself says whether it takes them.
    @ParameterizedTest
    @MethodSource("ordinaryAndLongestRoles")
    void settings_areReadByTheNode(Role role) throws IOException {
        boot(role, "dash");
        Path script = Files.writeString(
                node.resolve("read.sh"),
                "command . " + node.resolve(LIB + "dsiem-common.sh")
                        + "\nread_settings || { echo \"$reason\"; exit 1; }\n"
                        + "echo \"$ROLE $GROUP ${LAUNCH_HOOK-} ${OVERLAP-} ${MAXQUEUE-}\"\n");
        Tools.Answer answer = Tools.run(confined("dash", script));

        assertThat(answer.exitCode()).as(answer.stdout() + answer.stderr()).isZero();
        assertThat(answer.stdout())
                .startsWith(role.name() + " "
                        + role.template()
                                .properties(
                                        switch (role.name()) {
                                            case "nats" -> "NatsGroup";
                                            case "frontend" -> "FrontendGroup";
                                            default -> "BackendGroup";
                                        })
                                .path("AutoScalingGroupName")
                                .asText()
                        + " ");
    }

    @Test
    void backend_isToldWhatTheGroupSaysOfIt() throws IOException {
        boot(roles().getLast(), "dash");

        assertThat(Files.readString(node.resolve("etc/drainguard-dsiem.conf"))).isEqualTo("""
                ROLE=backend
                REGION=eu-central-1
                GROUP=web-backend
                LAUNCH_HOOK=drainguard-dsiem-launch
                NATS=nats://siem-NatsBalancer.DNSName:4222
                NATS_GROUP=siem-nats
                FRONTEND=http://siem-FrontendBalancer.DNSName:8080
                NODE=web-01
                OVERLAP=600
                MAXQUEUE=0
                EDITION=go
                BEATS=logstash.example.com:5001
                DSIEM_URL=https://github.com/defenxor/dsiem/releases/download/v1.2.1/dsiem-server_linux_amd64.zip
                DSIEM_SHA256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
                NATS_URL=https://github.com/nats-io/nats-server/releases/download/v2.10.22/nats-server-v2.10.22-linux-amd64.tar.gz
                NATS_SHA256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
                FILEBEAT_URL=https://artifacts.elastic.co/downloads/beats/filebeat/filebeat-8.15.3-linux-x86_64.tar.gz
                FILEBEAT_SHA256=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
                """);
    }

    /// bash prints a script as it has understood it, without its comments. What a line of a longer text begins with is
    /// no part of any program here.
    @ParameterizedTest
    @MethodSource("scripts")
    void scriptWithoutItsComments_isTheSameProgram(Path file) throws IOException {
        Tools.assumeInstalled("bash");
        Path stripped = Files.writeString(node.resolve("stripped"), ScriptEmbedder.strip(Files.readString(file)));

        assertThat(understood(stripped)).isNotBlank().isEqualTo(understood(file));
    }

    private static String understood(Path file) {
        Tools.Answer answer = Tools.run(List.of("bash", "--pretty-print", file.toString()));
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        return answer.stdout().replaceAll("(?m)^ +", "").replaceAll("\n+", "\n");
    }

    static List<Path> scripts() {
        return List.of(
                NODES.resolve("dsiem-boot"),
                NODES.resolve("dsiem-common.sh"),
                NODES.resolve("dsiem-handover"),
                NODES.resolve("nats.sh"),
                NODES.resolve("overlap.sh"),
                NODES.resolve("role-backend.sh"),
                NODES.resolve("role-frontend.sh"),
                NODES.resolve("role-nats.sh"));
    }

    @ParameterizedTest
    @MethodSource("roles")
    void shellcheck_hasNoFindings(Role role) throws IOException {
        Tools.assumeInstalled("shellcheck");
        Path script = Files.writeString(node.resolve("user-data"), role.userData());
        Tools.Answer answer = Tools.run(List.of("shellcheck", "--norc", "--shell=sh", script.toString()));

        assertThat(answer.stdout()).isEmpty();
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
    }

    private void boot(Role role, String shell) throws IOException {
        Tools.assumeLinux();
        Tools.assumeInstalled(shell.split(" ")[0]);
        Files.createDirectories(node.resolve(UNITS));
        Path shim = Files.writeString(
                Files.createDirectories(node.resolve("shims")).resolve("systemctl"),
                "#!/bin/sh\necho \"systemctl $*\" >>" + node.resolve("calls") + "\n");
        Files.setPosixFilePermissions(shim, PosixFilePermissions.fromString("rwxr-xr-x"));
        Tools.Answer answer = Tools.run(confined(shell, Files.writeString(node.resolve("user-data"), role.userData())));

        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        assertThat(answer.stderr()).isEmpty();
    }

    private ProcessBuilder confined(String shell, Path script) {
        ProcessBuilder builder =
                new ProcessBuilder(Stream.concat(Stream.of(shell.split(" ")), Stream.of(script.toString()))
                        .toList());
        builder.environment().clear();
        builder.environment().put("PATH", node.resolve("shims") + ":/usr/bin:/bin");
        builder.environment().put("DRAINGUARD_ROOT", node.toString());
        return builder;
    }

    /// The files that the node got, beside its settings.
    private List<Path> written() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String folder : List.of(LIB, UNITS)) {
            try (Stream<Path> found = Files.list(node.resolve(folder))) {
                found.map(node::relativize).sorted().forEach(files::add);
            }
        }
        return files;
    }

    private static Path source(Path written) {
        Path name = written.getFileName();
        return written.startsWith(UNITS) ? NODES.resolve("units").resolve(name) : NODES.resolve(name);
    }
}
