package io.drainguard.sim.world;

/// How the SSM agent cuts what a command printed: 2,500 bytes for both streams together in a plugin's `Output`, and
/// 24,000 for stdout and stderr apart.
///
/// Source: amazon-ssm-agent, agent/framework/processor/executer/iohandler, TruncateOutput (each long stream gets about
/// half), and runpluginutil.go, which takes the limit of stdout for both streams; run: reviews/ssm-agent.md. The 8,000
/// of the API Reference, GetCommandInvocation, for stderr must be the service's and are not imitated. Recorded:
/// ssm/managed_execution_current.json (the error title).
public final class OutputCut {
    private static final int PLUGIN = 2500;
    private static final int STREAM = 24_000;
    private static final String TITLE = "\n----------ERROR-------\n";
    private static final String OUT_CUT = "\n---Output truncated---";
    private static final String ERR_CUT = "\n---Error truncated----";
    private static final String STREAM_CUT = "--output truncated--";
    private static final String UNREADABLE = "\ufffd";

    private OutputCut() {}

    /// Both streams as ListCommandInvocations shows them, at most 2,500 bytes.
    public static String plugin(String out, String err) {
        String title = err.isEmpty() ? "" : TITLE;
        int room = PLUGIN - title.length();
        if (bytes(out) + bytes(err) < room) {
            return out + title + err;
        }
        if (bytes(out) <= room / 2) {
            return out + title + head(err, room - ERR_CUT.length() - bytes(out)) + ERR_CUT;
        }
        if (bytes(err) <= room / 2) {
            return head(out, room - OUT_CUT.length() - bytes(err)) + OUT_CUT + title + err;
        }
        int half = (room - OUT_CUT.length() - ERR_CUT.length()) / 2;
        return head(out, half) + OUT_CUT + title + head(err, half) + ERR_CUT;
    }

    /// One stream as GetCommandInvocation shows it; one of exactly 24,000 bytes is cut, too.
    public static String stream(String text) {
        return bytes(text) < STREAM ? text : head(text, STREAM - STREAM_CUT.length()) + STREAM_CUT;
    }

    /// The first bytes of a text; of a character that is cut in two each byte becomes unreadable.
    private static String head(String text, int most) {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), most));
        int left = most;
        for (int i = 0; i < text.length() && left > 0; ) {
            int character = text.codePointAt(i);
            int size = bytes(character);
            kept.append(size <= left ? Character.toString(character) : UNREADABLE.repeat(left));
            left -= size;
            i += Character.charCount(character);
        }
        return kept.toString();
    }

    private static int bytes(String text) {
        return text.codePoints().map(OutputCut::bytes).sum();
    }

    /// The length of a character in UTF-8.
    private static int bytes(int character) {
        if (character < 0x80) {
            return 1;
        }
        return character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
    }
}
