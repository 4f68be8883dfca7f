package io.drainguard.sim.world;

import java.util.HashMap;
import java.util.Map;

/// Systems Manager's Parameter Store, as far as a reader of one parameter sees it (API Reference, GetParameter).
public final class Parameters {
    private final World world;
    private final Gate gate;
    private final Map<String, Parameter> stored = new HashMap<>();

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
