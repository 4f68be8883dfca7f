package io.drainguard.fuzz;

import java.util.ArrayList;
import java.util.List;

/// What an Empty must say, checked token by token and by hand: the keys of its version in their order, each with the
/// value that an Empty has, blank space between them and around them at most, on the only line that names drainguard.
final class StrictLookLine {
    private static final String BLANK = " \t";

    private final String line;
    private int at;
    private String digits = "";

    private StrictLookLine(String line) {
        this.line = line;
    }

    /// Whether one whole line of this output says that the queues are empty, and no other line speaks of it.
    static boolean saysEmpty(String output) {
        if (output.length() > 2_500) {
            return false;
        }
        int named = 0;
        boolean errors = false;
        boolean cut = false;
        boolean empty = false;
        for (String line : lines(output)) {
            errors |= line.equals("----------ERROR-------");
            cut |= !errors && line.contains("utput truncated--");
            if (line.contains("\"drainguard\"")) {
                named++;
                empty = !errors && (new StrictLookLine(line).first() || new StrictLookLine(line).second());
            }
        }
        return named == 1 && empty && !cut;
    }

    private static List<String> lines(String output) {
        List<String> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= output.length(); i++) {
            if (i == output.length() || output.charAt(i) == '\n' || output.charAt(i) == '\r') {
                lines.add(trimmed(output.substring(from, i)));
                from = i + 1;
            }
        }
        return lines;
    }

    private static String trimmed(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && Character.isWhitespace(text.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(text.charAt(to - 1))) {
            to--;
        }
        return text.substring(from, to);
    }

    private boolean first() {
        return version("1") && counts() && end();
    }

    private boolean second() {
        if (!(version("2") && sign(',') && key("what") && (word("\"files\"") || word("\"connections\"")))) {
            return false;
        }
        String paths = counts() ? digits : "";
        return !paths.isEmpty() && sign(',') && key("sources") && sources(paths) && end();
    }

    private boolean version(String version) {
        return sign('{') && key("drainguard") && word(version) && sign(',') && key("look") && word("\"empty\"");
    }

    private boolean counts() {
        return sign(',') && key("paths") && positive() && zero("files") && zero("bytes") && zero("oldest");
    }

    private boolean end() {
        return sign(',')
                && key("reason")
                && word("\"\"")
                && sign(',')
                && key("end")
                && word("\"drainguard\"")
                && sign('}')
                && at == line.length();
    }

    /// As many plain texts as there are paths, or one checksum.
    private boolean sources(String paths) {
        if (!sign('[')) {
            return false;
        }
        List<String> found = new ArrayList<>();
        do {
            int to = line.indexOf('"', at + 1);
            if (at >= line.length() || line.charAt(at) != '"' || to < 0) {
                return false;
            }
            found.add(line.substring(at + 1, to));
            at = to + 1;
            blank();
        } while (sign(','));
        boolean plain = found.stream().allMatch(StrictLookLine::isPlain);
        String one = found.getFirst();
        boolean sum = found.size() == 1 && one.length() == 20 && one.startsWith("sum:") && isHex(one.substring(4));
        return plain && sign(']') && (sum || paths.equals(String.valueOf(found.size())));
    }

    private static boolean isPlain(String text) {
        return !text.isBlank() && text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != '\\');
    }

    private static boolean isHex(String text) {
        return text.chars().allMatch(c -> c >= '0' && c <= '9' || c >= 'a' && c <= 'f');
    }

    private boolean zero(String key) {
        return sign(',') && key(key) && word("0");
    }

    private boolean key(String name) {
        return word('"' + name + '"') && sign(':');
    }

    private boolean sign(char sign) {
        return word(String.valueOf(sign));
    }

    private boolean word(String word) {
        blank();
        boolean there = line.startsWith(word, at);
        at += there ? word.length() : 0;
        blank();
        return there;
    }

    /// A whole number from 1 to 2^63 - 1, without a sign and without zeros in front.
    private boolean positive() {
        blank();
        int from = at;
        while (at < line.length() && line.charAt(at) >= '0' && line.charAt(at) <= '9') {
            at++;
        }
        digits = line.substring(from, at);
        blank();
        return !digits.isEmpty()
                && digits.charAt(0) != '0'
                && (digits.length() < 19
                        || digits.length() == 19 && digits.compareTo(String.valueOf(Long.MAX_VALUE)) <= 0);
    }

    private void blank() {
        while (at < line.length() && BLANK.indexOf(line.charAt(at)) >= 0) {
            at++;
        }
    }
}
