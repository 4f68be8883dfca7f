package io.drainguard.cli;

import java.lang.reflect.InvocationTargetException;

/**
 * The first class of the jar. Any Java from 8 on can run it, so that an old one is told what is needed instead of failing
 * to load {@code Main}.
 */
public final class Launcher {
    private static final int NEEDED = 25;

    private static final int UNUSABLE = 2;

    private Launcher() {}

    /** Hands over to the command, or says which Java it needs and ends with 2. */
    public static void main(String[] arguments) throws Throwable {
        String version = System.getProperty("java.specification.version", "");
        if (number(version) < NEEDED) {
            System.err.println("drainguard: needs Java " + NEEDED + " or later, and " + System.getProperty("java.home")
                    + " is Java " + version
                    + "; next: start bin/drainguard, which finds one, or give the path of its java");
            System.exit(UNUSABLE);
        }
        try {
            Class.forName("io.drainguard.cli.Main")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
        } catch (InvocationTargetException failure) {
            throw failure.getCause();
        }
    }

    /** Up to 8 a version was called 1.8. */
    private static int number(String version) {
        String plain = version.startsWith("1.") ? version.substring(2) : version;
        try {
            return Integer.parseInt(plain.split("\\.")[0]);
        } catch (NumberFormatException unknown) {
            return NEEDED;
        }
    }
}
