package io.drainguard.proofs.lease;

import io.drainguard.proofs.lease.LeaseRule.Ec2Word;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a taker hears from EC2 of the former holder, in the rule's three words.
final class OwnerInEc2 {
    private final Scene scene;
    private final Machine machine;
    private final Ec2 ec2;
    private boolean answered;
    private boolean askedToEnd;
    private boolean fellSilent;
    private @Nullable Duration unknownSince;

    OwnerInEc2(Scene scene, Machine machine, Ec2 ec2) {
        this.scene = scene;
        this.machine = machine;
        this.ec2 = ec2;
    }

    /// Whether all was done to have the former holder ended: EC2 said nothing throughout, or nothing any more, or it
    /// took the request.
    boolean isExcusable(Ec2Word word) {
        return word == Ec2Word.SILENT ? !answered : askedToEnd || fellSilent;
    }

    /// Asks, and has EC2 end the owner.
    Ec2Word ask(String owner) {
        fellSilent = !machine.reachesAws() || !ec2.answers();
        if (fellSilent) {
            boolean isSilence = !answered || scene.design().has(Deviation.FAILED_CALL_IS_SILENCE);
            return isSilence ? Ec2Word.SILENT : Ec2Word.OTHER;
        }
        answered = true;
        Ec2.State state = ec2.describe(owner);
        if (!askedToEnd && !scene.design().has(Deviation.NEVER_ASKS_TO_END) && ec2.answers()) {
            askedToEnd = ec2.terminate(owner);
        }
        unknownSince = state == Ec2.State.UNKNOWN ? unknownSince : null;
        return switch (state) {
            case TERMINATED -> Ec2Word.ENDED;
            case UNKNOWN -> unknown();
            case SHUTTING_DOWN -> scene.design().has(Deviation.SHUTTING_DOWN_IS_ENDED) ? Ec2Word.ENDED : Ec2Word.OTHER;
            case RUNNING -> Ec2Word.OTHER;
        };
    }

    private Ec2Word unknown() {
        if (scene.design().has(Deviation.UNKNOWN_ONCE_IS_ENDED)) {
            return Ec2Word.ENDED;
        }
        Duration first = unknownSince;
        if (first == null) {
            unknownSince = machine.clock();
            return Ec2Word.OTHER;
        }
        return machine.clock().minus(first).compareTo(scene.design().times().unknownFor()) >= 0
                ? Ec2Word.ENDED
                : Ec2Word.OTHER;
    }
}
