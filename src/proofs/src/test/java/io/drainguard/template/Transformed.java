package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.drainguard.proofs.deploy.Template;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A template as CloudFormation gets to see it: through AWS's own translator of the Serverless transform.
final class Transformed {
    private static final String TRANSFORM = """
            import json, sys, boto3
            from samtranslator.parser.parser import Parser
            from samtranslator.translator.translator import Translator
            from samtranslator.yaml_helper import yaml_parse
            template = yaml_parse(open(sys.argv[1]).read())
            if 'Guard' in template['Resources']:
                template['Resources']['Guard']['Properties']['CodeUri'] = 's3://bucket/key'
            session = boto3.Session(region_name='eu-central-1')
            print(json.dumps(Translator({}, Parser(), boto_session=session).translate(template, {})))
            """;

    private Transformed() {}

    /// Writes the product's own template, transformed, as JSON; skips the calling test where the translator is not
    /// installed.
    static Path into(Path directory) throws IOException {
        return into(directory, Template.GUARD);
    }

    /// Writes a template, transformed, as JSON.
    static Path into(Path directory, Path file) throws IOException {
        Tools.assumeInstalled("python3");
        boolean there = Tools.run(List.of("python3", "-c", "import samtranslator, boto3"))
                        .exitCode()
                == 0;
        assumeTrue(there, "SKIPPED: python3 has no samtranslator and boto3 on this machine");
        Tools.Answer answer = Tools.run(List.of("python3", "-c", TRANSFORM, file.toString()));
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        return Files.writeString(directory.resolve("transformed.json"), answer.stdout());
    }

    /// The transformed template, ready to be worked out for parameter values.
    static Template load(Path directory) throws IOException {
        return Template.load(into(directory));
    }
}
