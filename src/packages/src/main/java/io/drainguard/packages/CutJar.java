package io.drainguard.packages;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/// Puts the command line's jar together anew: of the service clients what is reached, and all else as it was. Classes
/// without stack maps get some.
final class CutJar {
    /// The SDK's list of what to warm up before a snapshot names clients that nothing else reaches.
    private static final String WARM_UP = "META-INF/services/software.amazon.awssdk.core.warmup.SdkWarmUpProvider";

    private CutJar() {}

    /// Writes the jar.
    ///
    /// @param arguments the whole jar, the jar with the clients that are reached, and the jar to write
    public static void main(String[] arguments) throws IOException {
        try (JarFile whole = new JarFile(Path.of(arguments[0]).toFile());
                JarFile clients = new JarFile(Path.of(arguments[1]).toFile())) {
            Map<String, byte[]> entries = new TreeMap<>();
            take(whole, entry -> !entry.startsWith(CutInput.CLIENTS) && !entry.equals(WARM_UP), entries);
            take(clients, entry -> entry.startsWith(CutInput.CLIENTS), entries);
            write(entries, Path.of(arguments[2]));
        }
    }

    private static void take(JarFile from, Predicate<String> wanted, Map<String, byte[]> to) throws IOException {
        for (JarEntry entry : from.stream()
                .filter(one -> !one.isDirectory() && wanted.test(one.getName()))
                .toList()) {
            byte[] bytes = from.getInputStream(entry).readAllBytes();
            to.put(entry.getName(), entry.getName().endsWith(".class") ? StackMaps.of(bytes) : bytes);
        }
    }

    /// The manifest stands first, as readers of a jar stream expect.
    private static void write(Map<String, byte[]> entries, Path to) throws IOException {
        Files.createDirectories(to.toAbsolutePath().getParent());
        try (StoredZip out = new StoredZip(to)) {
            byte[] manifest = entries.remove(JarFile.MANIFEST_NAME);
            if (manifest == null) {
                throw new IOException("the command line's jar has no " + JarFile.MANIFEST_NAME);
            }
            out.add(JarFile.MANIFEST_NAME, manifest);
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.add(entry.getKey(), entry.getValue());
            }
        }
    }
}
