package io.drainguard.sim.world;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/// The one line that a drain script prints, in version 1 or 2.
///
/// Version 2 names the file system of each path. Where the list is so long that a line with it could pass what the
/// agent hands on, a checksum of the list stands in its place, whatever else the line says.
final class LookText {
    /// The longest list of sources, in bytes; all else takes up to 405, and the agent hands on 2,500 of both streams
    /// together (amazon-ssm-agent, iohandler.go).
    private static final int ROOM = 2_000;

    /// Quotes, a comma and a dash for each source.
    private static final int AROUND = 4;

    private static final int DIGITS = 16;
    private static final String NOT_THERE = "-";

    private LookText() {}

    /// The line, with its end of line.
    static String of(int version, String word, String what, List<String> sources, Disk.Content content, String reason) {
        if (version == 1) {
            return line(1, word, "", sources.size(), content, "", reason);
        }
        int room = sources.stream()
                .mapToInt(source -> withoutDash(source).length() + AROUND)
                .sum();
        List<String> told = room <= ROOM ? sources : List.of(sum(sources));
        return line(2, word, ",\"what\":\"" + what + "\"", sources.size(), content, list(told), reason);
    }

    private static String line(
            int version, String word, String what, int paths, Disk.Content content, String sources, String reason) {
        return "{\"drainguard\":" + version + ",\"look\":\"" + word + "\"" + what + ",\"paths\":" + paths
                + ",\"files\":" + content.files() + ",\"bytes\":" + content.bytes() + ",\"oldest\":"
                + content.oldest().getEpochSecond() + sources + ",\"reason\":\"" + plain(reason)
                + "\",\"end\":\"drainguard\"}\n";
    }

    private static String list(List<String> sources) {
        return sources.stream()
                .map(source -> "\"" + plain(source) + "\"")
                .collect(Collectors.joining(",", ",\"sources\":[", "]"));
    }

    private static String sum(List<String> sources) {
        String all = sources.stream().map(LookText::withoutDash).collect(Collectors.joining(","));
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return "sum:" + HexFormat.of().formatHex(digest).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static String withoutDash(String source) {
        return source.startsWith(NOT_THERE) ? source.substring(1) : source;
    }

    /// What JSON would escape is replaced.
    private static String plain(String text) {
        return text.replaceAll("[\\x00-\\x1f\"\\\\]", "_");
    }
}
