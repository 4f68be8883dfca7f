package io.drainguard.entry;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.Ec2Volumes;
import io.drainguard.aws.SsmLooks;
import io.drainguard.journal.JsonJournal;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Journal;
import io.drainguard.sweep.Sweep;
import io.drainguard.sweep.Time;
import io.drainguard.sweep.Volumes;
import java.util.Map;
import java.util.function.Consumer;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.ssm.SsmClient;

/// Builds a guard from its environment: settings, clients, ports, sweep. Makes no call.
record Wiring(Sweep sweep, Journal journal, Time time) {
    /// @throws Settings.Invalid naming every setting that cannot be used
    static Wiring of(Map<String, String> environment, Time time, Consumer<String> lines) {
        Settings settings = Settings.of(environment);
        Clients clients = new Clients();
        String guard = environment.getOrDefault("AWS_LAMBDA_FUNCTION_NAME", "drainguard");
        Journal journal = new JsonJournal(guard, time, lines);
        AutoScalingClient scaling = clients.of(AutoScalingClient.builder());
        SsmClient ssm = clients.of(SsmClient.builder());
        Ec2Client ec2 = clients.of(Ec2Client.builder());
        Volumes volumes = new Ec2Volumes(ec2);
        Sweep sweep =
                new Sweep(new AutoScalingGroups(scaling, time), new SsmLooks(ssm), volumes, journal, time, settings);
        return new Wiring(sweep, journal, time);
    }
}
