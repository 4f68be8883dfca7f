package io.drainguard.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A process that behaves as IBM's DLC does towards its surroundings: listens on 1514, spools into numbered files below
/// /store/persistent_queue/dlc.dlc, knows of no lease, and refuses to run twice on one machine's directory. It notes
/// its life on
/// a disk outside NFS: that record is the judge of every story.
final class StandInDlc {
    private static final Path SPOOL = Path.of("/store/persistent_queue/dlc.dlc");
    private static final Path CONFIGURATION = Path.of("/opt/ibm/si/services/dlc/conf/config.json");
    private static final Path RECORD = Path.of("/lab/own/dlc.record");
    private static final Path LEASE = Path.of("/run/drainguard-dlc/lease");
    private static final Path RUNNING = Path.of("/tmp/dlc.running");
    private static final Pattern NAME = Pattern.compile("dlc_TCP_TO_QRADAR_(\\d+)\\.dat");
    private static final long BETWEEN_FILES_MILLIS = 1000;
    private static final long BETWEEN_NOTES_MILLIS = 500;

    private final String life =
            Files.readString(Path.of("/proc/sys/kernel/hostname")).strip() + "-" + System.currentTimeMillis();
    private final FileChannel record = FileChannel.open(RECORD, CREATE, APPEND);

    private StandInDlc() throws IOException {}

    public static void main(String[] arguments) throws Exception {
        // A lock on the machine's own disk, so that it fences nothing between machines.
        if (FileChannel.open(RUNNING, CREATE, WRITE).tryLock() == null) {
            System.err.println("another DLC runs on " + SPOOL);
            System.exit(1);
        }
        Files.readString(CONFIGURATION);
        StandInDlc dlc = new StandInDlc();
        // A queue that hangs in the kernel does not keep the process from being alive.
        Thread.ofPlatform().daemon().start(dlc::note);
        ServerSocket syslog = new ServerSocket(1514);
        Thread.ofPlatform().daemon().start(() -> listen(syslog));
        dlc.spool();
    }

    private static void listen(ServerSocket syslog) {
        try {
            while (true) syslog.accept().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void note() {
        try {
            while (true) {
                write("alive", 0);
                Thread.sleep(BETWEEN_NOTES_MILLIS);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void spool() throws IOException, InterruptedException {
        Files.createDirectories(SPOOL);
        for (int number = last() + 1; ; number++) {
            Path file = SPOOL.resolve("dlc_TCP_TO_QRADAR_" + number + ".dat");
            try (FileChannel channel = FileChannel.open(file, CREATE, WRITE)) {
                channel.write(ByteBuffer.wrap((life + "\n").getBytes(UTF_8)));
                channel.force(true);
            }
            write("spooled", number);
            Thread.sleep(BETWEEN_FILES_MILLIS);
        }
    }

    private static int last() throws IOException {
        try (Stream<Path> files = Files.list(SPOOL)) {
            return files.map(file -> NAME.matcher(file.getFileName().toString()))
                    .filter(Matcher::matches)
                    .mapToInt(name -> Integer.parseInt(name.group(1)))
                    .max()
                    .orElse(0);
        }
    }

    private synchronized void write(String kind, int number) throws IOException {
        String line = "%d %s %s %d %s%n"
                .formatted(System.currentTimeMillis(), life, kind, number, Files.exists(LEASE) ? "held" : "none");
        record.write(ByteBuffer.wrap(line.getBytes(UTF_8)));
        record.force(true);
    }
}
