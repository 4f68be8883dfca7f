package io.drainguard.sim.world;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Systems Manager's Parameter Store, as far as a reader and a writer of one parameter see it (API Reference,
/// GetParameter and PutParameter).
public final class Parameters {
    private final World world;
    private final Gate gate;
    private final Map<String, Parameter> stored = new HashMap<>();
    private final Map<String, String> patterns = new HashMap<>();

    Parameters(World world, Gate gate) {
        this.world = world;
        this.gate = gate;
    }

    /// A parameter; `type` is `String` or `StringList`, whose value is a list with commas.
    public record Parameter(String name, String type, String value, long version) {}

    /// Sets a parameter of the type `String`, no API call.
    public void put(String name, String value) {
        put(name, "String", value);
    }

    /// Sets a parameter; no API call.
    public void put(String name, String type, String value) {
        Parameter old = stored.get(name);
        stored.put(name, new Parameter(name, type, value, old == null ? 1 : old.version() + 1));
    }

    /// Values that do not fit this pattern as a whole are refused from now on; no API call.
    public void allow(String name, String pattern) {
        patterns.put(name, pattern);
    }

    /// Overwrites a parameter, and returns its new version; refused is an unknown one without a type, an existing one
    /// that is not to be overwritten, and a value that its pattern does not allow (API Reference, PutParameter;
    /// that a pattern outlasts an overwriting call that names none is an *assumption*).
    public long putParameter(String name, @Nullable String type, String value, boolean overwrite) {
        return gate.call(Service.SSM, "PutParameter", Map.of("Name", name, "Value", value), () -> {
            Parameter old = stored.get(name);
            if (old != null && !overwrite) {
                throw new AwsError(
                        "ParameterAlreadyExists",
                        400,
                        "The parameter already exists. To overwrite this value, set the overwrite option in the request"
                                + " to true.");
            }
            if (old == null && type == null) {
                throw new AwsError(
                        "ValidationException", 400, "A parameter type is required when you create a parameter.");
            }
            if (!value.matches(patterns.getOrDefault(name, "(?s).*"))) {
                throw new AwsError(
                        "ParameterPatternMismatchException", 400, "Parameter value doesn't match the pattern");
            }
            put(name, type == null && old != null ? old.type() : String.valueOf(type), value);
            return old == null ? 1L : old.version() + 1;
        });
    }

    /// Takes a parameter away; no API call.
    public void remove(String name) {
        stored.remove(name);
    }

    /// The parameter of that name; an unknown one is refused, without a message (recorded form of other errors of this
    /// service: ssm/managed_execution_current.json; for this one an *assumption*).
    public Parameter getParameter(String name) {
        return gate.call(Service.SSM, "GetParameter", Map.of("Name", name), () -> {
            Parameter found = stored.get(name);
            if (found == null) {
                throw new AwsError("ParameterNotFound", 400, "");
            }
            return found;
        });
    }

    /// The ARN of a parameter.
    public String arn(String name) {
        Site site = world.site();
        return "arn:aws:ssm:" + site.region() + ":" + site.account() + ":parameter"
                + (name.startsWith("/") ? name : "/" + name);
    }
}
