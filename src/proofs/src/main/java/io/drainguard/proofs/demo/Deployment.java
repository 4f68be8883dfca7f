package io.drainguard.proofs.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.QueuedRule;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.lambda.AsyncSettings;
import io.drainguard.sim.shell.DocumentContent;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.DiskLayout;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Retention;
import io.drainguard.sim.world.Site;
import io.drainguard.sim.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the product's template deploys, in the simulated account's terms. Every value is the template's own but those
/// given here and by the story.
///
/// @param template of the guard
/// @param groups of the group and its drain document: the same, or that of a DLC
/// @param nodes how many nodes the group has at first; the template's default is 1, of which none could leave
record Deployment(Template template, Template groups, int nodes) {
    private static final Path DLC = Path.of("templates", "dlc.yaml");

    /// As many as a story needs: those that leave, and one that stays.
    static final int NODES = 4;

    /// Where the queues of a node truly are, whatever the story makes of the parameter: its default.
    static final String QUEUES = "/opt/cribl/state/queues";

    /// How many copies of the function there may be. The template leaves that to the account; here each is a process
    /// of its own, which costs memory and a start, so it is the fewest that the template takes: two for ended looks
    /// and one for everything else. With fewer a batch could be throttled, and would come again only after five
    /// minutes.
    private static final int COPIES = 3;

    /// Those that the template does not deploy without and which play no part here, and how much there is of all.
    private static final Map<String, String> NEEDED = Map.of(
            "CriblLeaderHost", "leader.example.com",
            "CriblLeaderToken", "token",
            "CriblVersion", "4.1.3-15457782",
            "CriblDownloadSha256", "0".repeat(64),
            "SubnetIDs", "subnet-0123456789abcdef0",
            "InstanceSecurityGroup", "sg-0123456789abcdef0",
            "ReservedConcurrency", String.valueOf(COPIES));

    /// Works the template out for a story.
    ///
    /// @throws IllegalStateException with what CloudFormation would object to
    static Deployment of(Path file, Story story) throws IOException {
        return of(file, story, story.isDlc() ? 1 : NODES);
    }

    /// The same, with so many nodes.
    static Deployment of(Path file, Story story, int nodes) throws IOException {
        Template template = Template.load(file);
        template = with(template, NEEDED);
        template = template.with("AutoScalingGroupDesiredCapacity", String.valueOf(nodes))
                .with("AutoScalingGroupMaxSize", String.valueOf(nodes));
        template = with(template, story.parameters());
        Template groups = story.isDlc() ? dlc(file.resolveSibling(DLC)) : template;
        for (Template one : List.of(template, groups)) {
            if (!one.objections().isEmpty()) {
                throw new IllegalStateException("the template does not deploy: " + one.objections());
            }
        }
        return new Deployment(template, groups, nodes);
    }

    private static Template dlc(Path file) throws IOException {
        Map<String, String> vpc = Map.of("VpcId", "vpc-0123456789abcdef0");
        Template dlc = Template.load(file).in("siem", Site.EXAMPLE.region());
        for (String number : List.of("0", "1")) {
            Map<String, String> zone = Map.of("AvailabilityZone", "zone-" + number);
            Map<String, String> subnet = new HashMap<>(vpc);
            subnet.putAll(zone);
            dlc = dlc.where("subnet-0123456789abcdef" + number, subnet);
        }
        return with(
                dlc.with("VpcId", "vpc-0123456789abcdef0"),
                Map.of(
                        "FirstSubnetId", "subnet-0123456789abcdef0",
                        "SecondSubnetId", "subnet-0123456789abcdef1",
                        "ClientCidr", "10.0.0.0/8",
                        "AmiId", "ami-0123456789abcdef0"));
    }

