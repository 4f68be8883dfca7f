package io.drainguard.mutation;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// One planted bug.
///
/// @param name what the guard with this bug does wrong
/// @param source the file, for example `sweep/Leases`
/// @param oldText what stands there exactly once; line breaks and blanks in it match any, or none
/// @param newText what stands there instead
/// @param story the seed of a story that finds it, or zero where none is named
record Mutation(String name, String source, String oldText, String newText, long story) {
    private static final Pattern CONSTANT = Pattern.compile("[A-Z_]+ = ");

    /// What is to be compiled anew: the file with this bug in it. All sources, where the bug is another value of a
    /// constant, since the compiler writes such a value into every class that uses it.
    ///
    /// @throws AssertionError when the old text is not there, or more than once
    Map<String, String> plantedIn(Map<String, String> sources) {
        String path = "io/drainguard/" + source + ".java";
        String text = sources.getOrDefault(path, "");
        List<MatchResult> places = pattern().matcher(text).results().toList();
        if (places.size() != 1) {
            throw new AssertionError("'" + oldText + "' stands " + places.size() + " times in " + path
                    + ", once was meant: bring the mutation '" + name + "' up to date");
        }
        String planted = pattern().matcher(text).replaceFirst(Matcher.quoteReplacement(newText));
        if (!CONSTANT.matcher(oldText).lookingAt()) {
            return Map.of(path, planted);
        }
        Map<String, String> all = new HashMap<>(sources);
        all.put(path, planted);
        return all;
    }

    /// The room in which the bug is.
    String room() {
        return source.substring(0, source.indexOf('/'));
    }

    /// Whether the bug is in a port's adapter, which stories meet only where they are played with the real ones.
    boolean isInAdapter() {
        return room().equals("aws");
    }

    private Pattern pattern() {
        return Pattern.compile(
                Arrays.stream(oldText.split("\\s+")).map(Pattern::quote).collect(Collectors.joining("\\s*")));
    }

    @Override
    public String toString() {
        return name;
    }
}
