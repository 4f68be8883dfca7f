package io.drainguard.nodes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What each story of a cluster lost, as one table.
final class Losses {
    private final List<String> rows = new ArrayList<>();

    synchronized void note(String what, String rate, int accepted, int lost, String remark) {
        rows.add("| " + String.join(" | ", what, rate, "" + accepted, "" + lost, remark) + " |");
    }

    /// Prints the table and keeps it in a file.
    synchronized void tell(Path file) throws IOException {
        String binary = DsiemProcess.BINARY.isEmpty() ? "the stand-in" : "dsiem";
        String table = "| what happens, with " + binary + " | rate | accepted | lost | remark |\n|---|---|---|---|---|\n"
                + String.join("\n", rows) + "\n";
        System.out.print(table);
        Files.createDirectories(file.getParent());
        Files.writeString(file, table);
    }
}
