package dev.mapae.protocol;

import java.security.Provider;
import java.util.Iterator;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/// The provider that checks signatures: Amazon Corretto Crypto Provider where it is on the class
/// path and loads, and the JDK's own otherwise. It is used for what is checked here, and not
/// installed for the whole process.
final class SignatureProvider {
  private static final System.Logger LOG = System.getLogger(SignatureProvider.class.getName());

  /// Named and not referred to, so that nobody needs it to compile or to run.
  private static final String ACCP =
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

  /// Other entries than that one may be broken too, and this many are passed over.
  private static final int MAX_BROKEN = 100;

  private SignatureProvider() {}

  /// The provider for a signature algorithm, by its JCA name. The first call takes a third of a
  /// second where there is a native library to load.
  ///
  /// @return empty where the JDK's own is to be used
  static Optional<Provider> of(String jcaName) {
    return Holder.PROVIDER.filter(provider -> has(provider, jcaName));
  }

  // A holder class, so that the native library is loaded by the first who needs it, once.
  private static final class Holder {
    static final Optional<Provider> PROVIDER = load(SignatureProvider.class.getClassLoader());
  }

  static Optional<Provider> load(ClassLoader classes) {
    try {
      Optional<Provider> provider = find(classes).map(ServiceLoader.Provider::get);
      if (provider.filter(SignatureProvider::isWorking).isPresent()) {
        return provider;
      }
      provider.ifPresent(p -> LOG.log(System.Logger.Level.WARNING, NOT_LOADED));
    } catch (ServiceConfigurationError | LinkageError e) {
      LOG.log(System.Logger.Level.WARNING, NOT_LOADED, e);
    }
    return Optional.empty();
  }

  /// Finds it among all there are.
  ///
  /// @throws ServiceConfigurationError when its class cannot be had
  /// @throws LinkageError when it cannot be linked
  private static Optional<ServiceLoader.Provider<Provider>> find(ClassLoader classes) {
    Iterator<ServiceLoader.Provider<Provider>> all =
        ServiceLoader.load(Provider.class, classes).stream().iterator();
    for (int broken = 0; broken < MAX_BROKEN; broken++) {
      try {
        while (all.hasNext()) {
          ServiceLoader.Provider<Provider> next = all.next();
          if (next.type().getName().equals(ACCP)) {
            return Optional.of(next);
          }
        }
        return Optional.empty();
      } catch (ServiceConfigurationError | LinkageError e) {
        if (String.valueOf(e.getMessage()).replace('/', '.').contains(ACCP)) {
          throw e;
        }
      }
    }
    return Optional.empty();
  }

  private static final String NOT_LOADED =
      "The native crypto provider on the class path does not load here; signatures are checked by"
          + " the JDK, which takes about ten times as long for ES256.";

  /// One whose native library does not load has no algorithms.
  static boolean isWorking(Provider provider) {
    return has(provider, "SHA256withECDSA");
  }

  private static boolean has(Provider provider, String jcaName) {
    return provider.getService("Signature", jcaName) != null;
  }
}
