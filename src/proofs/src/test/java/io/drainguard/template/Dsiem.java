package io.drainguard.template;

import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Path;

/// The two templates of a dsiem cluster, as one cluster with one backend.
final class Dsiem {
    static final Path CLUSTER = Path.of("templates/dsiem.yaml");
    static final Path BACKEND = Path.of("templates/dsiem-backend.yaml");
    static final String SHA256 = "0123456789abcdef".repeat(4);
    static final String RELEASES = "https://github.com/defenxor/dsiem/releases/download/v1.2.1/";

    private Dsiem() {}

    /// NATS and frontends, of a stack `siem`.
    static Template cluster() throws IOException {
        return Network.twoZones(Template.load(CLUSTER).in("siem", "eu-central-1"))
                .with("VpcId", Network.VPC)
                .with("ClientCidr", "10.0.0.0/8")
                .with("DsiemUrl", RELEASES + "dsiem-server_linux_amd64.zip")
                .with("DsiemSha256", SHA256)
                .with(
                        "NatsUrl",
                        "https://github.com/nats-io/nats-server/releases/download/v2.10.22/nats-server-v2.10.22-linux-amd64.tar.gz")
                .with("NatsSha256", SHA256);
    }

    /// A backend of it, of a stack `web`.
    static Template backend() throws IOException {
        return Network.twoZones(Template.load(BACKEND).in("web", "eu-central-1"))
                .importing(cluster().exports())
                .with("ClusterStack", "siem")
                .with("NodeName", "web-01")
                .with("BeatsHost", "logstash.example.com:5001")
                .with("DsiemUrl", RELEASES + "dsiem-server_linux_amd64.zip")
                .with("DsiemSha256", SHA256)
                .with("FilebeatUrl", "https://artifacts.elastic.co/downloads/beats/filebeat/filebeat-8.15.3-linux-x86_64.tar.gz")
                .with("FilebeatSha256", SHA256);
    }
}
