package io.drainguard.packages;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/// Gives stack maps to classes of the time before Java had them. Java's start-up cache takes no class without, and
/// picocli is compiled for Java 5: that took 0.14 s of processor time at each start.
final class StackMaps {
    /// Where a class file has its major version (Java Virtual Machine Specification, section 4.1).
    private static final int MAJOR = 7;

    private StackMaps() {}

    /// Returns the class with stack maps; what has them already is returned as it is.
    static byte[] of(byte[] bytes) {
        if (bytes[MAJOR] >= Opcodes.V1_6) {
            return bytes;
        }
        ClassWriter out = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        new ClassReader(bytes).accept(new Newer(out), 0);
        return out.toByteArray();
    }

    private static final class Newer extends ClassVisitor {
        Newer(ClassVisitor next) {
            super(Opcodes.ASM9, next);
        }

        @Override
        public void visit(
                int version,
                int access,
                String name,
                @Nullable String signature,
                @Nullable String superName,
                String @Nullable [] interfaces) {
            super.visit(Opcodes.V1_8, access, name, signature, superName, interfaces);
        }
    }
}
