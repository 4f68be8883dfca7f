package io.drainguard.rescue;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// What the operator asked for, and the commands that go on from there.
///
/// @param volume the volume to rescue
/// @param worker the worker that is to deliver, `null` if the rescue chooses one
/// @param place how its queue is found on the worker
/// @param undo whether the volume is taken back as it is
/// @param keep whether the drained volume is kept
/// @param yes whether the drained volume is deleted without a question
/// @param account options of the command line that say which account it is
public record RescueRequest(
        String volume,
        @Nullable String worker,
        Place place,
        boolean undo,
        boolean keep,
        boolean yes,
        List<String> account) {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@=+-]+");

    /// Copies the list.
    public RescueRequest {
        account = List.copyOf(account);
    }

    /// How the queue is found; each part is `null` where the default holds.
    ///
    /// @param at the directory on the volume
    /// @param service the systemd service that works on the queue
    /// @param document the rescue document
    public record Place(
            @Nullable String at,
            @Nullable String service,
            @Nullable String document) {}

    /// Returns the same command with the worker that was chosen.
    String again(String chosen) {
        if (undo) {
            return back();
        }
        List<String> words = words();
        if (!chosen.isEmpty()) {
            words.addAll(List.of("--worker", chosen));
        }
        return line(options(words));
    }

    /// Returns the same command, with another worker to be chosen.
    String withAnotherWorker() {
        return line(options(words()));
    }

    /// Returns the same command with the place of the queue still to be named.
    String withAPlace() {
        return withAnotherWorker() + " --at DIRECTORY";
    }

    /// Returns the command that takes the volume back.
    String back() {
        List<String> words = words();
        words.add("--undo");
        option(words, "--service", place.service());
        option(words, "--document", place.document());
        words.addAll(account);
        return line(words);
    }

    private List<String> words() {
        return new ArrayList<>(List.of("drainguard", "rescue", "--volume", volume));
    }

    private List<String> options(List<String> words) {
        option(words, "--at", place.at());
        option(words, "--service", place.service());
        option(words, "--document", place.document());
        if (yes) {
            words.add("--yes");
        }
        if (keep) {
            words.add("--keep-volume");
        }
        words.addAll(account);
        return words;
    }

    private static void option(List<String> words, String name, @Nullable String value) {
        if (value != null) {
            words.addAll(List.of(name, value));
        }
    }

    /// Writes words so that a shell reads the same words.
    private static String line(List<String> words) {
        return String.join(" ", words.stream().map(RescueRequest::quoted).toList());
    }

    private static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
