package io.drainguard.template;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Writes the shell files that run on nodes, and the files that they need, into `template.yaml` and into each template
/// of `templates/`.
///
/// A comment marks the place of each file, and the literal block after it holds the file's text, indented:
///
/// ```
/// # nodes/cribl/drain.sh, written by ScriptEmbedder; edit that file, not this text.
/// - |
///   #!/bin/sh
/// ```
///
/// In user data, of which EC2 takes 16 KB, a file may stand without the lines that are nothing but a comment; its first
/// line stays: `# nodes/dsiem/dsiem-boot without its comments, written by ...`.
///
/// Everything outside of these blocks stays as it is, byte for byte. The class needs a JDK and no other class, so
/// [#COMMAND] runs it from its source, in the root of the repository.
final class ScriptEmbedder {
    /// What a developer types after a change of a shell file.
    static final String COMMAND = "java src/proofs/src/test/java/io/drainguard/template/ScriptEmbedder.java";

    private static final String TEMPLATE = "template.yaml";
    private static final String OTHERS = "templates";
    private static final Pattern COMMENT = Pattern.compile("(?m)(?<=\\n)[ ]*#.*\\n");
    private static final Pattern INDENT_OR_COMMENT = Pattern.compile("(?m)^ +|^ *\\n| +# .*$");
    private static final List<String> OTHER_FILES = List.of(".service", ".yml", ".conf");
    private static final Pattern MARKER =
            Pattern.compile("( *)# (nodes/[^\\s,]+)( without its comments)?, written by .*");

    private ScriptEmbedder() {}

    /// Rewrites the templates of the current directory; the exit code is 1 if it cannot.
    public static void main(String[] arguments) throws IOException {
        System.exit(run(Path.of(""), System.out, System.err));
    }

    /// Rewrites the templates below a directory, all or none, says of each in one line what it did, and returns the
    /// exit code.
    static int run(Path root, PrintStream out, PrintStream err) throws IOException {
        Map<String, String> rewritten = new LinkedHashMap<>();
        List<String> done = new ArrayList<>();
        for (String file : templates(root)) {
            try {
                String template = read(root, file);
                Map<String, String> scripts = scripts(root, template);
                Set<String> stale = stale(template, scripts);
                rewritten.put(file, embed(template, scripts));
                done.add(stale.isEmpty() ? file + " is up to date" : file + " has the new " + stale);
            } catch (Refused refused) {
                err.println("refused, " + file + " is as it was: " + refused.getMessage());
                return 1;
            }
        }
        for (Map.Entry<String, String> template : rewritten.entrySet()) {
            Files.writeString(root.resolve(template.getKey()), template.getValue());
        }
        done.forEach(out::println);
        return 0;
    }

    /// Compares the templates below a directory with the files: one sentence for each file that a template lacks.
    static List<String> check(Path root) throws IOException {
        List<String> lacks = new ArrayList<>();
        for (String file : templates(root)) {
            String template = read(root, file);
            stale(template, scripts(root, template))
                    .forEach(script ->
                            lacks.add(file + " does not have the present text of " + script + "; run: " + COMMAND));
        }
        return lacks;
    }

    /// The templates below a directory, the product's own first.
    static List<String> templates(Path root) throws IOException {
        List<String> templates = new ArrayList<>(List.of(TEMPLATE));
        if (Files.isDirectory(root.resolve(OTHERS))) {
            try (Stream<Path> others = Files.list(root.resolve(OTHERS))) {
                others.map(file -> OTHERS + "/" + file.getFileName())
                        .filter(file -> file.endsWith(".yaml"))
                        .sorted()
                        .forEach(templates::add);
            }
        }
        return templates;
    }

    /// The files that a template holds, in its order.
    static List<String> marked(String template) {
        return places(linesOf(template)).stream().map(Place::file).toList();
    }

    /// The template with each script in its place.
    ///
    /// @param scripts the text of each script, by the name of its file
    static String embed(String template, Map<String, String> scripts) {
        List<String> lines = linesOf(template);
        List<String> result = new ArrayList<>();
        int copied = 0;
        for (Place place : places(lines)) {
            result.addAll(lines.subList(copied, place.start()));
            result.addAll(place.indented(scripts.get(place.file())));
            copied = place.end();
        }
        result.addAll(lines.subList(copied, lines.size()));
        return String.join("\n", result);
    }

