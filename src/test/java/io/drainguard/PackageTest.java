package io.drainguard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/// What the function ships, as `target/classes` and `target/function/lib` lay it out for `sam build`.
class PackageTest {
    private static final Path CLASSES = Path.of("target", "classes");
    /// The command line's classes leave the function's once they are tested.
    private static final Path CLI = CLASSES.resolve("io/drainguard/cli");

    private static final Path LIB = Path.of("target", "function", "lib");
    private static final Path SERVICES = LIB.resolve("services.jar");
    private static final String SERVICE = "software/amazon/awssdk/services/";

    /// Bytes of the zipped package at most.
    private static final int GOAL = 15_000_000;

    @Test
    void package_zipped_staysBelowTheGoal() throws IOException {
        long size = zipped();

        System.out.printf("package: %,d bytes zipped%n", size);
        assertThat(size).isLessThan(GOAL);
    }

    @Test
    void package_shipsEachServiceOnce() throws IOException {
        assertThat(jars()).noneMatch(jar -> jar.matches("(ec2|ssm|autoscaling)-.*"));
    }

    @Test
    void services_haveNoOperationThatNobodyCalls() throws IOException {
        assertThat(names(SERVICES))
                .contains(
                        SERVICE + "ec2/model/DescribeInstancesRequest.class",
                        SERVICE + "ssm/model/InvalidInstanceIdException.class")
                .doesNotContain(
                        SERVICE + "ec2/model/RunInstancesRequest.class",
                        SERVICE + "ec2/Ec2AsyncClient.class",
                        SERVICE + "ssm/model/PutParameterRequest.class",
                        SERVICE + "autoscaling/model/DeleteAutoScalingGroupRequest.class");
    }

    /// Every call that the shipped classes make into the services finds its method, with no class from elsewhere.
    @Test
    void package_callsNothingThatWasCut() throws Exception {
        List<byte[]> shipped = shipped();
        try (URLClassLoader loader = new URLClassLoader(urls(), ClassLoader.getPlatformClassLoader())) {
            Set<String> missing = new TreeSet<>();
            int calls = 0;
            for (byte[] content : shipped) {
                for (PoolEntry entry : ClassFile.of().parse(content).constantPool()) {
                    if (entry instanceof MemberRefEntry member
                            && member.owner().asInternalName().startsWith(SERVICE)
                            && member.type().stringValue().startsWith("(")) {
                        calls++;
                        if (!found(member, loader)) {
                            missing.add(member.owner().asInternalName() + "." + member.name() + member.type());
                        }
                    }
                }
            }
            assertThat(calls).isGreaterThan(1_000);
            assertThat(missing).isEmpty();
        }
    }

    private static boolean found(MemberRefEntry member, ClassLoader loader) {
        try {
            Class<?> owner = Class.forName(member.owner().asInternalName().replace('/', '.'), false, loader);
            String name = member.name().stringValue();
            return name.startsWith("<")
                    || has(
                            owner,
                            name,
                            MethodTypeDesc.ofDescriptor(member.type().stringValue()));
        } catch (ClassNotFoundException | NoClassDefFoundError cut) {
            return false;
        }
    }

    private static boolean has(Class<?> type, String name, MethodTypeDesc wanted) {
        return Arrays.stream(type.getDeclaredMethods())
                        .anyMatch(method ->
                                method.getName().equals(name) && method.getParameterCount() == wanted.parameterCount())
                || Stream.concat(Stream.ofNullable(type.getSuperclass()), Arrays.stream(type.getInterfaces()))
                        .anyMatch(parent -> has(parent, name, wanted))
                || type.isInterface() && has(Object.class, name, wanted);
    }

    private static List<byte[]> shipped() throws IOException {
        List<byte[]> shipped = new ArrayList<>();
        try (Stream<Path> files = Files.walk(CLASSES.resolve("io"))) {
            for (Path file : files.filter(one -> one.toString().endsWith(".class") && !one.startsWith(CLI))
                    .toList()) {
                shipped.add(Files.readAllBytes(file));
            }
        }
        try (JarFile jar = new JarFile(SERVICES.toFile())) {
            for (JarEntry entry :
                    jar.stream().filter(one -> one.getName().endsWith(".class")).toList()) {
                shipped.add(jar.getInputStream(entry).readAllBytes());
            }
        }
        return shipped;
    }

    private static URL[] urls() throws IOException {
        List<URL> urls = new ArrayList<>(List.of(CLASSES.toUri().toURL()));
        for (String jar : jars()) {
            urls.add(LIB.resolve(jar).toUri().toURL());
        }
        return urls.toArray(URL[]::new);
    }

    private static List<String> jars() throws IOException {
        try (Stream<Path> files = Files.list(LIB)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static List<String> names(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(JarEntry::getName).toList();
        }
    }

    private static long zipped() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes);
                Stream<Path> files = Stream.concat(
                        Files.walk(CLASSES)
                                .filter(file -> !file.startsWith(CLASSES.resolve("software")) && !file.startsWith(CLI)),
                        Files.walk(LIB))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                zip.putNextEntry(new ZipEntry(file.toString()));
                new ByteArrayInputStream(Files.readAllBytes(file)).transferTo(zip);
                zip.closeEntry();
            }
        }
        return bytes.size();
    }
}
