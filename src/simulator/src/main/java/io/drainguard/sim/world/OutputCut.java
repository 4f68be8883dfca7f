package io.drainguard.sim.world;

/// How the SSM agent cuts what a command printed: 2,500 characters for both streams together in a plugin's
/// `Output`, and 24,000 and 8,000 for stdout and stderr apart.
///
/// Source: amazon-ssm-agent, agent/framework/processor/executer/iohandler (each long stream gets about half); API
/// Reference, CommandPlugin, GetCommandInvocation. Recorded: ssm/managed_execution_current.json (the error
/// title).
public final class OutputCut {
    private static final int PLUGIN = 2500;
    private static final int STDOUT = 24_000;
    private static final int STDERR = 8_000;
    private static final String TITLE = "\n----------ERROR-------\n";
    private static final String OUT_CUT = "\n---Output truncated---";
    private static final String ERR_CUT = "\n---Error truncated----";
    private static final String STREAM_CUT = "\n--output truncated--";

    private OutputCut() {}

    /// Both streams as ListCommandInvocations shows them, at most 2,500 characters.
    public static String plugin(String out, String err) {
        String title = err.isEmpty() ? "" : TITLE;
        int room = PLUGIN - title.length();
        if (out.length() + err.length() < room) {
            return out + title + err;
        }
        if (out.length() < room / 2) {
            return out + title + err.substring(0, room - ERR_CUT.length() - out.length()) + ERR_CUT;
        }
        if (err.length() < room / 2) {
            return out.substring(0, room - OUT_CUT.length() - err.length()) + OUT_CUT + title + err;
        }
        int half = (room - OUT_CUT.length() - ERR_CUT.length()) / 2;
        return out.substring(0, half) + OUT_CUT + title + err.substring(0, half) + ERR_CUT;
    }

    /// Stdout as GetCommandInvocation shows it.
    public static String stdout(String out) {
        return stream(out, STDOUT);
    }

    /// Stderr as GetCommandInvocation shows it.
    public static String stderr(String err) {
        return stream(err, STDERR);
    }

    private static String stream(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - STREAM_CUT.length()) + STREAM_CUT;
    }
}
