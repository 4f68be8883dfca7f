package io.drainguard.dsiem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.drainguard.template.Tools;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The manifests of a dsiem cluster: fields that Kubernetes knows, and objects that fit together.
class KubernetesManifestsTest {
    private static final Path FOLDER = Path.of("nodes/dsiem/kubernetes");

    private final List<HasMetadata> objects;

    KubernetesManifestsTest() throws IOException {
        objects = Manifests.in(FOLDER);
    }

    private <T extends HasMetadata> List<T> all(Class<T> type) {
        return objects.stream().filter(type::isInstance).map(type::cast).toList();
    }

    private <T extends HasMetadata> T named(Class<T> type, String name) {
        return all(type).stream()
                .filter(object -> object.getMetadata().getName().equals(name))
                .findAny()
                .orElseThrow();
    }

    /// The pods, by the name of what makes them.
    private Map<String, PodTemplateSpec> pods() {
        Map<String, PodTemplateSpec> pods = new TreeMap<>();
        all(Deployment.class)
                .forEach(one ->
                        pods.put(one.getMetadata().getName(), one.getSpec().getTemplate()));
        all(StatefulSet.class)
                .forEach(one ->
                        pods.put(one.getMetadata().getName(), one.getSpec().getTemplate()));
        return pods;
    }

    private static List<Container> containers(PodTemplateSpec pod) {
        return Stream.concat(pod.getSpec().getInitContainers().stream(), pod.getSpec().getContainers().stream())
                .toList();
    }

    private static Map<String, String> values(Container container) {
        return container.getEnv().stream()
                .collect(Collectors.toMap(
                        EnvVar::getName,
                        variable -> variable.getValue() != null
                                ? variable.getValue()
                                : variable.getValueFrom().getFieldRef().getFieldPath()));
    }

    @Test
    void everyRole_isThere() {
        assertThat(pods()).containsOnlyKeys("dsiem-nats", "dsiem-frontend", "dsiem-backend", "dsiem-successor");
        assertThat(named(StatefulSet.class, "dsiem-nats").getSpec().getReplicas())
                .isEqualTo(3);
        assertThat(named(Deployment.class, "dsiem-frontend").getSpec().getReplicas())
                .isGreaterThanOrEqualTo(2);
    }

    /// Each is one mistake that `kubectl apply` would show, or that nobody would see for long.
    @ParameterizedTest
    @CsvSource({
        "backend.yaml, terminationGracePeriodSeconds: 900, terminationGracePeriodSecond: 900",
        "backend.yaml, sleep: {seconds: 600}, sleep: {second: 600}",
        "backend.yaml, ordinals: {start: 10}, ordinal: {start: 10}",
        "backend.yaml, value: \"0\"}, value: 0}",
        "backend.yaml, '  replicas: 2', '  replicas: two'",
        "frontend.yaml, replicas: 2, 'replicas: 2\n  replicas: 3'",
        "nats.yaml, apiVersion: apps/v1, apiVersion: apps/v1beta1",
        "nats.yaml, kind: StatefulSet, kind: Statefulset",
        "nats.yaml, maxUnavailable: 1, maxUnavailible: 1",
    })
    void plantedMistake_isFound(String file, String right, String wrong) throws IOException {
        String text = Files.readString(FOLDER.resolve(file));
        assertThat(text).contains(right);
        String planted = text.replace(right, wrong);

        assertThatThrownBy(() -> Manifests.read(planted)).isInstanceOf(IOException.class);
    }

    @Test
    void everySelector_findsItsPodsAndNoOthers() {
        Map<String, Map<String, String>> selectors = new TreeMap<>();
        all(StatefulSet.class)
                .forEach(one -> selectors.put(
                        one.getMetadata().getName(), one.getSpec().getSelector().getMatchLabels()));
        all(Deployment.class)
                .forEach(one -> selectors.put(
                        one.getMetadata().getName(), one.getSpec().getSelector().getMatchLabels()));

        assertThat(selectors)
                .allSatisfy((name, selector) -> assertThat(selected(selector)).containsExactly(name));
        assertThat(all(Service.class))
                .allSatisfy(service ->
                        assertThat(selected(service.getSpec().getSelector())).isNotEmpty());
        assertThat(all(PodDisruptionBudget.class))
                .flatExtracting(
                        budget -> selected(budget.getSpec().getSelector().getMatchLabels()))
                .containsExactlyInAnyOrderElementsOf(pods().keySet());
    }

