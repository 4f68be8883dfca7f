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
    private static final List<String> HARMLESS = List.of(
            "bash", "cat", "cp", "dirname", "head", "mkdir", "mktemp", "printf", "rm", "sha256sum", "sort", "tee");
    private static final List<String> SHIMS =
            List.of("yum", "dnf", "logger", "shutdown", "useradd", "chown", "sleep", "id");

    /// SHA-256 of nothing, which is what the shim of `curl` downloads.
    static final String NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    /// The newest version's address, as Cribl publishes it.
    static final String NEWEST = "https://cdn.cribl.io/dl/4.17.1/cribl-4.17.1-0a1b2c3d-linux-x64.tgz";

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
        shim("systemctl", "case $1 in cat) exit 1;; esac");
        shim("timeout", "shift; case $* in */dev/tcp/*) exit 0;; esac; exec \"$@\"");
        shim("aws", aws("Online", "0"));
        curl(NEWEST, NOTHING, "InService");
        shim(
                "tar",
                "while [ \"$1\" != -C ]; do shift; done; mkdir -p \"$2/cribl/bin\"; cp " + shims.of("useradd")
                        + " \"$2/cribl/bin/cribl\"");
        Files.writeString(home.resolve("token"), Deployments.TOKEN + "\n");
        shims.copy("useradd", home.resolve("opt/aws/bin/cfn-signal"));
        Files.createDirectories(home.resolve("var/lib/cloud/data"));
        Files.writeString(home.resolve("var/lib/cloud/data/instance-id"), "i-0123456789abcdef0");
    }

    /// What AWS answers.
    ///
    /// @param ping what Systems Manager says of the node
    /// @param tags how many tags of its first boot the node still shows
    String aws(String ping, String tags) {
        return "case $* in secretsmanager*) cat " + home.resolve("token") + ";; ssm*) echo " + ping
                + ";; *describe-tags*) echo " + tags + ";; esac";
    }

    /// What Cribl publishes, and where the node's metadata say that it is on its way to.
    UserData curl(String newest, String checksum, String target) throws IOException {
        return shim(
                "curl",
                "for last; do :; done; case $last in"
                        + " */api/token) echo key;;"
                        + " */target-lifecycle-state) echo '" + target + "';;"
                        + " */latest-x64) echo '" + newest + "';;"
                        + " *.sha256) echo '" + checksum + "';;"
                        + " *) while [ \"$1\" != --output ]; do shift; done; : > \"$2\";; esac");
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
                .replace("/dev/console", home + "/console")
                .replace("/opt/aws/", home + "/opt/aws/")
                .replace("/var/lib/", home + "/var/lib/");
        return shims.run(confined);
    }

    /// What the console shows at last.
    String console() throws IOException {
        return Files.readString(home.resolve("console"));
    }

    /// Every command that was run, with its arguments, in order.
    List<String> calls() throws IOException {
        return shims.calls();
    }
}
