package io.drainguard.fuzz;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// Draws one input from one seed: mostly a valid one with a few things wrong, sometimes nothing but random characters.
public final class Noise {
    /// Longest input that is not meant to be huge.
    private static final int USUAL = 4_000;

    private static final String WORDS = """
            0 1 -0 -1 00 01 1e0 0.0 0x0 +1 NaN Infinity null true false 59 60 120 121 172800 172801 2147483648
            9223372036854775807 9223372036854775808 -9223372036854775809 1e999999999
            { } [ ] , : " \\ \\" \\u0030 \\u0065 \\ud800 / /**/ // ' #
            drainguard look empty pending unknown paths files bytes oldest reason end sweep
            source aws.autoscaling detail detail-type Event autoscaling:EC2_INSTANCE_LAUNCHING
            AutoScalingGroupName EC2InstanceId LifecycleHookName LifecycleActionToken
            Records body aws.ssm aws:sqs document-name drainguard- command-id status Success InProgress Cancelling
            """;

    /// Blank space of many kinds, control characters, digits that are not ASCII, halves of a pair, marks that
    /// turn text around.
    private static final String ODD =
            " \t\n\r\f\u000b\u0000\u001b\u007f\u0085\u00a0\u2028\u200b\ufeff\u0663\uff10\ud83d\ude00"
                    + "\ud800\udc00\uffff\u0130\u202e";

    private static final List<String> TOKENS = Stream.concat(
                    Arrays.stream(WORDS.split("\\s+")), Arrays.stream(ODD.split("")))
            .toList();

    private static final List<String> STRUCTURE = List.of("{", "}", ",", ":");

    private static final List<String> BLANKS = List.of(" ", "\t", "\n", "\r", "\f", "\u00a0", "\u2028");

    private static final List<Charset> WIDE = List.of(
            StandardCharsets.UTF_16LE,
            StandardCharsets.UTF_16BE,
            StandardCharsets.UTF_16,
            StandardCharsets.UTF_32BE,
            StandardCharsets.UTF_32LE,
            StandardCharsets.ISO_8859_1);

    private final SplittableRandom random;

    /// The noise of a seed; the same seed gives the same inputs.
    public Noise(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /// True one time in `times`.
    public boolean in(int times) {
        return random.nextInt(times) == 0;
    }

    /// A whole number from 0 to `most`, 0 included, `most` not.
    public int below(int most) {
        return random.nextInt(most);
    }

    /// One of them.
    public <T> T oneOf(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    /// A text: one of the valid ones, almost always spoilt.
    public String text(List<String> valid) {
        if (in(16)) {
            return raw();
        }
        StringBuilder text = new StringBuilder(oneOf(valid));
        for (int spoils = in(32) ? 0 : in(2) ? 1 : 1 + below(7); spoils > 0; spoils--) {
            spoil(text, valid);
        }
        return text.toString();
    }

    /// Bytes: a text, almost always in UTF-8, sometimes with bytes that are none, sometimes nothing but random bytes.
    public byte[] bytes(List<String> valid) {
        if (in(16)) {
            byte[] raw = new byte[below(in(100) ? 100_000 : 600)];
            random.nextBytes(raw);
            return raw;
        }
        byte[] bytes = text(valid).getBytes(in(50) ? oneOf(WIDE) : StandardCharsets.UTF_8);
        for (int flips = bytes.length > 0 && in(4) ? 1 + below(4) : 0; flips > 0; flips--) {
            bytes[below(bytes.length)] ^= (byte) (1 << below(8));
        }
        return bytes;
    }

    private void spoil(StringBuilder text, List<String> valid) {
        int at = below(text.length() + 1);
        switch (below(13)) {
            case 0 -> flip(text);
            case 1 -> text.setLength(at);
            case 2 -> text.delete(0, at);
            case 3 -> text.delete(at, Math.min(text.length(), at + below(40)));
            case 4 -> splice(text, at, oneOf(valid));
            case 5 -> duplicate(text, at);
            case 6 -> swap(text);
            case 7 -> number(text);
            case 8 -> string(text);
            case 9 -> repeated(text, at);
            case 10 -> blank(text, at);
            default -> text.insert(at, oneOf(TOKENS));
        }
        if (text.length() > USUAL && !in(200)) {
            text.setLength(USUAL);
        }
    }

    private void flip(StringBuilder text) {
        if (!text.isEmpty()) {
            int at = below(text.length());
            text.setCharAt(at, (char) (text.charAt(at) ^ 1 << below(in(4) ? 16 : 7)));
        }
    }

    /// Blank space, where JSON allows it.
    private void blank(StringBuilder text, int from) {
        int at = text.indexOf(oneOf(STRUCTURE), from);
        text.insert(at < 0 ? text.length() : at, oneOf(BLANKS));
    }

    private void splice(StringBuilder text, int at, String other) {
        text.replace(at, text.length(), other.substring(below(other.length() + 1)));
    }

    private void duplicate(StringBuilder text, int at) {
        text.insert(at, text.substring(at, Math.min(text.length(), at + below(80))));
    }

    /// Swaps two stretches of the same length.
    private void swap(StringBuilder text) {
        int length = 1 + below(30);
        if (text.length() < 2 * length) {
            return;
        }
        int one = below(text.length() - 2 * length + 1);
        int other = one + length + below(text.length() - one - 2 * length + 1);
        String first = text.substring(one, one + length);
        text.replace(one, one + length, text.substring(other, other + length));
        text.replace(other, other + length, first);
    }

    /// Puts another number in the place of one.
    private void number(StringBuilder text) {
        int from = after(text, below(text.length() + 1), true);
        int to = after(text, from, false);
        String other = in(3) ? digits() : in(2) ? oneOf(TOKENS) : Integer.toString(below(in(2) ? 3 : 200_000));
        text.replace(from, to, other);
    }

    /// The first place from here on that holds a digit, or that holds none.
    private static int after(StringBuilder text, int from, boolean digit) {
        int at = from;
        while (at < text.length() && digit != (text.charAt(at) >= '0' && text.charAt(at) <= '9')) {
            at++;
        }
        return at;
    }

    private String digits() {
        return random.ints(1 + below(in(20) ? 2_000 : 30), '0', '9' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    /// Puts something else between two quotation marks.
    private void string(StringBuilder text) {
        int from = text.indexOf("\"", below(text.length() + 1));
        int to = from < 0 ? -1 : text.indexOf("\"", from + 1);
        if (to > 0) {
            text.replace(from + 1, to, in(3) ? "" : in(3) ? oneOf(TOKENS).repeat(below(300)) : oneOf(TOKENS));
        }
    }

    /// A token many times over: nesting, blank space, digits; now and then as much as no reading may believe.
    private void repeated(StringBuilder text, int at) {
        String token = oneOf(TOKENS);
        text.insert(at, token.repeat(in(500) ? 300_000 / token.length() : below(in(20) ? 1_500 : 20)));
    }

    private String raw() {
        int kinds = in(2) ? 128 : Character.MAX_VALUE + 1;
        StringBuilder raw = new StringBuilder();
        for (int length = below(in(50) ? 5_000 : 120); length > 0; length--) {
            raw.append((char) below(kinds));
        }
        return raw.toString();
    }
}
