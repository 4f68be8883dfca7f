package io.drainguard.proofs.trial;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.drainguard.sim.world.World;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// Writes a line for each of a thousand seeds: its number, how many calls and decisions it had, and a digest of them
/// with their times. A change that must not change behaviour leaves the file as it was:
/// `TraceDigests FILE`, or `TraceDigests FILE SEED` for one seed's calls and decisions in full.
final class TraceDigests {
    private static final long SEEDS = 1000;

    private TraceDigests() {}

    /// Entry point; see the class.
    public static void main(String[] arguments) throws Exception {
        Path file = Path.of(arguments[0]);
        if (arguments.length > 1) {
            Files.write(file, lines(Long.parseLong(arguments[1])));
            return;
        }
        Files.write(
                file,
                LongStream.rangeClosed(1, SEEDS)
                        .parallel()
                        .mapToObj(TraceDigests::digest)
                        .toList());
    }

    private static List<String> lines(long seed) {
        World[] played = new World[1];
        Trace trace = Trace.kept();
        Trial trial = new Trial(world -> {
            played[0] = world;
            return AwsPorts.of(world);
        });
        trial.play(seed, trace);
        List<String> lines = new ArrayList<>();
        played[0]
                .calls()
                .all()
                .forEach(call -> lines.add(call.at() + " " + call.service() + " " + call.action() + " "
                        + new TreeMap<>(call.parameters()) + " " + call.outcome()));
        trace.lines().stream()
                .filter(line -> line.contains(" -> "))
                .map(line -> line.replaceAll(", cause=[A-Z]+]", "]"))
                .forEach(lines::add);
        return lines;
    }

    private static String digest(long seed) {
        try {
            List<String> lines = lines(seed);
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest(String.join("\n", lines).getBytes(UTF_8));
            return seed + " " + lines.size() + " " + HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("every JDK has SHA-256", missing);
        }
    }
}
