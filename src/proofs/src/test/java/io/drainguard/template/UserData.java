package io.drainguard.template;

import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A node's first boot in a directory of its own: the template's user data with every command of the system replaced.
///
/// `/opt` and `/var` are moved below the directory, so that even a wrong script could not touch the machine.
final class UserData {
    private static final List<String> HARMLESS =
            List.of("bash", "cat", "cp", "dirname", "head", "mkdir", "mktemp", "printf", "rm", "sha256sum", "sort");
    private static final List<String> SHIMS = List.of(
            "yum", "dnf", "systemctl", "logger", "shutdown", "useradd", "chown", "sleep", "id", "timeout", "curl");

    private final Path home;
    private final PathShims shims;
    private Template template;

    UserData(Path home) throws IOException {
        this.home = home;
        this.shims = new PathShims(home, HARMLESS, SHIMS);
        template = Deployments.complete(Template.load(Path.of("template.yaml")))
                .with("Queues", home + "/opt/cribl/state/queues");
        shim("rpm", "case $* in *queryformat*) printf 3.3.4000.0;; esac");
        shim("uname", "echo x86_64");
        shim("aws", "case $1 in secretsmanager) cat " + home.resolve("token") + ";; esac");
        shim(
                "tar",
                "mkdir -p " + home + "/opt/cribl/bin; cp " + shims.of("useradd") + " " + home + "/opt/cribl/bin/cribl");
        Files.writeString(home.resolve("token"), Deployments.TOKEN + "\n");
        shims.copy("useradd", home.resolve("opt/aws/bin/cfn-signal"));
        Files.createDirectories(home.resolve("var/lib/cloud/data"));
        Files.writeString(home.resolve("var/lib/cloud/data/instance-id"), "i-0123456789abcdef0");
    }

    UserData with(String parameter, String value) {
        template = template.with(parameter, value);
        return this;
    }

    UserData shim(String name, String body) throws IOException {
        shims.shim(name, body);
        return this;
    }

    /// The script as CloudFormation would hand it to a node.
    String text() {
        return template.only("AWS::EC2::LaunchTemplate")
                .at("/LaunchTemplateData/UserData")
                .asText();
    }

    /// Boots the node and returns what the script left on its console.
    Tools.Answer boot() throws IOException {
        String confined = text().replace("home=/opt/", "home=" + home + "/opt/")
                .replace("-C /opt", "-C " + home + "/opt")
                .replace("/opt/aws/", home + "/opt/aws/")
                .replace("/var/lib/", home + "/var/lib/");
        return shims.run(confined);
    }

    /// Every command that was run, with its arguments, in order.
    List<String> calls() throws IOException {
        return shims.calls();
    }
}
