package io.drainguard.upgrade;

import io.drainguard.proofs.account.Account;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The stories of an update and of its rollback, with version 0.1.0 as it was read, and as it is where its classes are.
class UpgradeTest {
    @Nested
    class WithTheEarlierGuardAsRead extends UpgradeStories {
        @Override
        EarlierGuard earlier(Account of, Duration maxHold) {
            return new EarlierGuardAsRead(of, maxHold);
        }
    }

    @Nested
    @EnabledIfSystemProperty(
            named = EarlierGuardItself.CLASSES,
            matches = ".+",
            disabledReason = "-Dearlier.guard=FOLDER names the compiled classes of version 0.1.0")
    class WithTheEarlierGuardItself extends UpgradeStories {
        @Override
        EarlierGuard earlier(Account of, Duration maxHold) {
            return new EarlierGuardItself(Path.of(System.getProperty(EarlierGuardItself.CLASSES)), of, maxHold);
        }
    }
}
