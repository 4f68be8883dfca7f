package io.drainguard.sim.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// A self-signed certificate for 127.0.0.1, made by the JDK's `keytool` for one run.
///
/// @param store key and certificate as PKCS #12, password [#PASSWORD]; also what a Java client may trust
/// @param pem the certificate alone, for other clients (`AWS_CA_BUNDLE`)
public record ServerCertificate(Path store, Path pem) {
    /// Not a secret: the key lives as long as a run.
    public static final String PASSWORD = "simulator";

    /// Makes the two files in this directory.
    public static ServerCertificate in(Path directory) throws IOException, InterruptedException {
        ServerCertificate files =
                new ServerCertificate(directory.resolve("server.p12"), directory.resolve("server.pem"));
        String store = files.store().toString();
        keytool(
                "-genkeypair",
                "-keystore",
                store,
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-keysize",
                "2048",
                "-dname",
                "CN=simulator",
                "-ext",
                "SAN=ip:127.0.0.1",
                "-ext",
                "BC:c=ca:true",
                "-validity",
                "10");
        keytool(
                "-exportcert",
                "-keystore",
                store,
                "-alias",
                "server",
                "-rfc",
                "-file",
                files.pem().toString());
        return files;
    }

    /// The server's side.
    public SSLContext identity() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    /// Flags with which a JVM trusts it, and nobody else.
    public String javaFlags() {
        return "-Djavax.net.ssl.trustStore=" + store + " -Djavax.net.ssl.trustStorePassword=" + PASSWORD;
    }

    private static void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
    }
}
