package io.drainguard.sim.wire;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.Filter;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The parameters of a Query request. Auto Scaling numbers its lists `Name.member.1`, EC2 `Name.1`.
final class Form {
    private final Map<String, String> values = new LinkedHashMap<>();

    private Form() {}

    static Form parse(String query, String body) {
        Form form = new Form();
        form.add(query);
        form.add(body);
        return form;
    }

    private void add(String encoded) {
        for (String pair : encoded.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                values.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    @Nullable
    String text(String name) {
        return values.get(name);
    }

    String text(String name, String otherwise) {
        return values.getOrDefault(name, otherwise);
    }

    /// A parameter that the service insists on.
    String required(String name) {
        String value = values.get(name);
        if (value == null) {
            throw new AwsError(
                    "ValidationError",
                    400,
                    "1 validation error detected: Value null at '" + name
                            + "' failed to satisfy constraint: Member must not be null");
        }
        return value;
    }

    @Nullable
    Integer number(String name) {
        String value = values.get(name);
        try {
            return value == null ? null : Integer.valueOf(value);
        } catch (NumberFormatException e) {
            throw new AwsError("MalformedInput", 400, name + " is not a number: " + value);
        }
    }

    boolean flag(String name) {
        return Boolean.parseBoolean(values.get(name));
    }

    /// The values `prefix.1`, `prefix.2` and so on.
    List<String> list(String prefix) {
        List<String> found = new ArrayList<>();
        for (int i = 1; ; i++) {
            String value = values.get(prefix + "." + i);
            if (value == null) {
                return found;
            }
            found.add(value);
        }
    }

    /// Filters whose parts are named as the service does: Auto Scaling `Filters.member`, `Values.member`; EC2
    /// `Filter`, `Value`.
    List<Filter> filters(String prefix, String valuesName) {
        List<Filter> found = new ArrayList<>();
        for (int i = 1; ; i++) {
            String name = values.get(prefix + "." + i + ".Name");
            if (name == null) {
                return found;
            }
            found.add(new Filter(name, list(prefix + "." + i + "." + valuesName)));
        }
    }

    /// Pairs such as `Tag.1.Key` and `Tag.1.Value`; a value may be missing.
    Map<String, String> pairs(String prefix) {
        Map<String, String> found = new LinkedHashMap<>();
        for (int i = 1; ; i++) {
            String key = values.get(prefix + "." + i + ".Key");
            if (key == null) {
                return found;
            }
            found.put(key, text(prefix + "." + i + ".Value", ""));
        }
    }
}
