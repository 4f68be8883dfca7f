package io.drainguard.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Writes what a release says: the template that needs no build, and the notes, which are the changelog's section.
final class ReleaseTexts {
    private static final String SOURCE = "      CodeUri: src/guard\n";

    private static final String METADATA = "\nMetadata:\n";

    private ReleaseTexts() {}

    /// Writes `drainguard-VERSION.yaml` and `release-notes.md`.
    ///
    /// @param arguments the repository's folder, the version, the folder to write to, and the bucket in which the
    ///     function will be, absent or empty if it stays beside the template
    public static void main(String[] arguments) throws IOException {
        Path repository = Path.of(arguments[0]);
        String version = arguments[1];
        Path to = Path.of(arguments[2]);
        String bucket = arguments.length > 3 ? arguments[3] : "";
        String template = Files.readString(repository.resolve("template.yaml"));
        Files.writeString(to.resolve("drainguard-" + version + ".yaml"), ready(template, version, bucket));
        List<String> changelog = Files.readAllLines(repository.resolve("CHANGELOG.md"));
        Files.writeString(to.resolve("release-notes.md"), notes(changelog, version));
    }

    /// Returns the template for deployment without a build.
    ///
    /// @param bucket name of the bucket, empty for a function that lies beside the template
    /// @throws IllegalArgumentException if the template does not have what is replaced exactly once
    static String ready(String template, String version, String bucket) {
        String zip = "drainguard-function-" + version + ".zip";
        String where = bucket.isBlank() ? zip : "s3://" + bucket + "/drainguard/" + version + "/" + zip;
        return once(
                once(template, SOURCE, "      CodeUri: " + where + "\n"), METADATA, METADATA + application(version));
    }

    /// What the AWS Serverless Application Repository reads of a template
    /// (docs.aws.amazon.com/serverlessrepo/latest/devguide/serverlessrepo-publishing-applications.html).
    private static String application(String version) {
        return """
                  AWS::ServerlessRepo::Application:
                    Name: drainguard
                    Description: Holds Auto Scaling nodes on scale-in until their on-disk queues are empty.
                    Author: maintainers of Drainguard
                    SpdxLicenseId: MIT-0
                    LicenseUrl: LICENSE
                    ReadmeUrl: README.md
                    Labels: [auto-scaling, scale-in, lifecycle-hook, cribl, queues]
                    SemanticVersion: %s
                """.formatted(version);
    }

    private static String once(String text, String old, String now) {
        int at = text.indexOf(old);
        if (at < 0 || text.indexOf(old, at + 1) >= 0) {
            throw new IllegalArgumentException(
                    "template.yaml: '" + old.strip() + "' must stand there exactly once; next: see ReleaseTexts");
        }
        return text.substring(0, at) + now + text.substring(at + old.length());
    }

    /// Returns the section of this version, or of what is unreleased where the version has none yet.
    ///
    /// @throws IllegalArgumentException if there is neither
    static String notes(List<String> changelog, String version) {
        int start = heading(changelog, "## " + version);
        if (start < 0) {
            start = heading(changelog, "## Unreleased");
        }
        if (start < 0) {
            throw new IllegalArgumentException(
                    "CHANGELOG.md has no section " + version + " and none Unreleased; next: write one");
        }
        List<String> rest = changelog.subList(start + 1, changelog.size());
        int length = heading(rest, "## ");
        return String.join("\n", length < 0 ? rest : rest.subList(0, length)).strip() + "\n";
    }

    private static int heading(List<String> lines, String begin) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(begin)
                    && (begin.endsWith(" ") || line.length() == begin.length() || line.charAt(begin.length()) == ' ')) {
                return i;
            }
        }
        return -1;
    }
}
