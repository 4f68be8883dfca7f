package io.drainguard.sim.world;

/// The caller gets no answer at all; whether the call had its effect is for the caller to find out.
///
/// One call of the recordings ended like this (recorded: autoscaling/lifecycle_native.json).
public final class NoReply extends RuntimeException {
    private final boolean afterEffect;

    /// A reply lost after the call had its effect, or a request lost before it had any.
    public NoReply(boolean afterEffect) {
        super(afterEffect ? "reply lost after the effect" : "request lost before the effect", null, false, false);
        this.afterEffect = afterEffect;
    }

    /// Whether the call had its effect.
    public boolean afterEffect() {
        return afterEffect;
    }
}
