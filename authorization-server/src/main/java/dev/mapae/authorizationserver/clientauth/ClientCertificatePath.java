package dev.mapae.authorizationserver.clientauth;

import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathValidatorException;
import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXCertPathChecker;
import java.security.cert.X509Certificate;
import java.security.interfaces.DSAKey;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.security.spec.PSSParameterSpec;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What each certificate between a client and an authority has to be, beyond what Java looks at:
/// meant for clients, RFC 5280 §4.2.1.12, and not to be forged.
final class ClientCertificatePath extends PKIXCertPathChecker {
  /// `id-kp-clientAuth` and `anyExtendedKeyUsage`, RFC 5280 §4.2.1.12.
  private static final Set<String> FOR_CLIENTS = Set.of("1.3.6.1.5.5.7.3.2", "2.5.29.37.0");

  /// How the names of signatures begin that nobody can forge. RFC 9155 §1 says why not SHA-1.
  private static final List<String> STRONG = List.of("SHA256", "SHA384", "SHA512", "SHA3-", "Ed");

  private static final String PSS = "RSASSA-PSS";
  private static final String ML_DSA = "ML-DSA";
  private static final int RSA_BITS = 2048;
  private static final int EC_BITS = 256;

  /// Whether one that says what it is for is for clients. RFC 5280 §4.2.1.12: an authority that
  /// says so as well means what it issues.
  static boolean isForClients(X509Certificate certificate) {
    try {
      @Nullable List<String> purposes = certificate.getExtendedKeyUsage();
      return purposes == null || purposes.stream().anyMatch(FOR_CLIENTS::contains);
    } catch (CertificateParsingException e) {
      return false;
    }
  }

  /// Whether its key is long enough that nobody signs in its place.
  static boolean hasStrongKey(X509Certificate certificate) {
    PublicKey key = certificate.getPublicKey();
    if (key instanceof RSAKey rsa) {
      return rsa.getModulus().bitLength() >= RSA_BITS;
    }
    if (key instanceof ECKey ec) {
      return ec.getParams().getOrder().bitLength() >= EC_BITS;
    }
    return !(key instanceof DSAKey);
  }

  private static boolean hasStrongSignature(X509Certificate certificate) {
    String name = certificate.getSigAlgName();
    return name.equals(PSS)
        ? isStrong(digestOfPss(certificate.getSigAlgParams()))
        : name.startsWith(ML_DSA) || isStrong(name);
  }

  private static boolean isStrong(String name) {
    return STRONG.stream().anyMatch(name::startsWith);
  }

  /// RFC 4055 §3.1: the digest is among the parameters. Its name is brought into the form that the
  /// names of signatures have.
  private static String digestOfPss(byte @Nullable [] der) {
    try {
      if (der == null) {
        return "";
      }
      AlgorithmParameters parameters = AlgorithmParameters.getInstance(PSS);
      parameters.init(der);
      return parameters
          .getParameterSpec(PSSParameterSpec.class)
          .getDigestAlgorithm()
          .replaceFirst("^SHA-", "SHA");
    } catch (GeneralSecurityException | IOException e) {
      return "";
    }
  }

  @Override
  public void init(boolean forward) {}

  @Override
  public boolean isForwardCheckingSupported() {
    return true;
  }

  @Override
  public Set<String> getSupportedExtensions() {
    return Set.of();
  }

  @Override
  public void check(Certificate certificate, Collection<String> unresolved)
      throws CertPathValidatorException {
    if (!(certificate instanceof X509Certificate one)
        || !isForClients(one)
        || !hasStrongSignature(one)
        || !hasStrongKey(one)) {
      throw new CertPathValidatorException("not for clients, or too weak");
    }
  }
}
