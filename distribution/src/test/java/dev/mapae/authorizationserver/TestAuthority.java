package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.Der.bytes;
import static dev.mapae.authorizationserver.Der.extension;
import static dev.mapae.authorizationserver.Der.oid;
import static dev.mapae.authorizationserver.Der.sequence;
import static dev.mapae.authorizationserver.Der.tagged;
import static dev.mapae.authorizationserver.Der.time;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.security.auth.x500.X500Principal;

/// A certificate authority that issues what a test asks for, well made or not. RFC 5280.
///
/// @param chain its certificate, and those of the authorities above it
public record TestAuthority(List<X509Certificate> chain, PrivateKey key) {
  private static final AtomicLong SERIAL = new AtomicLong(1);
  private static final byte[] ECDSA_WITH_SHA256 = sequence(oid(1, 2, 840, 10045, 4, 3, 2));
  private static final byte[] ECDSA_WITH_SHA1 = sequence(oid(1, 2, 840, 10045, 4, 1));

  /// A client with its certificate.
  ///
  /// @param chain its own certificate first; those of authorities that it sends along behind it
  public record Identity(List<X509Certificate> chain, PrivateKey key) {
    public X509Certificate certificate() {
      return chain.getFirst();
    }

    /// As a TLS client has it, under [#PASSWORD].
    public KeyStore keyStore() {
      try {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry("client", key, PASSWORD, chain.toArray(Certificate[]::new));
        return store;
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }

    /// RFC 9440 §2.2.
    public String header() {
      return byteSequence(certificate());
    }

    /// What nginx has as `$ssl_client_escaped_cert`.
    public String escapedPem() {
      return pem(certificate())
          .replace(" ", "%20")
          .replace("\n", "%0A")
          .replace("+", "%2B")
          .replace("/", "%2F")
          .replace("=", "%3D");
    }
  }

  public static final char[] PASSWORD = "password".toCharArray();

