package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.distribution.settings.TlsReader.Tls;
import java.util.List;
import java.util.Locale;

/// Reads who may register clients: `registration` and `insecure_registration_without_pkce`.
final class RegistrationReader {
  private RegistrationReader() {}

  static RegistrationPolicy read(Section file, Tls tls) {
    Mode mode =
        file.word("registration", List.of("open", "token", "closed"))
            .map(word -> Mode.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(Mode.CLOSED);
    return new RegistrationPolicy(
        mode,
        file.flag("insecure_registration_without_pkce", false),
        new RegisteredClientReader(tls.clientCa(), tls.header().isPresent()));
  }
}
