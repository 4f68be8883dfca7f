package io.drainguard.entry;

import io.drainguard.aws.AutoScalingGroups;
import io.drainguard.aws.BoundedCalls;
import io.drainguard.aws.Ec2Volumes;
import io.drainguard.aws.EventNotices;
import io.drainguard.aws.GivenDocuments;
import io.drainguard.aws.SsmLooks;
import io.drainguard.journal.JsonJournal;
import io.drainguard.journal.NoticeJson;
import io.drainguard.settings.Settings;
import io.drainguard.sweep.Guard;
import io.drainguard.sweep.Notices;
import io.drainguard.sweep.Ports;
import io.drainguard.sweep.Time;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import software.amazon.awssdk.services.autoscaling.AutoScalingClient;
import software.amazon.awssdk.services.ec2.Ec2Client;
import software.amazon.awssdk.services.eventbridge.EventBridgeClient;
import software.amazon.awssdk.services.ssm.SsmClient;

/// Builds a guard from its environment: settings, clients, ports. It makes no call, resolves no credentials and
/// opens no connection, so that Lambda can keep it in a snapshot.
///
/// @param hook name of the hook under which the guard holds nodes
record Wiring(Guard guard, JsonJournal journal, Time time, String hook) {
    /// The variable with the name of a guard that is not a function.
    static final String NAME = "DRAINGUARD_NAME";

    /// Builds a guard with new clients.
    ///
    /// @throws Settings.Invalid if a setting cannot be used; it names every such setting
    static Wiring of(Map<String, String> environment, Time time, Consumer<String> lines) {
        return of(environment, time, lines, new Clients());
    }

    /// Builds a guard that uses these clients.
    ///
    /// @throws Settings.Invalid if a setting cannot be used; it names every such setting
    static Wiring of(Map<String, String> environment, Time time, Consumer<String> lines, Clients clients) {
        Settings settings = Settings.of(environment);
        String name = guard(environment);
        JsonJournal journal =
                new JsonJournal(new JsonJournal.Writer(name, Version.NUMBER), settings.groupMetrics(), time, lines);
        AutoScalingClient scaling = clients.of(AutoScalingClient.builder());
        SsmClient ssm = clients.of(SsmClient.builder());
        Ec2Client ec2 = clients.of(Ec2Client.builder());
        Ports ports = new Ports(
                new AutoScalingGroups(scaling, time),
                new SsmLooks(
                        ssm, new GivenDocuments(ssm, time, settings.drainDocument(), settings.documentsParameter())),
                new Ec2Volumes(ec2),
                new BoundedCalls(),
                journal,
                time,
                settings.notices()
                        ? new EventNotices(
                                clients.brief(EventBridgeClient.builder()), notice -> NoticeJson.detail(name, notice))
                        : Notices.OFF,
                clients.usage());
        return new Wiring(new Guard(ports, settings), journal, time, settings.hookName());
    }

    /// Returns the guard's name in its metrics: the function's name, or the value of [#NAME].
    private static String guard(Map<String, String> environment) {
        return Stream.of("AWS_LAMBDA_FUNCTION_NAME", NAME)
                .map(variable -> environment.getOrDefault(variable, "").strip())
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("drainguard");
    }
}
