package io.drainguard.cli.account;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/// The certificates that the operator trusts instead of Java's own, from a file as the AWS CLI takes it: PEM, any
/// number of certificates, text between them.
final class CaBundle {
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", Pattern.DOTALL);

    private CaBundle() {}

    /// Returns sockets that trust these certificates and no other.
    ///
    /// @param source what names the file, for the message
    /// @throws Unusable if the file has no certificate
    static SSLSocketFactory sockets(String source, String file) {
        try {
            List<String> blocks = CERTIFICATE
                    .matcher(Files.readString(Path.of(file), StandardCharsets.ISO_8859_1))
                    .results()
                    .map(MatchResult::group)
                    .toList();
            if (blocks.isEmpty()) {
                throw unusable(source, file, "has no certificate in PEM form");
            }
            return context(blocks).getSocketFactory();
        } catch (NoSuchFileException missing) {
            throw unusable(source, file, "does not exist");
        } catch (IOException | IllegalArgumentException unreadable) {
            throw unusable(source, file, "cannot be read");
        } catch (GeneralSecurityException malformed) {
            throw unusable(source, file, "has a certificate that cannot be read");
        }
    }

    private static SSLContext context(List<String> blocks) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        for (String block : blocks) {
            store.setCertificateEntry(
                    "ca-" + store.size(),
                    factory.generateCertificate(new ByteArrayInputStream(block.getBytes(StandardCharsets.ISO_8859_1))));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static Unusable unusable(String source, String file, String problem) {
        return new Unusable("the CA bundle '" + file + "' (" + source + ") " + problem
                + "; next: give a PEM file with the certificates to trust, or unset it");
    }
}
