package io.drainguard.packages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/// Writes what ProGuard reads: the SDK's service clients without stack maps and lists of inner classes, and the JDK's
/// classes as files.
///
/// ProGuard counts a class as used that only such a map or list mentions: 5,158 of EC2's 13,647 classes stay with them,
/// and 1,501 without. It makes the maps of what stays anew. And it cannot read a JDK without `jmods`, as Temurin's is
/// since version 24 (JEP 493).
final class CutInput {
    /// Where the clients are in the jar.
    static final String CLIENTS = "software/amazon/awssdk/services/";

    /// What the command line and its libraries mention of the JDK.
    private static final List<String> MODULES = List.of(
            "java.base",
            "java.desktop",
            "java.instrument",
            "java.logging",
            "java.management",
            "java.naming",
            "java.net.http",
            "java.sql",
            "java.xml",
            "jdk.httpserver",
            "jdk.unsupported");

    private CutInput() {}

    /// Writes `clients.jar` and `jdk.jar`.
    ///
    /// @param arguments the whole jar, and the folder
    public static void main(String[] arguments) throws IOException {
        Path work = Files.createDirectories(Path.of(arguments[1]));
        clients(Path.of(arguments[0]), work.resolve("clients.jar"));
        jdk(work.resolve("jdk.jar"));
    }

    private static void clients(Path whole, Path to) throws IOException {
        try (JarFile jar = new JarFile(whole.toFile());
                StoredZip out = new StoredZip(to)) {
            for (var entry : jar.stream()
                    .filter(one -> one.getName().startsWith(CLIENTS) && !one.isDirectory())
                    .toList()) {
                byte[] bytes = jar.getInputStream(entry).readAllBytes();
                out.add(entry.getName(), entry.getName().endsWith(".class") ? plain(bytes) : bytes);
            }
        }
    }

    private static byte[] plain(byte[] bytes) {
        ClassWriter out = new ClassWriter(0);
        new ClassReader(bytes).accept(new WithoutNesting(out), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return out.toByteArray();
    }

    private static void jdk(Path to) throws IOException {
        FileSystem image = FileSystems.getFileSystem(URI.create("jrt:/"));
        try (StoredZip out = new StoredZip(to)) {
            for (String module : MODULES) {
                Path root = image.getPath("modules", module);
                try (Stream<Path> files = Files.walk(root)) {
                    files.filter(file -> file.toString().endsWith(".class") && !file.endsWith("module-info.class"))
                            .forEach(file -> add(out, root, file));
                }
            }
        }
    }

    private static void add(StoredZip out, Path root, Path file) {
        try {
            out.add(root.relativize(file).toString(), Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class WithoutNesting extends ClassVisitor {
        WithoutNesting(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visitInnerClass(String name, @Nullable String outer, @Nullable String inner, int access) {
            // Left out.
        }

        @Override
        public void visitOuterClass(String owner, @Nullable String name, @Nullable String descriptor) {
            // Left out.
        }
    }
}
