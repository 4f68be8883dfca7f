package io.drainguard.mutation;

import io.drainguard.proofs.Built;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Loads the product and what stands upon it anew, with the given classes in the place of their originals.
///
/// The simulated account knows nothing of the product (SimulatorRoomsTest), so it is shared and stays compiled.
final class MutantLoader extends ClassLoader {
    private static final List<String> SHARED = List.of("io.drainguard.sim.world.", "io.drainguard.sim.faults.");

    /// Read once, for all loaders.
    private static final Map<String, byte[]> ORIGINALS = new ConcurrentHashMap<>();

    private final Map<String, byte[]> mutated;

    MutantLoader(Map<String, byte[]> mutated) {
        super(MutantLoader.class.getClassLoader());
        this.mutated = mutated;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            return own(name) ? define(name) : super.loadClass(name, resolve);
        }
    }

    private static boolean own(String name) {
        return name.startsWith("io.drainguard.") && SHARED.stream().noneMatch(name::startsWith);
    }

    /// Files that unit tests read: the build leaves them beside the tests' classes.
    @Override
    protected @Nullable URL findResource(String name) {
        Path file = Built.UNIT_TESTS.resolve(name);
        try {
            return Files.exists(file) ? file.toUri().toURL() : null;
        } catch (MalformedURLException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        byte[] bytes = mutated.get(name);
        if (bytes == null) {
            bytes = ORIGINALS.get(name);
        }
        if (bytes == null) {
            bytes = original(name);
            ORIGINALS.put(name, bytes);
        }
        return defineClass(name, bytes, 0, bytes.length);
    }

    private byte[] original(String name) throws ClassNotFoundException {
        String file = name.replace('.', '/') + ".class";
        try (InputStream stream = getParent().getResourceAsStream(file)) {
            if (stream != null) {
                return stream.readAllBytes();
            }
            Path unitTest = Built.UNIT_TESTS.resolve(file);
            if (!Files.exists(unitTest)) {
                throw new ClassNotFoundException(name);
            }
            return Files.readAllBytes(unitTest);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
