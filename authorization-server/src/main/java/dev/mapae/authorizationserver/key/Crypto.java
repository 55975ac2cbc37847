package dev.mapae.authorizationserver.key;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// The provider of signatures: Amazon Corretto Crypto Provider, used explicitly and not installed
/// globally, or the JDK's own where it does not load. ML-DSA is always the JDK's.
final class Crypto {
  private Crypto() {}

  /// What signs and verifies with an algorithm. The first call takes a third of a second, to load
  /// the native library.
  static Signature signature(SigningAlgorithm algorithm) throws GeneralSecurityException {
    return switch (algorithm) {
      case ES256, ES384, ES512, RS256, RS384, RS512, EDDSA -> signature(algorithm.jcaName());
      case PS256, PS384, PS512 -> pss(algorithm);
      case ML_DSA_44, ML_DSA_65, ML_DSA_87 -> Signature.getInstance(algorithm.jcaName());
    };
  }

  private static Signature signature(String jcaName) throws GeneralSecurityException {
    return Holder.PROVIDER.isPresent()
        ? Signature.getInstance(jcaName, Holder.PROVIDER.get())
        : Signature.getInstance(jcaName);
  }

  /// RFC 7518 §3.5: the same hash for the mask, and a salt as long as the hash.
  private static Signature pss(SigningAlgorithm algorithm) throws GeneralSecurityException {
    String hash = algorithm.hash();
    Signature signature = signature(algorithm.jcaName());
    signature.setParameter(
        new PSSParameterSpec(
            hash,
            "MGF1",
            new MGF1ParameterSpec(hash),
            MessageDigest.getInstance(hash).getDigestLength(),
            1));
    return signature;
  }

  /// A factory that makes keys of the provider's own kind, which it need not translate at each
  /// signature.
  static KeyFactory keys(String jcaName) throws GeneralSecurityException {
    return Holder.PROVIDER.isPresent()
        ? KeyFactory.getInstance(jcaName, Holder.PROVIDER.get())
        : KeyFactory.getInstance(jcaName);
  }

  /// The provider; empty where it does not load.
  static Optional<Provider> provider() {
    return Holder.PROVIDER;
  }

  // A holder class, so that the native library is loaded by the first who needs it, once.
  private static final class Holder {
    static final Optional<Provider> PROVIDER = load();

    private static Optional<Provider> load() {
      if (AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null) {
        return Optional.of(AmazonCorrettoCryptoProvider.INSTANCE);
      }
      LoggerFactory.getLogger(Crypto.class)
          .warn(
              "The native crypto provider does not load here; the JDK's own is used, at about a tenth of the speed.");
      return Optional.empty();
    }
  }
}
