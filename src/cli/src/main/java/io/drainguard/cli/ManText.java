package io.drainguard.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the manual pages say besides what the commands say of themselves.
final class ManText {
    static final Map<String, String> ENVIRONMENT = ordered(
            "AWS_PROFILE, AWS_DEFAULT_PROFILE",
            "The profile, where --profile names none.",
            "AWS_REGION, AWS_DEFAULT_REGION",
            "The Region, where --region names none; the first counts.",
            "AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN",
            "Credentials, where --profile names no profile.",
            "AWS_ENDPOINT_URL",
            "Sends every call there, where --endpoint-url names no address.",
            "AWS_CA_BUNDLE, REQUESTS_CA_BUNDLE",
            "A PEM file with the certificates to trust instead of Java's own. Between the two stands the profile's"
                    + " ca_bundle.",
            "HTTPS_PROXY, HTTP_PROXY, NO_PROXY",
            "The proxy for https and for http addresses, as http://user:password@host:port, and the hosts and domains"
                    + " to reach without it. The lower case counts first.",
            "MAX_HOLD_SECONDS, LIFECYCLE_HOOK_NAME, PROTECT_VOLUMES, DRAIN_DOCUMENT, DOCUMENTS_PARAMETER, END_RETAINED",
            "The guard's settings. watch and sweep take them from here; the other commands take them where no guard's own"
                    + " can be read.",
            "NO_COLOR",
            "Where it is set, nothing is coloured.",
            "DRAINGUARD_JAVA, JAVA_HOME",
            "Where bin/drainguard looks for Java 25, before and after the runtime that was installed with it.",
            "XDG_CACHE_HOME",
            "Where the names for completion and the start-up cache are kept; otherwise ~/.cache.");

    static final Map<String, String> FILES = ordered(
            "~/.aws/config, ~/.aws/credentials",
            "Profiles; AWS_CONFIG_FILE and AWS_SHARED_CREDENTIALS_FILE name others.",
            "~/.aws/sso/cache, ~/.aws/login/cache",
            "Tokens that 'aws sso login' and 'aws login' leave.",
            "~/.cache/drainguard/names-PROFILE-REGION",
            "Groups and nodes as the last command read them, for completion.",
            "/var/cache/drainguard/*.aot, ~/.cache/drainguard/*.aot",
            "What makes bin/drainguard start faster; made at installation, or once for each jar and Java, safe to delete.");

    private ManText() {}

    /// Returns a command's examples with what they do; nothing if there are none.
    static Optional<Map<String, String>> examples(String command) {
        Map<String, String> examples = new LinkedHashMap<>();
        String section = "";
        String example = "";
        for (String line : lines()) {
            if (line.startsWith("[")) {
                section = line.substring(1, line.length() - 1);
            } else if (!line.startsWith(" ")) {
                example = line;
            } else if (section.equals(command)) {
                examples.put(example, line.strip());
            }
        }
        return examples.isEmpty() ? Optional.empty() : Optional.of(examples);
    }

    private static List<String> lines() {
        try (InputStream in = ManText.class.getResourceAsStream("examples.txt")) {
            if (in == null) {
                throw new IllegalStateException("examples.txt is not in the jar");
            }
            return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Map<String, String> ordered(String... pairs) {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put(pairs[i], pairs[i + 1]);
        }
        return map;
    }
}
