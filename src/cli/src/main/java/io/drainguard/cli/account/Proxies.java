package io.drainguard.cli.account;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The proxies that the environment names, as the AWS CLI reads it: `HTTPS_PROXY` and `HTTP_PROXY` by the scheme of the
/// address, `NO_PROXY` for the exceptions; where both spellings are set, the lower case counts. Pure.
final class Proxies {
    private static final int DEFAULT_PORT = 80;

    private final Map<String, Proxy> byScheme = new HashMap<>();
    private final String exceptions;

    /// A proxy.
    ///
    /// @param variable name of the variable that names it
    /// @param user who signs in at the proxy, `null` for nobody
    record Proxy(
            String variable,
            String host,
            int port,
            @Nullable String user,
            String password) {
        /// Leaves the password out.
        @Override
        public String toString() {
            return host + ":" + port + " (" + variable + ")";
        }
    }

    /// Reads the variables.
    ///
    /// @throws Unusable if one of them names no proxy that can be used
    Proxies(Map<String, String> environment) {
        for (String scheme : new String[] {"http", "https"}) {
            String variable = spelled(environment, scheme + "_proxy");
            String value = environment.getOrDefault(variable, "").strip();
            if (!value.isEmpty()) {
                byScheme.put(scheme, proxy(variable, value));
            }
        }
        exceptions = environment.getOrDefault(spelled(environment, "no_proxy"), "");
    }

    /// Returns the proxy for an address.
    Optional<Proxy> of(URI address) {
        String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
        return Optional.ofNullable(byScheme.get(scheme)).filter(proxy -> !isExcepted(address));
    }

    /// Tells whether `NO_PROXY` names an address: by its host, by a domain that the host belongs to, with or without a
    /// leading dot or `*.`, and with or without the port. A lone `*` names all.
    boolean isExcepted(URI address) {
        String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
        String withPort = host + ":" + address.getPort();
        return exceptions.strip().equals("*")
                || Stream.of(exceptions.toLowerCase(Locale.ROOT).split(","))
                        .map(name -> name.strip().replaceFirst("^\\*?\\.", ""))
                        .filter(name -> !name.isEmpty())
                        .anyMatch(name -> Stream.of(host, withPort)
                                .anyMatch(one -> one.equals(name) || one.endsWith("." + name)));
    }

    private static String spelled(Map<String, String> environment, String lower) {
        return environment.containsKey(lower) ? lower : lower.toUpperCase(Locale.ROOT);
    }

    /// Reads `[http://][user:password@]host[:port][/]`. A password may have any letter, so this is no URI.
    private static Proxy proxy(String variable, String value) {
        String rest = value.replaceFirst("^(?i)http://|^//", "");
        int scheme = rest.indexOf("://");
        if (scheme >= 0) {
            throw new Unusable(variable + " names a proxy of the kind '" + rest.substring(0, scheme)
                    + "', and Drainguard speaks to a proxy in plain HTTP only; next: give the proxy's http:// address");
        }
        int at = rest.lastIndexOf('@');
        String address = rest.substring(at + 1).replaceFirst("/.*", "");
        String[] who = at < 0 ? new String[0] : rest.substring(0, at).split(":", 2);
        int colon = address.endsWith("]") ? -1 : address.lastIndexOf(':');
        String host = colon < 0 ? address : address.substring(0, colon);
        return new Proxy(
                variable,
                host(variable, host),
                colon < 0 ? DEFAULT_PORT : port(variable, address.substring(colon + 1)),
                who.length == 0 ? null : decoded(who[0]),
                who.length < 2 ? "" : decoded(who[1]));
    }

    private static String host(String variable, String host) {
        if (host.isEmpty() || host.chars().anyMatch(Character::isWhitespace)) {
            throw new Unusable(variable + " names no host; next: give it as http://host:port");
        }
        return host.replaceAll("^\\[|]$", "");
    }

    private static int port(String variable, String digits) {
        if (digits.matches("[0-9]{1,5}") && Integer.parseInt(digits) <= 65_535) {
            return Integer.parseInt(digits);
        }
        throw new Unusable(variable + " has a port that is no number; next: give it as http://host:port");
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }
}