    /// The worker group with its inline hooks.
    GroupSpec group() {
        JsonNode group = group("");
        GroupSpec spec = GroupSpec.of(
                        groupName(),
                        group.path("MinSize").asInt(),
                        group.path("MaxSize").asInt(),
                        group.path("DesiredCapacity").asInt())
                .protection(group.path("DeletionProtection").asText())
                .disks(DiskLayout.ROOT_ONLY);
        String trigger = group.at("/InstanceLifecyclePolicy/RetentionTriggers/TerminateHookAbandon")
                .asText("terminate");
        spec = Retention.of(trigger) == Retention.RETAIN ? spec.retaining() : spec;
        for (JsonNode tag : group.path("Tags")) {
            spec = spec.tag(tag.path("Key").asText(), tag.path("Value").asText());
        }
        for (JsonNode hook : group.path("LifecycleHookSpecificationList")) {
            spec = spec.hook(hook(hook));
        }
        return spec;
    }

    String groupName() {
        return group("/AutoScalingGroupName").asText();
    }

    /// The drain document with the template's script.
    CommandDocument drainDocument() {
        JsonNode document = groups.properties(Template.DRAIN_DOCUMENT);
        return DocumentContent.read(document.path("Name").asText(), document.path("Content"));
    }

    /// How the function takes events.
    AsyncSettings asyncSettings() {
        JsonNode config = function("/EventInvokeConfig");
        return AsyncSettings.defaults()
                .retries(config.path("MaximumRetryAttempts").asInt())
                .eventAge(Duration.ofSeconds(
                        config.path("MaximumEventAgeInSeconds").asLong()));
    }

    /// The rules whose events reach the function through a queue.
    List<QueuedRule> queuedRules() {
        return QueuedRule.of(template);
    }

    /// The longest hold.
    Duration ceiling() {
        return Duration.ofSeconds(
                Long.parseLong(template.functionEnvironment().getOrDefault("MAX_HOLD_SECONDS", "172800")));
    }

    /// How many copies of the function may run at once.
    int concurrency() {
        return function("/ReservedConcurrentExecutions").asInt();
    }

    int memoryMegabytes() {
        return function("/MemorySize").asInt();
    }

    Duration timeout() {
        return Duration.ofSeconds(function("/Timeout").asLong());
    }

    boolean snapStart() {
        return function("/SnapStart/ApplyOn").asText().equals("PublishedVersions");
    }

    /// The guard may run these documents; an operator writes them into the parameter that its settings name.
    void allow(World world) {
        String parameter = template.functionEnvironment().get("DOCUMENTS_PARAMETER");
        if (!template.equals(groups) && parameter != null) {
            world.parameters().put(parameter, drainDocument().name());
        }
    }

    /// The settings worth showing, in a line.
    String summary() {
        GroupSpec group = group();
        Hook hook = group.hooks().getLast();
        if (!template.equals(groups)) {
            return "hook %s with heartbeat %d s, yields after %s s, %s"
                    .formatted(
                            hook.name(),
                            hook.heartbeatTimeout().toSeconds(),
                            group.tags().get("drainguard:yields-after"),
                            template.scheduleExpression());
        }
        return "hook %s with heartbeat %d s, queues %s, longest hold %s s, %s"
                .formatted(
                        hook.name(),
                        hook.heartbeatTimeout().toSeconds(),
                        drainDocument().parameterDefaults().get("queues"),
                        template.functionEnvironment().get("MAX_HOLD_SECONDS"),
                        template.scheduleExpression());
    }

    private static Hook hook(JsonNode hook) {
        return new Hook(
                hook.path("LifecycleHookName").asText(),
                hook.path("LifecycleTransition").asText(),
                Duration.ofSeconds(hook.path("HeartbeatTimeout").asLong()),
                hook.path("DefaultResult").asText(),
                null,
                null,
                null);
    }

    private JsonNode group(String pointer) {
        return groups.only("AWS::AutoScaling::AutoScalingGroup").at(pointer);
    }

    private JsonNode function(String pointer) {
        return template.only("AWS::Serverless::Function").at(pointer);
    }

    private static Template with(Template template, Map<String, String> values) {
        Template changed = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            changed = changed.with(value.getKey(), value.getValue());
        }
        return changed;
    }
}
