package io.drainguard.template;

import io.drainguard.entry.GuardService;
import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The first boot of a guard on EC2 in a directory of its own: the template's user data with every command of the
/// system replaced, and the package that the function has.
///
/// `/etc`, `/opt`, `/var` and the swap file are moved below the directory.
final class WatchUserData {
    static final String ADDRESS = "https://awslambda.example.com/snapshots/Guard?X-Amz-Signature=5ec7e7";

    /// SHA-256 of [#PACKAGE] in base64, as `CodeSha256` has it.
    static final String CODE_SHA256 = "qzJvFt7FM7plE5lJJGWBwBa51Md9DeAEbmX0jldTcqM=";

    static final String PACKAGE = "the package";

    /// Where the package has the class that the service runs.
    static final String SERVICE = GuardService.class.getName().replace('.', '/') + ".class";

    private static final List<String> HARMLESS = List.of(
            "base64", "bash", "cat", "chmod", "cp", "install", "mkdir", "mktemp", "od", "rm", "sha256sum", "tr");
    private static final List<String> SHIMS =
            List.of("dd", "dnf", "logger", "mkswap", "shutdown", "sleep", "swapon", "systemctl");

    private final Path home;
    private final PathShims shims;
    private Template template;

    WatchUserData(Path home) throws IOException {
        this.home = home;
        shims = new PathShims(home, HARMLESS, SHIMS);
        template = Deployments.onEc2(Template.load(Path.of("template.yaml")));
        answer(CODE_SHA256);
        shims.shim("curl", "while [ \"$1\" != --output ]; do shift; done; printf '" + PACKAGE + "' > \"$2\"");
        Path service = home.resolve("unpacked").resolve(SERVICE);
        Files.createDirectories(service.getParent());
        Files.writeString(service, "");
        shims.shim("unzip", "cp -r " + home + "/unpacked/io " + home + "/opt/drainguard/");
        shims.copy("dd", home.resolve("opt/aws/bin/cfn-signal"));
        shims.copy("dd", home.resolve("opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl"));
        for (String directory :
                List.of("opt/aws/amazon-cloudwatch-agent/etc", "etc/logrotate.d", "etc/systemd/system")) {
            Files.createDirectories(home.resolve(directory));
        }
    }

    /// Lets Lambda say that the package has this checksum.
    WatchUserData answer(String sum) throws IOException {
        Files.writeString(home.resolve("answer"), sum + "\t" + ADDRESS + "\n");
        return shim("aws", "cat " + home.resolve("answer"));
    }

    WatchUserData with(String parameter, String value) {
        template = template.with(parameter, value);
        return this;
    }

    WatchUserData shim(String name, String body) throws IOException {
        shims.shim(name, body);
        return this;
    }

    /// The script as CloudFormation would hand it to the instance.
    String text() {
        return template.properties("WatchTemplate")
                .at("/LaunchTemplateData/UserData")
                .asText();
    }

    /// Boots the instance and returns what the script left on its console.
    Tools.Answer boot() throws IOException {
        return shims.run(text().replace("=/opt/", "=" + home + "/opt/")
                .replace("=/var/", "=" + home + "/var/")
                .replace("=/etc/", "=" + home + "/etc/")
                .replace("=/swapfile", "=" + home + "/swapfile")
                .replace(">/etc/", ">" + home + "/etc/")
                .replace("/opt/aws/", home + "/opt/aws/"));
    }

    /// Every command that was run, with its arguments, in order.
    List<String> calls() throws IOException {
        return shims.calls();
    }
}
