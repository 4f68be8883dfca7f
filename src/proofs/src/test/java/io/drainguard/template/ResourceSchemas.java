package io.drainguard.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What AWS's own resource schemas say of the types of a template, as cfn-lint carries them.
final class ResourceSchemas {
    private static final String DUMP = """
            import json, sys
            from cfnlint.schema import PROVIDER_SCHEMA_MANAGER as schemas
            found = {}
            for name in sys.argv[1:]:
                schema = schemas.get_resource_schema('eu-central-1', name).schema
                found[name] = {key: schema.get(key, []) for key in ('createOnlyProperties', 'properties')}
            print(json.dumps(found))
            """;

    private final JsonNode schemas;

    private ResourceSchemas(JsonNode schemas) {
        this.schemas = schemas;
    }

    /// The schemas of these types; skips the calling test where they are not installed.
    static ResourceSchemas of(Collection<String> types) throws IOException {
        Tools.assumeInstalled("python3");
        boolean there =
                Tools.run(List.of("python3", "-c", "import cfnlint.schema")).exitCode() == 0;
        assumeTrue(there, "SKIPPED: python3 has no cfnlint on this machine");
        List<String> command = new ArrayList<>(List.of("python3", "-c", DUMP));
        command.addAll(new TreeSet<>(types));
        Tools.Answer answer = Tools.run(command);
        assertThat(answer.exitCode()).as(answer.stderr()).isZero();
        return new ResourceSchemas(new ObjectMapper().readTree(answer.stdout()));
    }

    /// The properties of a type that no update can change: with another value CloudFormation replaces the resource.
    Set<String> createOnly(String type) {
        Set<String> names = new TreeSet<>();
        schemas.path(type)
                .path("createOnlyProperties")
                .forEach(pointer -> names.add(pointer.asText().replaceFirst("/properties/", "")));
        return names;
    }

    /// The longest text that a property may be, 0 where the schema does not say.
    int longest(String type, String property) {
        return property(type, property).path("maxLength").asInt();
    }

    /// The pattern of a property; any text where the schema does not say.
    String pattern(String type, String property) {
        return property(type, property).path("pattern").asText("(?s).*");
    }

    private JsonNode property(String type, String property) {
        return schemas.path(type).path("properties").path(property);
    }
}
