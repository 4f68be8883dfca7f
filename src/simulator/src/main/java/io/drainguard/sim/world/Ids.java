package io.drainguard.sim.world;

import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.UUID;

/// Draws every id of the world from its seed, so that the same seed gives the same ids.
final class Ids {
    private static final HexFormat HEX = HexFormat.of();
    private final SplittableRandom random;

    Ids(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /// A version 4 UUID of 36 characters: tokens, activities, commands, events and requests are named like this.
    String uuid() {
        long high = (random.nextLong() & ~0xF000L) | 0x4000L;
        long low = (random.nextLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L;
        return new UUID(high, low).toString();
    }

    /// An EC2 resource id such as `i-0123456789abcdef0`: the prefix and 17 hexadecimal digits, the first of them
    /// 0.
    String resource(String prefix) {
        return prefix + "-0" + HEX.toHexDigits(random.nextLong());
    }
}
