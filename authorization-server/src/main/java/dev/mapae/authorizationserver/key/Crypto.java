package dev.mapae.authorizationserver.key;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.Signature;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// The provider of signatures: Amazon Corretto Crypto Provider, used explicitly and not installed
/// globally, or the JDK's own where it does not load.
final class Crypto {
  private Crypto() {}

  /// A signature algorithm by its JCA name. The first call takes a third of a second, to load the
  /// native library.
  static Signature signature(String jcaName) throws GeneralSecurityException {
    return Holder.PROVIDER.isPresent()
        ? Signature.getInstance(jcaName, Holder.PROVIDER.get())
        : Signature.getInstance(jcaName);
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
