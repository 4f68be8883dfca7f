package io.drainguard.cli.account;

import io.drainguard.cli.account.Proxies.Proxy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.http.urlconnection.UrlConnectionFactory;

/// Opens every connection of the command line: through the operator's proxy, trusting the operator's certificates.
final class Connections implements UrlConnectionFactory {
    private final Proxies proxies;
    private final @Nullable SSLSocketFactory sockets;

    Connections(Proxies proxies, @Nullable SSLSocketFactory sockets) {
        this.proxies = proxies;
        this.sockets = sockets;
    }

    @Override
    public HttpURLConnection createConnection(URI address) {
        try {
            HttpURLConnection connection = open(address);
            if (sockets != null && connection instanceof HttpsURLConnection secured) {
                secured.setSSLSocketFactory(sockets);
            }
            return connection;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private HttpURLConnection open(URI address) throws IOException {
        Optional<Proxy> proxy = proxies.of(address);
        if (proxy.isPresent()) {
            return through(proxy.get(), address);
        }
        return (HttpURLConnection)
                (proxies.isExcepted(address)
                        ? address.toURL().openConnection(java.net.Proxy.NO_PROXY)
                        : address.toURL().openConnection());
    }

    /// A tunnel signs in when the proxy asks for it. A plain request must sign in at once, since its body cannot be
    /// sent again.
    private static HttpURLConnection through(Proxy proxy, URI address) throws IOException {
        InetSocketAddress socket = new InetSocketAddress(proxy.host(), proxy.port());
        // A proxy is told the whole address, and not every proxy takes one without a path.
        URI whole = address.getRawPath().isEmpty() && address.getRawQuery() == null ? address.resolve("/") : address;
        HttpURLConnection connection =
                (HttpURLConnection) whole.toURL().openConnection(new java.net.Proxy(java.net.Proxy.Type.HTTP, socket));
        String user = proxy.user();
        if (user == null) {
            return connection;
        }
        if (connection instanceof HttpsURLConnection) {
            connection.setAuthenticator(new SignInAtProxy(user, proxy.password()));
        } else {
            byte[] pair = (user + ":" + proxy.password()).getBytes(StandardCharsets.UTF_8);
            connection.setRequestProperty(
                    "Proxy-Authorization", "Basic " + Base64.getEncoder().encodeToString(pair));
        }
        return connection;
    }

    /// Answers once: a proxy that refuses a password refuses it again, and may lock the user out.
    private static final class SignInAtProxy extends Authenticator {
        private final AtomicBoolean asked = new AtomicBoolean();
        private final String user;
        private final String password;

        SignInAtProxy(String user, String password) {
            this.user = user;
            this.password = password;
        }

        @Override
        protected @Nullable PasswordAuthentication getPasswordAuthentication() {
            return getRequestorType() == RequestorType.PROXY && !asked.getAndSet(true)
                    ? new PasswordAuthentication(user, password.toCharArray())
                    : null;
        }
    }
}