    private Set<String> selected(Map<String, String> selector) {
        return pods().entrySet().stream()
                .filter(pod ->
                        pod.getValue().getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    /// By name, so that a port has one number.
    @Test
    void everyPortOfAServiceAndAProbe_isOneOfAContainer() {
        for (Service service : all(Service.class)) {
            for (String pod : selected(service.getSpec().getSelector())) {
                Map<String, Integer> ports = ports(pods().get(pod));
                assertThat(service.getSpec().getPorts())
                        .allSatisfy(port -> assertThat(ports)
                                .containsEntry(port.getTargetPort().getStrVal(), port.getPort()));
            }
        }
        pods().values()
                .forEach(pod -> containers(pod)
                        .forEach(container -> probes(container)
                                .filter(probe -> probe.getHttpGet() != null)
                                .forEach(probe -> assertThat(ports(pod))
                                        .containsKey(
                                                probe.getHttpGet().getPort().getStrVal()))));
        assertThat(values(main("dsiem-frontend"))).containsEntry("DSIEM_PORT", "8080");
    }

    private static Map<String, Integer> ports(PodTemplateSpec pod) {
        return containers(pod).stream()
                .flatMap(container -> container.getPorts().stream())
                .collect(Collectors.toMap(ContainerPort::getName, ContainerPort::getContainerPort));
    }

    private static Stream<Probe> probes(Container container) {
        return Stream.of(container.getStartupProbe(), container.getReadinessProbe(), container.getLivenessProbe())
                .filter(probe -> probe != null);
    }

    private Container main(String pod) {
        return pods().get(pod).getSpec().getContainers().getFirst();
    }

    @Test
    void everyMountClaimAndKey_isThere() {
        for (Map.Entry<String, PodTemplateSpec> pod : pods().entrySet()) {
            Set<String> volumes = pod.getValue().getSpec().getVolumes().stream()
                    .map(Volume::getName)
                    .collect(Collectors.toCollection(HashSet::new));
            all(StatefulSet.class).stream()
                    .filter(set -> set.getMetadata().getName().equals(pod.getKey()))
                    .flatMap(set -> set.getSpec().getVolumeClaimTemplates().stream())
                    .forEach(claim -> volumes.add(claim.getMetadata().getName()));
            assertThat(containers(pod.getValue()))
                    .allSatisfy(container -> assertThat(volumes)
                            .containsAll(container.getVolumeMounts().stream()
                                    .map(VolumeMount::getName)
                                    .toList()));
            for (Volume volume : pod.getValue().getSpec().getVolumes()) {
                if (volume.getPersistentVolumeClaim() != null) {
                    PersistentVolumeClaim claim = named(
                            PersistentVolumeClaim.class,
                            volume.getPersistentVolumeClaim().getClaimName());
                    assertThat(claim.getSpec().getAccessModes()).containsExactly("ReadWriteMany");
                }
                if (volume.getConfigMap() != null) {
                    ConfigMap map = named(ConfigMap.class, volume.getConfigMap().getName());
                    volume.getConfigMap()
                            .getItems()
                            .forEach(item -> assertThat(map.getData()).containsKey(item.getKey()));
                }
            }
        }
    }

    /// No second copy that drifts: `files/configmap.sh` writes the map.
    @Test
    void configMap_holdsTheFilesAsTheyAre() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(FOLDER.resolve("files"))) {
            for (Path path :
                    paths.filter(path -> !path.endsWith("configmap.sh")).toList()) {
                files.put(path.getFileName().toString(), Files.readString(path));
            }
        }

        assertThat(named(ConfigMap.class, "dsiem-files").getData()).isEqualTo(files);
        assertThat(pods().values())
                .flatExtracting(KubernetesManifestsTest::containers)
                .flatExtracting(KubernetesManifestsTest::scripts)
                .hasSizeGreaterThan(4)
                .allSatisfy(script -> assertThat(files).containsKey(script));
    }

    private static List<String> scripts(Container container) {
        List<String> words = new ArrayList<>(container.getCommand());
        probes(container)
                .filter(probe -> probe.getExec() != null)
                .forEach(probe -> words.addAll(probe.getExec().getCommand()));
        return words.stream()
                .filter(word -> word.startsWith("/etc/dsiem/"))
                .map(word -> word.substring("/etc/dsiem/".length()))
                .toList();
    }

