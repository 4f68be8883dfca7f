package io.drainguard.sim.world;

import java.time.Instant;
import java.util.Map;

/// One API call that reached the world: when, which operation, with what, and how it ended.
///
/// `outcome` is [#OK], the error's code, or [#NO_REPLY].
public record Call(Instant at, Service service, String action, Map<String, String> parameters, String outcome) {
    /// The outcome of a call that was answered without an error.
    public static final String OK = "OK";

    /// The outcome of a call whose caller got no answer.
    public static final String NO_REPLY = "NoReply";

    /// Whether the call was answered without an error.
    public boolean ok() {
        return outcome.equals(OK);
    }

    /// The IAM action that a caller needs for it, such as `autoscaling:CompleteLifecycleAction`; in all three
    /// services it is the operation's name (Service Authorization Reference).
    public String iamAction() {
        return service.prefix() + ":" + action;
    }

    /// The value of a parameter, or the empty text when the call had none of that name.
    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }
}
