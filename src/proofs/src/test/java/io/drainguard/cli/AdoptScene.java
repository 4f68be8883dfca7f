package io.drainguard.cli;

import io.drainguard.proofs.account.Account;
import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Call;
import io.drainguard.sim.world.CommandDocument;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.GroupView;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Surroundings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A guard that sweeps, and a group of three nodes that has not opted in.
final class AdoptScene implements AutoCloseable {
    static final String GROUP = Prompt.GROUP;
    static final String FUNCTION = "drainguard-Guard";
    static final String ROLE = "arn:aws:iam::123456789012:role/drainguard-GuardRole";
    static final String QUEUES = "/opt/cribl/state/queues,/opt/cribl/state/outputs/staging?";
    static final AwsError DENIED = new AwsError(
            "AccessDenied", 403, "User: arn:aws:iam::123456789012:user/operator is not authorized to perform this");
    static final AwsError THROTTLED = new AwsError("Throttling", 400, "Rate exceeded");

    /// Calls that change something.
    private static final List<String> ACTS = List.of(
            "CreateDocument",
            "UpdateDocument",
            "UpdateDocumentDefaultVersion",
            "PutParameter",
            "UpdateAutoScalingGroup",
            "CreateOrUpdateTags",
            "CreateTags",
            "PutLifecycleHook",
            "DeleteLifecycleHook",
            "DeleteTags",
            "SuspendProcesses",
            "ResumeProcesses");

    final Prompt prompt = new Prompt();
    final Map<String, String> settings = new TreeMap<>(Map.of(
            "MAX_HOLD_SECONDS",
            "172800",
            "DRAIN_DOCUMENT",
            Account.DOCUMENT,
            "DOCUMENTS_PARAMETER",
            Account.DOCUMENTS));
    final List<Instance> nodes;

    AdoptScene() {
        this(spec -> spec);
    }

    AdoptScene(UnaryOperator<GroupSpec> change) {
        nodes = prompt.world.createGroup(change.apply(GroupSpec.of(GROUP, 0, 5, 3)));
        prompt.world.putDocument(document());
        prompt.world.parameters().put(Account.DOCUMENTS, Account.DOCUMENT);
        prompt.world
                .parameters()
                .allow(Account.DOCUMENTS, "^drainguard-[A-Za-z0-9_.-]+(, *drainguard-[A-Za-z0-9_.-]+)*$");
        guard(FUNCTION, settings);
        prompt.watched(FUNCTION);
    }

    /// The stack's own drain document.
    private static CommandDocument document() {
        return Account.document()
                .withParameter("queues", QUEUES, "^/[A-Za-z0-9 ._/+@:=~%-]*\\??(,/[A-Za-z0-9 ._/+@:=~%-]*\\??)*$");
    }

    /// A guard that has swept a minute ago.
    void guard(String name, Map<String, String> environment) {
        Surroundings around = prompt.world.surroundings();
        around.role(ROLE, "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}");
        around.function(new Surroundings.Function(name, ROLE, environment, Duration.ofMinutes(5)));
        around.swept(name, prompt.world.instant().minusSeconds(60));
    }

    /// A group that has opted in, with the guard's hook.
    static UnaryOperator<GroupSpec> adopted() {
        return spec -> Account.named(GROUP, 3, Duration.ofHours(1));
    }

    int run(String... words) {
        prompt.world.calls().clear();
        return prompt.run(words);
    }

    GroupView group() {
        return group(GROUP);
    }

    GroupView group(String name) {
        return prompt.world
                .autoScaling()
                .describeAutoScalingGroups(List.of(name), List.of(), null, null)
                .items()
                .getFirst();
    }

    List<Hook> hooks() {
        return hooks(GROUP);
    }

    List<Hook> hooks(String name) {
        return prompt.world.autoScaling().describeLifecycleHooks(name, List.of());
    }

    /// The calls of the last command that changed something, in their order.
    List<String> acts() {
        return prompt.world.calls().all().stream()
                .map(Call::action)
                .filter(ACTS::contains)
                .toList();
    }

    /// The actions of the last command's calls, as IAM names them.
    Set<String> actions() {
        return prompt.world.calls().all().stream()
                .map(call -> switch (call.service()) {
                            case AUTO_SCALING -> "autoscaling:";
                            case SSM -> "ssm:";
                            case EC2 -> "ec2:";
                        }
                        + call.action())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /// The actions that the page on permissions names for a command.
    static Set<String> told(String command) throws IOException {
        String page = Files.readString(Path.of("docs/reference/permissions.md"));
        String from = page.substring(page.indexOf("- for `" + command + "`:"));
        return Pattern.compile("`(\\w+:\\w+)`")
                .matcher(from.substring(0, from.indexOf("\n- ", 1)))
                .results()
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
        prompt.close();
    }
}
