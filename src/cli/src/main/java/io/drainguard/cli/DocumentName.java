package io.drainguard.cli;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The name of the drain document that is made for one group. Pure.
final class DocumentName {
    private static final String PREFIX = "drainguard-group-";

    /// The longest name (Systems Manager API Reference, CreateDocument).
    private static final int LONGEST = 128;

    private static final int DIGEST = 8;

    private DocumentName() {}

    /// Returns the name. Systems Manager takes fewer letters than Auto Scaling, and fewer of them; a name that had to
    /// be changed carries a digest, so that two groups do not share a document.
    static String of(String group) {
        String plain = group.replaceAll("[^A-Za-z0-9_.-]", "-");
        if (plain.equals(group) && PREFIX.length() + plain.length() <= LONGEST) {
            return PREFIX + plain;
        }
        int room = LONGEST - PREFIX.length() - DIGEST - 1;
        return PREFIX + plain.substring(0, Math.min(room, plain.length())) + "-" + digest(group);
    }

    private static String digest(String group) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(group.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(sum).substring(0, DIGEST);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException(missing);
        }
    }
}
