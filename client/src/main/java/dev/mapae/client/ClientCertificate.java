package dev.mapae.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/// A certificate of this client, and its key, shown to whoever asks for one when a TLS connection
/// is made. RFC 8705 §2, §3.
///
/// One HTTP client serves both sides, since an API wants to see the certificate that its token is
/// bound to:
///
/// ```java
/// HttpClient http = ClientCertificate.ofPem(certificateFile, keyFile).httpClient();
/// Client client =
///     Client.discover(issuer, new TlsClientAuth("reports"), Environment.standard().withHttp(http));
/// var api = new AuthorizedHttpClient(http, client.clientCredentials(), apiUri);
/// ```
///
/// Immutable. A certificate that was renewed makes a new one of these.
public final class ClientCertificate {
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");

  /// What a key signs to show that it is the one of a certificate, by the algorithm of the key.
  private static final Map<String, String> SIGNATURES =
      Map.of("EC", "SHA256withECDSA", "RSA", "SHA256withRSA", "EdDSA", "EdDSA");

  private final PrivateKey key;
  private final List<X509Certificate> chain;
  private final List<X509Certificate> authorities;

  private ClientCertificate(
      PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authorities) {
    this.key = key;
    this.chain = chain;
    this.authorities = authorities;
  }

  /// Reads PEM files, as `openssl req -nodes` writes them.
  ///
  /// @param certificate the certificate, and behind it those of the authorities between it and one
  ///   that is known, if there are any
  /// @param key PKCS #8 without a password (`BEGIN PRIVATE KEY`), of type EC, RSA or Ed25519
  /// @throws IllegalArgumentException for what is none, or a key of another certificate; the
  ///   message tells nothing of the key
  /// @throws UncheckedIOException for files that cannot be read
  public static ClientCertificate ofPem(Path certificate, Path key) {
    List<X509Certificate> chain = certificates(certificate);
    Matcher pem = PRIVATE_KEY.matcher(new String(bytes(key), StandardCharsets.ISO_8859_1));
    if (!pem.find()) {
      throw new IllegalArgumentException(
          "There is no PKCS #8 key without a password (BEGIN PRIVATE KEY) in "
              + key
              + "; openssl pkcs8 -topk8 -nocrypt -in FILE makes one of other forms.");
    }
    try {
      byte[] pkcs8 = Base64.getMimeDecoder().decode(pem.group(1));
      PublicKey other = chain.get(0).getPublicKey();
      return of(
          KeyFactory.getInstance(other.getAlgorithm())
              .generatePrivate(new PKCS8EncodedKeySpec(pkcs8)),
          chain.toArray(X509Certificate[]::new));
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      // What they say may hold parts of the key.
      throw new IllegalArgumentException(
          "The key in " + key + " is not the one of the certificate in " + certificate + ".");
    }
  }

  /// Takes a key that is in a key store or a device: TLS alone uses it.
  ///
  /// @param chain the certificate, and those of the authorities above it
  /// @throws IllegalArgumentException for no certificate, one of a type other than EC, RSA and
  ///   Ed25519, or a key of another certificate
  public static ClientCertificate of(PrivateKey key, X509Certificate... chain) {
    if (chain.length == 0) {
      throw new IllegalArgumentException("A key needs its certificate.");
    }
    if (!belong(key, chain[0].getPublicKey())) {
      throw new IllegalArgumentException(
          "The key is not the one of the certificate, or of no type that is known (EC, RSA,"
              + " Ed25519).");
    }
    return new ClientCertificate(key, List.of(chain), List.of());
  }

  private static boolean belong(PrivateKey key, PublicKey other) {
    Optional<String> algorithm = Optional.ofNullable(SIGNATURES.get(other.getAlgorithm()));
    if (algorithm.isEmpty()) {
      return false;
    }
    try {
      byte[] something = {1};
      Signature signature = Signature.getInstance(algorithm.get());
      signature.initSign(key);
      signature.update(something);
      byte[] signed = signature.sign();
      Signature check = Signature.getInstance(algorithm.get());
      check.initVerify(other);
      check.update(something);
      return check.verify(signed);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }

  /// The same for servers whose own certificates come from these authorities, and not from those
  /// that Java knows.
  ///
  /// @param pem a file with their certificates
  /// @throws IllegalArgumentException for a file without any
  /// @throws UncheckedIOException for one that cannot be read
  public ClientCertificate trusting(Path pem) {
    return new ClientCertificate(key, chain, certificates(pem));
  }

  /// An HTTP client that shows the certificate, for [Environment#withHttp] and
  /// [AuthorizedHttpClient]. It follows no redirects, and waits five seconds for a connection.
  ///
  /// @return one of its own for each call
  public HttpClient httpClient() {
    return Environment.httpBuilder().sslContext(sslContext()).build();
  }

  /// What another HTTP client shows the certificate by.
  public SSLContext sslContext() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {new ShownCertificate(key, chain)}, trust(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("There is no TLS in this Java", e);
    }
  }

  private TrustManager[] trust() throws GeneralSecurityException, IOException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    if (authorities.isEmpty()) {
      factory.init((KeyStore) null); // those that Java knows
    } else {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (X509Certificate authority : authorities) {
        store.setCertificateEntry(String.valueOf(store.size()), authority);
      }
      factory.init(store);
    }
    return factory.getTrustManagers();
  }

  /// The public key as a JWK with the certificate in its `x5c`: what a server that lets the client
  /// in by `self_signed_tls_client_auth` is given in `jwks`. RFC 8705 §2.2, RFC 7517 §4.7.
  public Map<String, Object> publicJwk() {
    Map<String, Object> jwk =
        new LinkedHashMap<>(SigningKey.jwk(chain.get(0).getPublicKey()).getRequiredParams());
    try {
      jwk.put("x5c", List.of(Base64.getEncoder().encodeToString(chain.get(0).getEncoded())));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e); // it was encoded when it was read
    }
    return Collections.unmodifiableMap(jwk);
  }

  private static List<X509Certificate> certificates(Path file) {
    try {
      List<X509Certificate> certificates = new ArrayList<>();
      CertificateFactory.getInstance("X.509")
          .generateCertificates(new ByteArrayInputStream(bytes(file)))
          .forEach(certificate -> certificates.add((X509Certificate) certificate));
      if (!certificates.isEmpty()) {
        return List.copyOf(certificates);
      }
    } catch (GeneralSecurityException e) {
      // Said below.
    }
    throw new IllegalArgumentException("There is no certificate in " + file + ".");
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Tells nothing of the key.
  @Override
  public String toString() {
    return "ClientCertificate[" + chain.get(0).getSubjectX500Principal() + "]";
  }
}
