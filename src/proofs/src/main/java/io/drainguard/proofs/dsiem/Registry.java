package io.drainguard.proofs.dsiem;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;

/// A log shipper's registry on disk, as Filebeat 7 to 9 describe it: an update log of numbered operations, and
/// checkpoints of all entries that bear the number at which they were made (elastic/beats,
/// `libbeat/statestore/backend/memlog/doc.go` and `diskstore.go`). The entries are those of the `log` input
/// (`filebeat/input/file/state.go`) and of `filestream` (`input-logfile/store.go`).
///
/// It was written from that description, and was never compared with a shipper at work.
public final class Registry {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LOG = "log.json";

    private final Path directory;
    private final Map<String, JsonNode> entries = new LinkedHashMap<>();
    private long next = 1;

    /// A new registry, without entries, in a directory that it makes.
    public Registry(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        Files.writeString(directory.resolve("meta.json"), "{\"version\":\"1\"}\n");
        Files.writeString(directory.resolve(LOG), "");
    }

    /// Notes that the output has acknowledged a file's first `offset` bytes.
    public void set(Path source, long offset) throws IOException {
        set(
                source.toString(),
                ((Number) Files.getAttribute(source, "unix:ino")).longValue(),
                ((Number) Files.getAttribute(source, "unix:dev")).longValue(),
                offset);
    }

    /// Notes the same as [#set(Path, long)] of a file that the `log` input knows by these numbers.
    public void set(String source, long inode, long device, long offset) throws IOException {
        ObjectNode entry = JSON.createObjectNode()
                .put("id", "native::" + inode + "-" + device)
                .put("prev_id", "")
                .put("source", source)
                .put("offset", offset)
                .put("ttl", -1)
                .put("type", "log")
                .put("identifier_name", "native");
        entry.putArray("timestamp").add(2_061_887_315_913L).add(1_725_792_819L);
        entry.putObject("FileStateOS").put("inode", inode).put("device", device);
        put(key(inode, device), entry);
    }

    /// Notes how far a `filestream` input has come in a file that it knows by its inode and device.
    public void stream(String id, String source, long inode, long device, long offset) throws IOException {
        ObjectNode entry = JSON.createObjectNode().put("ttl", -1);
        entry.putArray("updated").add(507_500_968L).add(1_701_686_520L);
        entry.putObject("cursor").put("offset", offset);
        entry.putObject("meta").put("source", source).put("identifier_name", "native");
        put("filestream::" + id + "::native::" + inode + "-" + device, entry);
    }

    /// Writes an entry of any kind.
    public void put(String key, JsonNode entry) throws IOException {
        entries.put(key, entry);
        JsonNode line = JSON.createObjectNode().put("k", key).set("v", entry);
        log("set", line);
    }

    /// Takes the `log` input's entry of a file out, as it does once the file is gone.
    public void remove(long inode, long device) throws IOException {
        entries.remove(key(inode, device));
        log("remove", JSON.createObjectNode().put("k", key(inode, device)));
    }

    /// Writes all entries into a file of their own, begins the update log anew, and takes older checkpoints away. The
    /// checkpoint has an operation's number.
    public void checkpoint() throws IOException {
        ArrayNode all = JSON.createArrayNode();
        entries.forEach((key, entry) ->
                all.add(JSON.createObjectNode().put("_key", key).setAll((ObjectNode) entry.deepCopy())));
        Path half = Files.writeString(directory.resolve("checkpoint.new"), all.toString());
        Path whole = directory.resolve(next + ".json");
        Files.move(half, whole, StandardCopyOption.ATOMIC_MOVE);
        Files.writeString(directory.resolve(LOG), "");
        Files.writeString(directory.resolve("active.dat"), whole.toString());
        try (var older = Files.newDirectoryStream(directory, "[0-9]*.json")) {
            for (Path file : older) {
                if (!file.equals(whole)) {
                    Files.delete(file);
                }
            }
        }
        next++;
    }

    private static String key(long inode, long device) {
        return "filebeat::logs::native::" + inode + "-" + device;
    }

    private void log(String operation, JsonNode line) throws IOException {
        JsonNode head = JSON.createObjectNode().put("op", operation).put("id", next);
        Files.write(directory.resolve(LOG), (head + "\n" + line + "\n").getBytes(UTF_8), CREATE, APPEND);
        next++;
    }
}