    @Test
    void everyImage_hasAFixedTag() {
        List<String> images = pods().values().stream()
                .flatMap(pod -> containers(pod).stream())
                .map(Container::getImage)
                .toList();

        assertThat(images)
                .allMatch(image -> image.matches("[^:]+:[^:]+"))
                .noneMatch(image -> image.endsWith(":latest"));
        assertThat(images.stream().filter(image -> image.contains("dsiem")).distinct())
                .as("what an operator has to set")
                .containsExactly("example.com/dsiem:set-me");
    }

    @Test
    void everyMainContainer_isAskedWhetherItIsReady() {
        assertThat(pods().values()).allSatisfy(pod -> {
            assertThat(pod.getSpec().getContainers().getFirst().getReadinessProbe())
                    .isNotNull();
            assertThat(pod.getSpec().getEnableServiceLinks())
                    .as("a Service dsiem-frontend would set DSIEM_FRONTEND_PORT")
                    .isFalse();
        });
        assertThat(main("dsiem-frontend").getReadinessProbe().getHttpGet().getPath())
                .isEqualTo("/config/");
        assertThat(main("dsiem-backend").getReadinessProbe().getExec().getCommand())
                .containsExactly("sh", "/etc/dsiem/ready.sh");
        assertThat(main("dsiem-backend").getLivenessProbe()).isNull();
    }

    /// Kubernetes ends a pod at the end of its grace period, whatever its hook does.
    @Test
    void everyHook_endsBeforeItsGracePeriod() {
        assertThat(pods()).allSatisfy((name, pod) -> {
            long hook = main(name).getLifecycle().getPreStop().getSleep() == null
                    ? 0
                    : main(name).getLifecycle().getPreStop().getSleep().getSeconds();
            assertThat(pod.getSpec().getTerminationGracePeriodSeconds()).isGreaterThan(hook + (hook > 60 ? 120 : 20));
        });
    }

