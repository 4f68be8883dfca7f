package io.drainguard.proofs.ports;

import io.drainguard.sim.world.AwsError;
import io.drainguard.sim.world.NoReply;
import io.drainguard.sweep.ActionResult;
import io.drainguard.sweep.Fault;
import java.util.function.Supplier;

/// Turns the world's errors into the sweep's words, by the rules of the real adapters.
final class Replies {
    private Replies() {}

    static <T> T reading(Supplier<T> call) {
        try {
            return call.get();
        } catch (AwsError error) {
            throw new Fault(kind(error), error.code() + ": " + error.text(), error);
        } catch (NoReply lost) {
            throw new Fault(Fault.Kind.BROKEN, "no reply", lost);
        }
    }

    static ActionResult acting(Runnable call) {
        try {
            return reading(() -> {
                call.run();
                return ActionResult.DONE;
            });
        } catch (Fault fault) {
            if (fault.getCause() instanceof AwsError error && gone(error)) {
                return ActionResult.GONE;
            }
            throw fault;
        }
    }

    private static boolean gone(AwsError error) {
        return error.code().equals("ValidationError")
                && (error.text().startsWith("No active Lifecycle Action found")
                        || error.text().contains("No managed instance found"));
    }

    private static Fault.Kind kind(AwsError error) {
        return switch (error.code()) {
            case "Throttling", "ThrottlingException", "RequestLimitExceeded" -> Fault.Kind.THROTTLED;
            case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation" -> Fault.Kind.DENIED;
            default -> Fault.Kind.BROKEN;
        };
    }
}
