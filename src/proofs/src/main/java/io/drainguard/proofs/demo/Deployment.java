package io.drainguard.proofs.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.drainguard.proofs.deploy.QueuedRule;
import io.drainguard.proofs.deploy.Template;
import io.drainguard.sim.lambda.AsyncSettings;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Site;
import io.drainguard.sim.world.World;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What the product's template deploys, in the simulated account's terms. Every value is the template's own but those
/// given here and by the story.
///
/// @param template of the guard
/// @param groups with their drain documents: the guard's own worker group, or those of other templates
record Deployment(Template template, List<DeployedGroup> groups) {
    private static final Path DLC = Path.of("templates", "dlc.yaml");

    static final String VPC = "vpc-0123456789abcdef0";

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
        return of(file, story, NODES);
    }

    /// The same, with so many workers.
    static Deployment of(Path file, Story story, int nodes) throws IOException {
        Template template = with(Template.load(file), NEEDED)
                .with("AutoScalingGroupDesiredCapacity", String.valueOf(nodes))
                .with("AutoScalingGroupMaxSize", String.valueOf(nodes));
        template = deployable(with(template, story.parameters()));
        return new Deployment(
                template,
                switch (story.kind()) {
                    case WORKERS -> DeployedGroup.of(file.toString(), template);
                    case DLC -> DeployedGroup.of(DLC.toString(), deployable(dlc(file.resolveSibling(DLC))));
                    case DSIEM -> new DsiemTemplates(file, story).groups();
                });
    }

    static Template deployable(Template template) {
        if (!template.objections().isEmpty()) {
            throw new IllegalStateException("the template does not deploy: " + template.objections());
        }
        return template;
    }

    private static Template dlc(Path file) throws IOException {
        return with(
                inSubnets(Template.load(file).in("siem", Site.EXAMPLE.region())).with("VpcId", VPC),
                Map.of("ClientCidr", "10.0.0.0/8", "AmiId", "ami-0123456789abcdef0"));
    }

    /// A template with two subnets, in an account that has them in two zones of one VPC.
    static Template inSubnets(Template template) {
        Template known = template.with("FirstSubnetId", "subnet-0123456789abcdef0")
                .with("SecondSubnetId", "subnet-0123456789abcdef1");
        for (String number : List.of("0", "1")) {
            known = known.where(
                    "subnet-0123456789abcdef" + number, Map.of("VpcId", VPC, "AvailabilityZone", "zone-" + number));
        }
        return known;
    }

    /// The first group.
    GroupSpec group() {
        return groups.getFirst().spec();
    }

    String groupName() {
        return groups.getFirst().name();
    }

    /// How many nodes the first group has at first; the worker group's default is 1, of which none could leave.
    int nodes() {
        return groups.getFirst().desired();
    }

    /// The drain document of the first group.
    CommandDocument drainDocument() {
        return groups.getFirst().document();
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

    /// The guard may run other documents than its own, too; an operator writes them into the parameter that its
    /// settings name.
    void allow(World world) {
        Map<String, String> settings = template.functionEnvironment();
        String others = groups.stream()
                .map(group -> group.document().name())
                .filter(name -> !name.equals(settings.get("DRAIN_DOCUMENT")))
                .collect(Collectors.joining(","));
        String parameter = settings.get("DOCUMENTS_PARAMETER");
        if (!others.isEmpty() && parameter != null) {
            world.parameters().put(parameter, others);
        }
    }

    /// The settings of a group worth showing, in a line.
    String summary(DeployedGroup group) {
        Hook hook = group.terminatingHook();
        return "hook %s with heartbeat %d s, %s, %s"
                .formatted(
                        hook.name(), hook.heartbeatTimeout().toSeconds(), holds(group), template.scheduleExpression());
    }

    private String holds(DeployedGroup group) {
        String yields = group.yieldsAfter();
        String overlap = group.tag("drainguard:overlap");
        if (!yields.isEmpty()) {
            return "yields after " + yields + " s";
        }
        String longest = "longest hold " + ceiling().toSeconds() + " s";
        return overlap.isEmpty()
                ? "queues " + group.document().parameterDefaults().get("queues") + ", " + longest
                : "overlap " + overlap + " s, " + longest;
    }

    private JsonNode function(String pointer) {
        return template.only("AWS::Serverless::Function").at(pointer);
    }

    static Template with(Template template, Map<String, String> values) {
        Template changed = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            changed = changed.with(value.getKey(), value.getValue());
        }
        return changed;
    }
}
