package io.drainguard.sim.lambda;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The command line with which a function's process starts: the JVM this code runs on, with the managed runtime's
/// flags, its jars on the class path and its client as main class.
final class RuntimeCommand {

    private static final String CLIENT = "aws-lambda-java-runtime-interface-client";
    private static final String MAIN = "com.amazonaws.services.lambda.runtime.api.client.AWSLambda";
    private static final String NATIVE_CLIENT_PROPERTY =
            "com.amazonaws.services.lambda.runtime.api.client.runtimeapi.NativeClient.JNI";

    private RuntimeCommand() {}

    static List<String> of(FunctionConfig function, Path runtimeJars, TaskRoot root) {
        List<Path> jars = jars(runtimeJars);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags(function));
        command.add("-D" + NATIVE_CLIENT_PROPERTY + "=" + root.nativeClient(client(jars, runtimeJars)));
        command.add("-classpath");
        command.add(jars.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(MAIN);
        command.add(function.handler());
        return command;
    }

    /// The heap begins as the JVM would size it on a machine of the function's size. Serial collector and, without
    /// SnapStart, the first compiler only (source: Lambda Developer Guide,
    /// java-customization). A crash reports to the log instead of leaving a file.
    private static List<String> flags(FunctionConfig function) {
        List<String> flags = new ArrayList<>(List.of(
                "-XX:MaxHeapSize=" + function.memoryMegabytes() * 85L / 100 + "m",
                "-XX:InitialHeapSize=" + Math.max(8, function.memoryMegabytes() / 64) + "m",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-XX:+ErrorFileToStderr",
                "--enable-native-access=ALL-UNNAMED",
                "--add-opens=java.base/java.io=ALL-UNNAMED",
                "-Djava.net.preferIPv4Stack=true",
                "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac"));
        if (!function.snapStart()) {
            flags.add("-XX:TieredStopAtLevel=1");
        }
        return flags;
    }

    private static List<Path> jars(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .map(Path::toAbsolutePath)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("no runtime jars in " + directory + "; run the build first", e);
        }
    }

    private static Path client(List<Path> jars, Path directory) {
        return jars.stream()
                .filter(jar -> jar.getFileName().toString().startsWith(CLIENT))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no " + CLIENT + " in " + directory));
    }
}
