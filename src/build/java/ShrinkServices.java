import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ConstantPoolSharingOption;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.MethodModel;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Cuts the SDK's service clients down to the calls that our classes make: the EC2 module alone has 24 MB for five.
///
/// Two rules. A client (`Ec2Client`, `DefaultEc2Client`) loses the operations, paginators and waiters that nothing
/// kept calls by name. A class is kept, whole, when a kept class names it. Nothing else is changed, so what is left is
/// the SDK's own code, and anything not understood here is kept.
///
/// Run by the build, with the SDK on the class path: `java ShrinkServices.java CLASSES DIRECTORY JAR SERVICES...`
final class ShrinkServices {
    private static final Pattern SERVICE_CLASS = Pattern.compile("software/amazon/awssdk/services/[\\w/$]+");

    /// The synchronous clients of a service, their interface and its implementation.
    private static final Pattern CLIENT = Pattern.compile("software/amazon/awssdk/services/\\w+/(?!.*Async)\\w+Client");

    /// What an operation, a paginator or a set of waiters returns.
    private static final Pattern RESULT =
            Pattern.compile(".*\\)Lsoftware/amazon/awssdk/services/\\w+/(model|paginators|waiters)/[\\w$]+;");

    private static final Pattern LAMBDA = Pattern.compile("lambda\\$(\\w+)\\$\\d+");

    private static final String CLI = "io/drainguard/cli";

    private final Map<String, byte[]> services = new HashMap<>();
    private final Map<String, byte[]> others = new TreeMap<>();
    private final Set<String> called = new TreeSet<>();

    /// Entry point; see the class.
    public static void main(String... arguments) throws IOException {
        ShrinkServices shrink = new ShrinkServices();
        List<String> services = List.of(arguments).subList(3, arguments.length);
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (services.stream().anyMatch(service -> entry.matches(".*\\W" + service + "-[\\d.]+jar"))) {
                shrink.read(Path.of(entry));
            }
        }
        Map<String, byte[]> kept = shrink.keptBy(ours(Path.of(arguments[0])));
        kept.putAll(shrink.others);
        write(kept, Path.of(arguments[1]));
        writeJar(kept, Path.of(arguments[2]));
        long bytes = kept.values().stream().mapToLong(content -> content.length).sum();
        System.out.printf(
                "kept %d of %d files of %s, %d KB unpacked%n",
                kept.size(), shrink.services.size(), services, bytes / 1024);
    }

    private void read(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            for (JarEntry entry :
                    file.stream().filter(one -> !one.isDirectory()).toList()) {
                String name = entry.getName();
                if (name.endsWith(".class")) {
                    services.put(
                            name.substring(0, name.length() - ".class".length()),
                            file.getInputStream(entry).readAllBytes());
                } else if (name.startsWith("software/") || name.matches("META-INF/(LICENSE|NOTICE).*")) {
                    others.put(name, file.getInputStream(entry).readAllBytes());
                }
            }
        }
    }

    /// Our own classes in the function: the command line's jar has the services whole.
    private static List<byte[]> ours(Path classes) throws IOException {
        try (Stream<Path> files = Files.walk(classes.resolve("io"))) {
            List<Path> found = files.filter(
                            file -> file.toString().endsWith(".class") && !file.startsWith(classes.resolve(CLI)))
                    .toList();
            byte[][] content = new byte[found.size()][];
            for (int i = 0; i < content.length; i++) {
                content[i] = Files.readAllBytes(found.get(i));
            }
            return Arrays.asList(content);
        }
    }

    /// Until no kept class calls anything that was cut: a paginator calls the operation it pages through.
    private Map<String, byte[]> keptBy(List<byte[]> ours) {
        ours.forEach(this::note);
        while (true) {
            int before = called.size();
            Map<String, byte[]> kept = reachable(ours);
            kept.values().forEach(this::note);
            if (called.size() == before) {
                Map<String, byte[]> files = new TreeMap<>();
                kept.forEach((name, content) -> files.put(name + ".class", content));
                return files;
            }
        }
    }

    private Map<String, byte[]> reachable(List<byte[]> ours) {
        Map<String, byte[]> kept = new TreeMap<>();
        Deque<byte[]> open = new ArrayDeque<>(ours);
        while (!open.isEmpty()) {
            for (String name : named(open.pop())) {
                byte[] whole = services.get(name);
                if (whole != null && !kept.containsKey(name)) {
                    byte[] content = CLIENT.matcher(name).matches() ? cut(whole) : whole;
                    kept.put(name, content);
                    open.push(content);
                }
            }
        }
        return kept;
    }

    /// Every text of the class that looks like the name of a service's class, be it in a call, a type or a string.
    private static Set<String> named(byte[] content) {
        Set<String> names = new TreeSet<>();
        for (PoolEntry entry : ClassFile.of().parse(content).constantPool()) {
            if (entry instanceof Utf8Entry text) {
                Matcher name = SERVICE_CLASS.matcher(text.stringValue());
                while (name.find()) {
                    names.add(name.group());
                }
            }
        }
        return names;
    }

    /// Notes the methods of clients that the class calls.
    private void note(byte[] content) {
        for (PoolEntry entry : ClassFile.of().parse(content).constantPool()) {
            if (entry instanceof MemberRefEntry member
                    && CLIENT.matcher(member.owner().asInternalName()).matches()) {
                called.add(member.name().stringValue());
            }
        }
    }

    private byte[] cut(byte[] content) {
        ClassFile file = ClassFile.of(ConstantPoolSharingOption.NEW_POOL);
        ClassModel whole = file.parse(content);
        Set<String> operations = new TreeSet<>();
        for (MethodModel method : whole.methods()) {
            if (RESULT.matcher(method.methodType().stringValue()).matches()) {
                operations.add(method.methodName().stringValue());
            }
        }
        Predicate<String> unused = name -> operations.contains(name) && !called.contains(name);
        // The list of inner classes would name the classes of every operation that is cut. Only reflection reads it.
        return file.transformClass(
                whole,
                ClassTransform.dropping(element -> element instanceof MethodModel method
                                && unused.test(operation(method.methodName().stringValue())))
                        .andThen(ClassTransform.dropping(element -> element instanceof InnerClassesAttribute)));
    }

    /// The method itself, or the one that a lambda was written in.
    private static String operation(String method) {
        Matcher lambda = LAMBDA.matcher(method);
        return lambda.matches() ? lambda.group(1) : method;
    }

    private static void write(Map<String, byte[]> files, Path directory) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Path path = directory.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
    }

    /// With one time for all entries, so that one build gives the same bytes again.
    private static void writeJar(Map<String, byte[]> files, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                JarEntry entry = new JarEntry(file.getKey());
                entry.setTimeLocal(LocalDateTime.of(2026, 1, 1, 0, 0));
                entries.putNextEntry(entry);
                entries.write(file.getValue());
                entries.closeEntry();
            }
        }
    }
}
