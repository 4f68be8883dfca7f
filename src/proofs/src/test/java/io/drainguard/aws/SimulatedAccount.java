package io.drainguard.aws;

import io.drainguard.proofs.account.Account;
import io.drainguard.sim.wire.SimulatorServer;
import io.drainguard.sim.world.GroupSpec;
import io.drainguard.sim.world.Hook;
import io.drainguard.sim.world.Instance;
import io.drainguard.sim.world.Volume;
import io.drainguard.sweep.Groups;
import io.drainguard.sweep.Looks;
import io.drainguard.sweep.Volumes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/// The simulator, spoken to over a socket.
final class SimulatedAccount implements ComparedAccount {
    private static final Duration STEP = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Account account = new Account();
    private final SimulatorServer server = SimulatorServer.start(account.world);
    private final SdkHttpClient http = UrlConnectionHttpClient.create();
    private int made;

    @Override
    public Groups groups() {
        return new AutoScalingGroups(Account.scaling(http, server.endpoint()), account.world);
    }

    @Override
    public Volumes volumes() {
        return new Ec2Volumes(Account.ec2(http, server.endpoint()));
    }

    @Override
    public Looks looks(String ownDocument, String parameter) {
        SsmClient client = Account.ssm(http, server.endpoint());
        return new SsmLooks(client, new GivenDocuments(client, account.world, ownDocument, parameter));
    }

    @Override
    public List<String> withStores(List<String> types) {
        return RemoteAccount.withStores(Account.ec2(http, server.endpoint()), types);
    }

    @Override
    public String group(String document, int size) {
        made++;
        account.world.createGroup(GroupSpec.of("compared <" + made + "> & more", 0, Math.max(1, size), size)
                .tag("drainguard", document)
                .hook(Hook.terminating(HOOK, PERIOD))
                .retaining());
        return "compared <" + made + "> & more";
    }

    @Override
    public List<String> members(String group) {
        return account.world.members(group).stream().map(Instance::id).toList();
    }

    @Override
    public void hook(String group, String name, Duration period) {
        account.world.autoScaling().putLifecycleHook(group, Hook.terminating(name, period));
    }

    @Override
    public void tagGroup(String group, Map<String, String> tags) {
        account.world.autoScaling().createOrUpdateTags(group, tags, false);
    }

    @Override
    public void terminateInGroup(String instance) {
        account.world.autoScaling().terminateInstanceInAutoScalingGroup(instance, false);
    }

    @Override
    public String instance() {
        return members(group("drainguard-compared", 1)).getFirst();
    }

    @Override
    public void terminate(String instance) {
        account.world.ec2().terminateInstances(List.of(instance));
    }

    @Override
    public List<String> existing(List<String> volumes) {
        return account.world.instances().stream()
                .flatMap(instance -> instance.volumes().stream())
                .filter(volume -> volumes.contains(volume.id()) && volume.fate() != Volume.Fate.DELETED)
                .map(Volume::id)
                .toList();
    }

    /// Every instance of the simulator has one.
    @Override
    public void assumeAgents() {}

    @Override
    public String document() {
        made++;
        account.world.putDocument(Account.document("drainguard-compared-" + made));
        return "drainguard-compared-" + made;
    }

    @Override
    public String parameter(String value) {
        made++;
        account.world.parameters().put("/drainguard/compared/" + made, value);
        return "/drainguard/compared/" + made;
    }

    @Override
    public void until(BooleanSupplier isSo) {
        Duration passed = Duration.ZERO;
        while (!isSo.getAsBoolean()) {
            if (passed.compareTo(PATIENCE) > 0) {
                throw new AssertionError("not so after " + PATIENCE);
            }
            account.world.advance(STEP);
            passed = passed.plus(STEP);
        }
    }

    @Override
    public void close() {
        http.close();
        server.close();
    }
}