  public static String byteSequence(X509Certificate certificate) {
    try {
      return ":" + Base64.getEncoder().encodeToString(certificate.getEncoded()) + ":";
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  public static String pem(X509Certificate certificate) {
    try {
      return "-----BEGIN CERTIFICATE-----\n"
          + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(certificate.getEncoded())
          + "\n-----END CERTIFICATE-----\n";
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /// One that nobody stands above.
  public static TestAuthority root(String name) {
    return root(new Order(name).authority());
  }

  public static TestAuthority root(Order order) {
    Identity identity = order.selfSigned();
    return new TestAuthority(identity.chain(), identity.key());
  }

  public X509Certificate certificate() {
    return chain.getFirst();
  }

  /// One below this.
  public TestAuthority below(String name) {
    return below(new Order(name).authority());
  }

  public TestAuthority below(Order order) {
    Identity identity = order.from(this);
    return new TestAuthority(identity.chain(), identity.key());
  }

  /// What is to be in a certificate: for client authentication, and good for a day around the time
  /// of the tests, unless said otherwise.
  public static final class Order {
    private final X500Principal subject;
    private final List<byte[]> names = new ArrayList<>();
    private Optional<byte[]> purpose =
        Optional.of(extension("2.5.29.37", true, sequence(oid(1, 3, 6, 1, 5, 5, 7, 3, 2))));
    private int usage = 0x80;
    private boolean authority;
    private Optional<Integer> longestPath = Optional.empty();
    private Optional<byte[]> nameConstraints = Optional.empty();
    private boolean sha1;
    private boolean ofVersion1;
    private Optional<Integer> rsaBits = Optional.empty();
    private Instant from = new TestClock().instant().minus(Duration.ofDays(1));
    private Instant until = Instant.parse("2049-01-01T00:00:00Z");

    public Order(String subject) {
      this.subject = new X500Principal(subject);
    }

    /// For authorities, and for nothing else.
    public Order authority() {
      authority = true;
      usage = 0x06;
      purpose = Optional.empty();
      return this;
    }

    /// How many authorities may be below it, RFC 5280 §4.2.1.9.
    public Order longestPath(int authorities) {
      longestPath = Optional.of(authorities);
      return this;
    }

    /// The only names that it may issue, RFC 5280 §4.2.1.10.
    public Order onlyFor(String dns) {
      byte[] name = tagged(0x82, dns.getBytes(StandardCharsets.US_ASCII));
      nameConstraints =
          Optional.of(extension("2.5.29.30", true, sequence(tagged(0xa0, sequence(name)))));
      return this;
    }

    /// Signed with SHA-1, RFC 9155 §1.
    public Order withSha1() {
      sha1 = true;
      return this;
    }

    /// With an RSA key of its own.
    public Order rsa(int bits) {
      rsaBits = Optional.of(bits);
      return this;
    }

    /// Without extensions, RFC 5280 §4.1.2.1.
    public Order ofVersion1() {
      ofVersion1 = true;
      return this;
    }

    public Order dns(String name) {
      names.add(tagged(0x82, name.getBytes(StandardCharsets.US_ASCII)));
      return this;
    }

    public Order uri(String name) {
      names.add(tagged(0x86, name.getBytes(StandardCharsets.US_ASCII)));
      return this;
    }

    public Order email(String name) {
      names.add(tagged(0x81, name.getBytes(StandardCharsets.US_ASCII)));
      return this;
    }

    public Order ip(String literal) {
      names.add(tagged(0x87, InetAddress.ofLiteral(literal).getAddress()));
      return this;
    }

    /// Without an extended key usage, RFC 5280 §4.2.1.12.
    public Order forAnything() {
      purpose = Optional.empty();
      return this;
    }

    /// With `anyExtendedKeyUsage`.
    public Order forAnyPurpose() {
      purpose = Optional.of(extension("2.5.29.37", false, sequence(oid(2, 5, 29, 37, 0))));
      return this;
    }

    public Order forServers() {
      purpose = Optional.of(extension("2.5.29.37", true, sequence(oid(1, 3, 6, 1, 5, 5, 7, 3, 1))));
      return this;
    }

    /// RFC 5280 §4.2.1.3: keyEncipherment alone.
    public Order notForSignatures() {
      return usage(0x20);
    }

    /// RFC 5280 §4.2.1.3: the bits of the key usage, digitalSignature being the highest.
    public Order usage(int bits) {
      usage = bits;
      return this;
    }

    /// Without a key usage.
    public Order forAnyUsage() {
      return usage(0);
    }

    public Order good(Instant notBefore, Instant notAfter) {
      from = notBefore;
      until = notAfter;
      return this;
    }

    public Identity selfSigned() {
      KeyPair pair = pair();
      return new Identity(List.of(made(pair, subject, pair.getPrivate())), pair.getPrivate());
    }

    public Identity from(TestAuthority issuer) {
      KeyPair pair = pair();
      X509Certificate own =
          made(pair, issuer.certificate().getSubjectX500Principal(), issuer.key());
      // The root is known to whoever trusts it.
      List<X509Certificate> above =
          issuer.chain().stream()
              .filter(c -> !c.getSubjectX500Principal().equals(c.getIssuerX500Principal()))
              .toList();
      return new Identity(
          Stream.concat(Stream.of(own), above.stream()).toList(), pair.getPrivate());
    }

    private X509Certificate made(KeyPair pair, X500Principal issuer, PrivateKey signing) {
      byte[] algorithm = sha1 ? ECDSA_WITH_SHA1 : ECDSA_WITH_SHA256;
      byte[] toBeSigned =
          sequence(
              ofVersion1 ? new byte[0] : tagged(0xa0, tagged(0x02, new byte[] {2})),
              tagged(0x02, BigInteger.valueOf(SERIAL.incrementAndGet()).toByteArray()),
              algorithm,
              issuer.getEncoded(),
              sequence(time(from), time(until)),
              subject.getEncoded(),
              pair.getPublic().getEncoded(),
              ofVersion1 ? new byte[0] : tagged(0xa3, sequence(extensions())));
      try {
        Signature signature = Signature.getInstance(sha1 ? "SHA1withECDSA" : "SHA256withECDSA");
        signature.initSign(signing);
        signature.update(toBeSigned);
        byte[] der =
            sequence(toBeSigned, algorithm, tagged(0x03, bytes(new byte[1], signature.sign())));
        return (X509Certificate)
            CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }

    private byte[] extensions() {
      List<byte[]> extensions = new ArrayList<>();
      extensions.add(
          extension(
              "2.5.29.19",
              true,
              authority ? sequence(tagged(0x01, new byte[] {(byte) 0xff}), path()) : sequence()));
      if (usage != 0) {
        extensions.add(extension("2.5.29.15", true, tagged(0x03, new byte[] {0, (byte) usage})));
      }
      purpose.ifPresent(extensions::add);
      nameConstraints.ifPresent(extensions::add);
      if (!names.isEmpty()) {
        extensions.add(extension("2.5.29.17", false, sequence(names.toArray(byte[][]::new))));
      }
      return bytes(extensions.toArray(byte[][]::new));
    }

    private byte[] path() {
      return longestPath
          .map(authorities -> tagged(0x02, new byte[] {authorities.byteValue()}))
          .orElse(new byte[0]);
    }

    private KeyPair pair() {
      try {
        if (rsaBits.isPresent()) {
          KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
          generator.initialize(rsaBits.get());
          return generator.generateKeyPair();
        }
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
      } catch (GeneralSecurityException e) {
        throw new AssertionError(e);
      }
    }
  }
}
