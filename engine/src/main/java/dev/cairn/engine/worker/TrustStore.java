package dev.cairn.engine.worker;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The certificates that servers behind TLS are believed by, read from a file. */
public final class TrustStore {
  private TrustStore() {}

  /**
   * A TLS context that believes the certificates of a file and no others.
   *
   * @param file PEM certificates, or a key store in PKCS12 or JKS
   * @param password of a key store, or null
   * @throws IOException if it cannot be read, or holds no certificate
   */
  public static SSLContext context(Path file, @Nullable String password) throws IOException {
    try {
      KeyStore certificates =
          isPem(file)
              ? pem(file)
              : KeyStore.getInstance(
                  file.toFile(), password == null ? new char[0] : password.toCharArray());
      if (certificates.size() == 0) {
        throw new IOException("it holds no certificate");
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(certificates);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static boolean isPem(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1)
        .contains("-----BEGIN CERTIFICATE-----");
  }

  private static KeyStore pem(Path file) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    try (InputStream in = Files.newInputStream(file)) {
      for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("certificate-" + store.size(), each);
      }
    }
    return store;
  }
}
