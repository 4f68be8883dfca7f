package io.drainguard.fuzz;

/// What an Empty must say, checked token by token and by hand: the eight keys in their order, each with the
/// value that an Empty has, blank space between them and around them at most, on one line.
final class StrictLookLine {
    private static final String BLANK = " \t";

    private final String line;
    private int at;

    private StrictLookLine(String line) {
        this.line = line;
    }

    /// Whether this output says that the queues are empty, and nothing else.
    static boolean saysEmpty(String output) {
        int from = 0;
        int to = output.length();
        while (from < to && Character.isWhitespace(output.charAt(from))) {
            from++;
        }
        while (to > from && Character.isWhitespace(output.charAt(to - 1))) {
            to--;
        }
        return to - from <= 2_500 && new StrictLookLine(output.substring(from, to)).saysEmpty();
    }

    private boolean saysEmpty() {
        return sign('{')
                && key("drainguard")
                && word("1")
                && sign(',')
                && key("look")
                && word("\"empty\"")
                && sign(',')
                && key("paths")
                && positive()
                && zero("files")
                && zero("bytes")
                && zero("oldest")
                && sign(',')
                && key("reason")
                && word("\"\"")
                && sign(',')
                && key("end")
                && word("\"drainguard\"")
                && sign('}')
                && at == line.length();
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
        String digits = line.substring(from, at);
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
