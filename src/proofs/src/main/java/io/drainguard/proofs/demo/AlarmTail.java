package io.drainguard.proofs.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Reads an alarm log as it grows.
final class AlarmTail {
    private final Path log;
    private long offset;

    AlarmTail(Path log) {
        this.log = log;
    }

    /// The alarms that were finished since the last question.
    List<AlarmLine> fresh() {
        if (!Files.exists(log)) {
            return List.of();
        }
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            ByteBuffer rest = ByteBuffer.allocate((int) (channel.size() - offset));
            channel.position(offset).read(rest);
            offset += rest.position();
            return new String(rest.array(), 0, rest.position(), UTF_8)
                    .lines()
                    .map(AlarmLine::finished)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
