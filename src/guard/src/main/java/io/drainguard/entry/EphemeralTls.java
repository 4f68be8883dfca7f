package io.drainguard.entry;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.HexFormat;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// Makes the TLS set-up of a server, with a new certificate that no other program trusts. It makes an authority and a
/// server certificate that the authority signed, because the endpoints of AWS have such a chain. The keys exist in
/// memory only, and only while priming runs.
///
/// The JDK has no public way to make a certificate, so this class writes the few bytes itself (RFC 5280, section 4.1;
/// X.690).
final class EphemeralTls {
    /// The host that the certificate names: an address, because a name would need a DNS lookup.
    static final String HOST = "127.0.0.1";

    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;

    /// Version 3 and the serial number.
    private static final byte[] START = hex("a003020102" + "020101");

    /// The signature algorithm sha256WithRSAEncryption.
    private static final byte[] ALGORITHM = der(SEQUENCE, hex("06092a864886f70d01010b" + "0500"));

    /// The certificate is valid from 2000 to 2049.
    private static final byte[] VALIDITY =
            der(SEQUENCE, der(0x17, "000101000000Z".getBytes(US_ASCII)), der(0x17, "491231235959Z".getBytes(US_ASCII)));

    /// The extension basicConstraints, critical: the certificate is an authority.
    private static final byte[] AUTHORITY = hex("a3133011300f0603551d130101ff040530030101ff");

    /// The extension subjectAltName: the address [#HOST].
    private static final byte[] SERVER = hex("a3133011300f0603551d110408300687047f000001");

    private final SSLContext context;
    private final TrustManager[] trust;

    private EphemeralTls(SSLContext context, TrustManager[] trust) {
        this.context = context;
        this.trust = trust;
    }

    /// Makes keys and certificates.
    static EphemeralTls create() throws GeneralSecurityException, IOException {
        KeyPairGenerator keys = KeyPairGenerator.getInstance("RSA");
        keys.initialize(2048);
        KeyPair authority = keys.generateKeyPair();
        KeyPair server = keys.generateKeyPair();
        Certificate root = certificate("authority", authority.getPublic(), AUTHORITY, authority.getPrivate());
        Certificate leaf = certificate("server", server.getPublic(), SERVER, authority.getPrivate());
        KeyStore own = store();
        own.setKeyEntry("server", server.getPrivate(), new char[0], new Certificate[] {leaf, root});
        KeyStore trusted = store();
        trusted.setCertificateEntry("authority", root);
        KeyManagerFactory identity = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        identity.init(own, new char[0]);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity.getKeyManagers(), null, null);
        return new EphemeralTls(context, trust.getTrustManagers());
    }

    /// Returns the context for the server.
    SSLContext context() {
        return context;
    }

    /// Returns the trust managers for the client.
    TrustManager[] trust() {
        return trust;
    }

    private static KeyStore store() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Certificate certificate(String subject, PublicKey key, byte[] extensions, PrivateKey authority)
            throws GeneralSecurityException, IOException {
        byte[] content = der(
                SEQUENCE, START, ALGORITHM, name("authority"), VALIDITY, name(subject), key.getEncoded(), extensions);
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(authority);
        signature.update(content);
        byte[] whole = der(SEQUENCE, content, ALGORITHM, der(0x03, new byte[1], signature.sign()));
        return CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(whole));
    }

    /// Encodes a name that has a commonName only.
    private static byte[] name(String text) {
        return der(SEQUENCE, der(SET, der(SEQUENCE, hex("0603550403"), der(0x0c, text.getBytes(US_ASCII)))));
    }

    /// Encodes a value as tag, length and content.
    private static byte[] der(int tag, byte[]... parts) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            content.writeBytes(part);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.size() < 0x80) {
            out.write(content.size());
        } else {
            byte[] length = BigInteger.valueOf(content.size()).toByteArray();
            int from = length[0] == 0 ? 1 : 0;
            out.write(0x80 | length.length - from);
            out.write(length, from, length.length - from);
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits);
    }
}
