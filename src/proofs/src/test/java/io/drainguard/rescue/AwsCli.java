package io.drainguard.rescue;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// The AWS CLI as a directory for the front of a script's `PATH`.
///
/// Starting the CLI takes half a second, most of it imports, and a rescue makes dozens of calls. Where the CLI is a
/// Python package it is therefore imported once, and each call is a fork of that process; else the directory is empty
/// and the CLI of the `PATH` starts each time.
final class AwsCli implements AutoCloseable {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "AWS_ACCESS_KEY_ID", "a",
            "AWS_SECRET_ACCESS_KEY", "b",
            "AWS_DEFAULT_REGION", "us-east-1",
            "AWS_MAX_ATTEMPTS", "1",
            "AWS_CONFIG_FILE", "/dev/null",
            "AWS_EC2_METADATA_DISABLED", "true");

    private static final String FORKS = """
            import os, shutil, signal, socket, sys, tempfile
            from awscli.clidriver import create_clidriver
            driver = create_clidriver()
            for service in ('ec2', 'ssm', 'autoscaling'):
                driver.session.create_client(service, region_name='us-east-1')
                driver._get_command_table()[service]._get_command_table()
            signal.signal(signal.SIGCHLD, signal.SIG_IGN)
            door = socket.create_server(('127.0.0.1', 0))
            print(door.getsockname()[1], flush=True)
            while True:
                caller, _ = door.accept()
                if os.fork():
                    caller.close()
                    continue
                arguments = []
                stream = caller.makefile('rb')
                count = int(stream.readline())
                while len(arguments) < count:
                    arguments.append(stream.readline().rstrip(b'\\n').decode())
                out, err = tempfile.TemporaryFile(), tempfile.TemporaryFile()
                os.dup2(out.fileno(), 1)
                os.dup2(err.fileno(), 2)
                try:
                    code = driver.main(arguments)
                except SystemExit as end:
                    code = end.code
                sys.stdout.flush()
                sys.stderr.flush()
                out.seek(0)
                err.seek(0)
                said = out.read()
                caller.sendall(b'%d %d\\n' % (code or 0, len(said)) + said + err.read())
                os._exit(0)
            """;

    private static final String SHIM = """
            #!/usr/bin/env bash
            exec 3<>/dev/tcp/127.0.0.1/%s || exit 255
            { echo "$#" && printf '%%s\\n' "$@"; } >&3
            read -r code length <&3
            head -c "$length" <&3
            cat <&3 >&2
            exit "$code"
            """;

    private final Path directory;
    private final @Nullable Process forks;

    private AwsCli(Path directory, @Nullable Process forks) {
        this.directory = directory;
        this.forks = forks;
    }

    /// Makes the CLI ready below a directory; skips the calling test where there is none.
    static AwsCli start(Path work) throws IOException, InterruptedException {
        assumeTrue(exitCode("aws", "--version") == 0, "SKIPPED: the AWS CLI is not installed on this machine");
        Path directory = Files.createDirectories(work.resolve("cli"));
        if (exitCode("python3", "-c", "import awscli.clidriver") != 0) {
            return new AwsCli(directory, null);
        }
        ProcessBuilder builder = new ProcessBuilder("python3", "-c", FORKS);
        builder.environment().putAll(ENVIRONMENT);
        Process forks = builder.redirectError(work.resolve("cli.log").toFile()).start();
        BufferedReader port = new BufferedReader(new InputStreamReader(forks.getInputStream(), StandardCharsets.UTF_8));
        executable(directory.resolve("aws"), SHIM.formatted(port.readLine()));
        return new AwsCli(directory, forks);
    }

    /// The directory for the front of the `PATH`.
    Path directory() {
        return directory;
    }

    /// What the CLI needs in its environment.
    static Map<String, String> environment() {
        return ENVIRONMENT;
    }

    static void executable(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Override
    public void close() {
        if (forks != null) {
            forks.destroyForcibly();
        }
    }

    private static int exitCode(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(60, TimeUnit.SECONDS) ? process.exitValue() : 124;
        } catch (IOException missing) {
            return 127;
        }
    }
}
