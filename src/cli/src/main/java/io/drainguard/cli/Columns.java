package io.drainguard.cli;

import java.lang.Character.UnicodeBlock;
import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Measures and cuts text by the columns that it takes on a terminal. Pure.
///
/// The JDK has no table of East Asian Widths (Unicode Standard Annex 11), but it knows scripts, blocks and emoji, and
/// it finds grapheme clusters (Annex 29), which a table of single code points does not: a family of four is one
/// emoji. So no library is needed for the little text that a person gives: names of groups and reasons.
final class Columns {
    private static final Pattern CLUSTER = Pattern.compile("\\X");
    private static final int EMOJI_STYLE = 0xFE0F;

    /// Scripts whose letters take two columns each.
    private static final Set<UnicodeScript> WIDE = Set.of(
            UnicodeScript.HAN,
            UnicodeScript.HIRAGANA,
            UnicodeScript.KATAKANA,
            UnicodeScript.HANGUL,
            UnicodeScript.BOPOMOFO,
            UnicodeScript.YI);

    /// Blocks of signs, which belong to no script of their own, that take two columns each.
    private static final Set<UnicodeBlock> WIDE_SIGNS = Set.of(
            UnicodeBlock.CJK_SYMBOLS_AND_PUNCTUATION,
            UnicodeBlock.CJK_COMPATIBILITY,
            UnicodeBlock.CJK_COMPATIBILITY_FORMS,
            UnicodeBlock.ENCLOSED_CJK_LETTERS_AND_MONTHS,
            UnicodeBlock.VERTICAL_FORMS,
            UnicodeBlock.SMALL_FORM_VARIANTS,
            UnicodeBlock.IDEOGRAPHIC_DESCRIPTION_CHARACTERS);

    private Columns() {}

    /// Returns how many columns a text takes.
    static int of(String text) {
        if (text.chars().allMatch(letter -> letter >= ' ' && letter < 0x7F)) {
            return text.length();
        }
        int width = 0;
        Matcher clusters = CLUSTER.matcher(text);
        while (clusters.find()) {
            width += cluster(clusters.group());
        }
        return width;
    }

    /// A cluster is as wide as its first letter: what follows is drawn over it.
    private static int cluster(String cluster) {
        int first = cluster.codePointAt(0);
        return switch (Character.getType(first)) {
            case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT, Character.CONTROL -> 0;
            default -> isWide(first, cluster) ? 2 : 1;
        };
    }

    private static boolean isWide(int letter, String cluster) {
        if (Character.isEmojiPresentation(letter)
                || (Character.isEmoji(letter) && cluster.indexOf(EMOJI_STYLE) >= 0)
                || (letter >= 0xFF01 && letter <= 0xFF60)
                || (letter >= 0xFFE0 && letter <= 0xFFE6)) {
            return true;
        }
        // Half-width letters of the wide scripts; the space of half width in the block of signs.
        if ((letter >= 0xFF61 && letter <= 0xFFDC) || letter == 0x303F) {
            return false;
        }
        UnicodeBlock block = UnicodeBlock.of(letter);
        return WIDE.contains(UnicodeScript.of(letter)) || (block != null && WIDE_SIGNS.contains(block));
    }

    /// Returns the text without what a terminal would obey instead of showing it: anybody who may tag an instance, and
    /// each node, has a say in what is printed.
    static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints().map(letter -> obeyed(letter) ? '?' : letter).forEach(plain::appendCodePoint);
        return plain.toString();
    }

    private static boolean obeyed(int letter) {
        boolean turns = (letter >= 0x202A && letter <= 0x202E) || (letter >= 0x2066 && letter <= 0x2069);
        return turns || Character.getType(letter) == Character.CONTROL || letter == 0x2028 || letter == 0x2029;
    }

    /// Returns the text with blanks at its end, or at its beginning, so that it takes so many columns.
    static String padded(String text, int width, boolean right) {
        String blanks = " ".repeat(Math.max(0, width - of(text)));
        return right ? blanks + text : text + blanks;
    }

    /// Breaks a text at its blanks into lines of at most so many columns; a longer word has a line of its own, since
    /// somebody will copy it.
    ///
    /// @param indent what the lines after the first one begin with
    static List<String> wrapped(String text, int width, String indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        boolean empty = true;
        for (String word : text.split(" ", -1)) {
            if (!empty && of(line.toString()) + 1 + of(word) > width) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
                line.append(word);
            } else {
                line.append(empty ? "" : " ").append(word);
            }
            empty = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
