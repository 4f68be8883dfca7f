package io.drainguard.template;

import io.drainguard.proofs.deploy.Template;

/// Parameter values with which the template can be deployed.
final class Deployments {
    /// A token that occurs nowhere else.
    static final String TOKEN = "s3cr3t-t0k3n#%\"";

    private Deployments() {}

    static Template complete(Template template) {
        return template.with("CriblLeaderHost", "leader.example.com")
                .with("CriblLeaderToken", TOKEN)
                .with("CriblVersion", "4.1.3-15457782")
                .with("CriblDownloadSha256", "0".repeat(64))
                .with("SubnetIDs", "subnet-0123456789abcdef0,subnet-0123456789abcdef1")
                .with("InstanceSecurityGroup", "sg-0123456789abcdef0")
                .with("GuardVpcId", "vpc-0123456789abcdef0");
    }

    /// The same with the guard on the instance only.
    static Template onEc2(Template template) {
        return complete(template).with("RunOn", "Ec2");
    }
}