    /// The scripts of which the template has another text.
    private static Set<String> stale(String template, Map<String, String> scripts) {
        List<String> lines = linesOf(template);
        Set<String> stale = new TreeSet<>();
        for (Place place : places(lines)) {
            if (!lines.subList(place.start(), place.end()).equals(place.indented(scripts.get(place.file())))) {
                stale.add(place.file());
            }
        }
        return stale;
    }

    private static List<String> linesOf(String template) {
        return List.of(template.split("\n", -1));
    }

    /// The places of all files, in the template's order.
    private static List<Place> places(List<String> lines) {
        Set<String> found = new TreeSet<>();
        List<Place> places = new ArrayList<>();
        for (int line = 0; line < lines.size(); line++) {
            Matcher marker = MARKER.matcher(lines.get(line));
            if (marker.matches()) {
                Place place = place(lines, line, marker);
                if (!found.add(place.file())) {
                    throw new Refused(
                            "the comment in line " + (line + 1) + " marks a second place for " + place.file());
                }
                places.add(place);
                line = place.end() - 1;
            }
        }
        return places;
    }

    private static Place place(List<String> lines, int at, Matcher marker) {
        String margin = marker.group(1);
        String file = marker.group(2);
        int opening = at + 1;
        if (opening == lines.size() || !lines.get(opening).equals(margin + "- |")) {
            throw new Refused("no '- |' follows the comment in line " + opening + ", which marks the place of " + file);
        }
        String indent = margin + "  ";
        int end = opening + 1;
        for (int line = end; line < lines.size() && belongs(lines.get(line), indent); line++) {
            // Empty lines at the end separate the block from what follows.
            end = lines.get(line).isBlank() ? end : line + 1;
        }
        return new Place(file, opening + 1, end, indent, marker.group(3) != null);
    }

    private static boolean belongs(String line, String indent) {
        return line.isBlank() || line.startsWith(indent);
    }

    private static Map<String, String> scripts(Path root, String template) throws IOException {
        Map<String, String> scripts = new TreeMap<>();
        for (String file : marked(template)) {
            scripts.put(file, sound(file, read(root, file)));
        }
        return scripts;
    }

    /// A literal block keeps such a text as it is, and a kernel finds the shell of a script.
    private static String sound(String file, String text) {
        boolean isScript = OTHER_FILES.stream().noneMatch(file::endsWith);
        if (isScript && !text.startsWith("#!") || !text.endsWith("\n") || text.endsWith("\n\n")) {
            throw new Refused(file + " does not start with #! and end with one line break");
        }
        if (!text.chars().allMatch(c -> c == '\n' || c >= ' ' && c <= '~')) {
            throw new Refused(file + " has a tab, a carriage return or another character that is not printable ASCII");
        }
        return text;
    }

    private static String read(Path root, String file) throws IOException {
        try {
            return Files.readString(root.resolve(file));
        } catch (NoSuchFileException missing) {
            throw new Refused("there is no file " + file + " in this directory");
        }
    }

    /// The text of a file without the lines, behind the first, that are nothing but a comment, and a script's also
    /// without comments behind code, empty lines and what its lines begin with.
    static String strip(String text) {
        String code = COMMENT.matcher(text).replaceAll("");
        return text.startsWith("#!") ? INDENT_OR_COMMENT.matcher(code).replaceAll("") : code;
    }

    /// The lines of a template that hold one file: from `start` to before `end`.
    private record Place(String file, int start, int end, String indent, boolean withoutComments) {
        List<String> indented(String script) {
            return (withoutComments ? strip(script) : script)
                    .lines()
                    .map(line -> line.isEmpty() ? line : indent + line)
                    .toList();
        }
    }

    /// Why the template cannot be rewritten, in one line.
    static final class Refused extends RuntimeException {
        Refused(String reason) {
            super(reason);
        }
    }
}