    @Test
    void natsServer_endsByLameDuck_withinItsGracePeriod() throws IOException {
        assertThat(main("dsiem-nats").getLifecycle().getPreStop().getExec().getCommand())
                .containsExactly("sh", "-c", "nats-server --signal ldm=/var/run/nats/nats.pid && sleep 2");
        String config = Files.readString(FOLDER.resolve("files/nats.conf"));
        assertThat(config)
                .contains(
                        "pid_file: \"/var/run/nats/nats.pid\"",
                        "lame_duck_grace_period: 10s",
                        "lame_duck_duration: 30s");
        assertThat(pods().get("dsiem-nats").getSpec().getTerminationGracePeriodSeconds())
                .isGreaterThan(10 + 30);
        for (int server = 0; server < 3; server++) {
            assertThat(config).contains("nats://dsiem-nats-" + server + ".dsiem-nats-servers:6222");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nats.conf", "member.conf"})
    void natsServer_takesItsConfiguration(String file) {
        Tools.assumeInstalled("nats-server");
        ProcessBuilder check = new ProcessBuilder(
                "nats-server", "-t", "-c", FOLDER.resolve("files/" + file).toString());
        check.environment().put("POD_NAME", "dsiem-nats-0");

        assertThat(Tools.run(check).exitCode()).isZero();
    }

    /// Measured: a client that moves to another server misses what is published meanwhile, and one of a server of its
    /// own never moves. It joins by the name of the three servers.
    @Test
    void backendsPod_hasANatsServerOfItsOwn_whichStartsBeforeDsiemAndStays() throws IOException {
        for (String name : List.of("dsiem-backend", "dsiem-successor")) {
            PodTemplateSpec pod = pods().get(name);
            Container member = pod.getSpec().getInitContainers().getLast();

            assertThat(member.getImage()).isEqualTo(main("dsiem-nats").getImage());
            assertThat(member.getRestartPolicy()).isEqualTo("Always");
            assertThat(member.getStartupProbe().getExec().getCommand()).contains("http://127.0.0.1:8222/healthz");
            assertThat(values(member)).containsEntry("POD_NAME", "metadata.name");
            assertThat(values(main(name))).containsEntry("DSIEM_MSQ", "nats://127.0.0.1:4222");
        }
        assertThat(values(main("dsiem-frontend"))).containsEntry("DSIEM_MSQ", "nats://dsiem-nats:4222");
        String service = named(StatefulSet.class, "dsiem-nats").getSpec().getServiceName();
        assertThat(Files.readString(FOLDER.resolve("files/member.conf")))
                .contains(
                        "listen: \"127.0.0.1:4222\"",
                        "http: \"127.0.0.1:8222\"",
                        "no_advertise: true",
                        "routes: [nats://" + service + ":6222]");
        assertThat(named(Service.class, service).getSpec().getPorts()).anyMatch(port -> port.getPort() == 6222);
    }

    /// Kubernetes sends SIGTERM after the hook: it must not cut the lame duck's time short. Sent at once, it
    /// did so in some runs; hence the pause in the hook.
    @Test
    void natsServer_outlivesSigtermInLameDuckMode(@TempDir Path home) throws Exception {
        try (NatsServer server = NatsServer.start(home)) {
            Connection client = Nats.connect(server.url());
            client.flush(Duration.ofSeconds(5));

            server.retire(main("dsiem-nats")
                    .getLifecycle()
                    .getPreStop()
                    .getExec()
                    .getCommand()
                    .getLast());
            server.process().destroy();

            assertThat(server.process().waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
            assertThat(server.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
            client.close();
        }
    }

    /// A third backend, or a successor, is the same but for its name: two sets that differ would not replace each
    /// other.
    @Test
    void successor_differsInNameAndNumberOnly() throws IOException {
        String serving = set("backend.yaml")
                .replace("  replicas: 2", "  replicas: 0")
                .replace("instance: dsiem-backend}", "instance: dsiem-successor}")
                .replaceFirst("(?m)^  name: dsiem-backend$", "  name: dsiem-successor")
                .replace("""
                        - name: DSIEM_NODE
                                      valueFrom: {fieldRef: {fieldPath: metadata.name}}
                        """, """
                        - name: ORDINAL
                                      valueFrom: {fieldRef: {fieldPath: "metadata.labels['apps.kubernetes.io/pod-index']"}}
                                    - {name: DSIEM_NODE, value: dsiem-backend-$(ORDINAL)}
                        """);

        assertThat(set("successor.yaml")).isEqualTo(serving);
    }

    private static String set(String file) throws IOException {
        String text = Files.readString(FOLDER.resolve(file));
        return text.substring(text.lastIndexOf("apiVersion:"));
    }

    @Test
    void backends_haveTheirNodesNames_withTwoDigits() {
        StatefulSet serving = named(StatefulSet.class, "dsiem-backend");
        StatefulSet successor = named(StatefulSet.class, "dsiem-successor");

        assertThat(values(main("dsiem-backend"))).containsEntry("DSIEM_NODE", "metadata.name");
        assertThat(values(main("dsiem-successor"))).containsEntry("DSIEM_NODE", "dsiem-backend-$(ORDINAL)");
        assertThat(List.of(serving, successor)).allSatisfy(set -> {
            assertThat(set.getSpec().getOrdinals().getStart()).isEqualTo(10);
            assertThat(set.getSpec().getUpdateStrategy().getType()).isEqualTo("OnDelete");
            assertThat(set.getSpec().getPodManagementPolicy()).isEqualTo("Parallel");
            assertThat(set.getSpec().getPersistentVolumeClaimRetentionPolicy().getWhenScaled())
                    .isEqualTo("Retain");
        });
    }

    /// What the measurements ask for.
    @Test
    void backendsPod_followsTheMeasurements() throws IOException {
        PodTemplateSpec pod = pods().get("dsiem-backend");
        Container filebeat = pod.getSpec().getInitContainers().getFirst();
        Container dsiem = main("dsiem-backend");

        assertThat(values(dsiem)).containsEntry("DSIEM_MAXQUEUE", "0");
        assertThat(pod.getSpec().getRestartPolicy()).isEqualTo("Always");
        assertThat(filebeat.getRestartPolicy()).isEqualTo("Always");
        assertThat(filebeat.getVolumeMounts())
                .filteredOn(mount -> mount.getName().equals("data"))
                .extracting(VolumeMount::getMountPath)
                .containsExactly("/dsiem/logs", "/dsiem/filebeat");
        assertThat(dsiem.getVolumeMounts())
                .anyMatch(mount -> mount.getMountPath().equals("/dsiem/logs")
                        && mount.getName().equals("data"));
        assertThat(Files.readString(FOLDER.resolve("files/filebeat.yml")))
                .contains("tail_files: false", "file_identity.path: ~")
                .doesNotContain("tail_files: true");
        assertThat(named(PodDisruptionBudget.class, "dsiem-backend")
                        .getSpec()
                        .getMaxUnavailable()
                        .getIntVal())
                .isZero();
        assertThat(named(Deployment.class, "dsiem-frontend")
                        .getSpec()
                        .getStrategy()
                        .getRollingUpdate()
                        .getMaxUnavailable()
                        .getIntVal())
                .isZero();
    }
}
