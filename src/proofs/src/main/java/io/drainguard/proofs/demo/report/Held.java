package io.drainguard.proofs.demo.report;

import java.time.Instant;

/// What lay on a node's disk at a moment: files with data, and their bytes.
public record Held(Instant at, int files, long bytes) {
    /// Both in words, or "no data".
    public String text() {
        return text(files, bytes);
    }

    static String text(int files, long bytes) {
        return files == 0 ? "no data" : files + (files == 1 ? " file, " : " files, ") + Words.size(bytes);
    }
}
