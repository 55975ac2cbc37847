package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.registration.DocumentPolicy;
import dev.mapae.authorizationserver.registration.Exemptions;
import dev.mapae.authorizationserver.registration.PlainUrl;
import dev.mapae.authorizationserver.registration.RegistrationPolicy;
import dev.mapae.authorizationserver.registration.RegistrationPolicy.Mode;
import dev.mapae.distribution.settings.TlsReader.Tls;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads who may register clients, `registration` and `software_statement_issuers`, what they are
/// let off, `insecure_registration_…`, and which need not register: `client_id_metadata_documents`.
final class RegistrationReader {
  private static final String DOCUMENTS = "client_id_metadata_documents";

  private RegistrationReader() {}

  /// @param demonstration whether documents may be on this very machine, where the server itself is
  static RegistrationPolicy read(Section file, Tls tls, boolean demonstration) {
    Mode mode =
        file.word("registration", List.of("open", "token", "closed"))
            .map(word -> Mode.valueOf(word.toUpperCase(Locale.ROOT)))
            .orElse(Mode.CLOSED);
    return new RegistrationPolicy(
        mode,
        new Exemptions(
            file.flag("insecure_registration_without_pkce", false),
            file.flag("insecure_registration_assertion_audience", false),
            file.flag("insecure_registration_beyond_scope", false)),
        documents(file, demonstration),
        SoftwareStatementIssuerReader.readAll(file, mode),
        new RegisteredClientReader(tls.clientCa(), tls.header().isPresent()));
  }

  private static DocumentPolicy documents(Section file, boolean demonstration) {
    Optional<Yaml.Entry> entry = file.entry(DOCUMENTS);
    if (entry.isEmpty() || entry.get().value() instanceof Yaml.Scalar) {
      return new DocumentPolicy(file.flag(DOCUMENTS, true), Set.of(), demonstration);
    }
    Set<String> hosts =
        file.list(DOCUMENTS).stream().map(Yaml.Scalar::value).collect(Collectors.toSet());
    if (hosts.isEmpty()) {
      file.mistake(DOCUMENTS, "'" + DOCUMENTS + "' has no host; name some, or say false");
    }
    hosts.stream()
        .filter(host -> !PlainUrl.isHost(host))
        .forEach(host ->
            file.mistake(
                DOCUMENTS,
                "'%s' in '%s' is no host in lower case; write it like app.example.com, without scheme, port or wildcard"
                    .formatted(host, DOCUMENTS)));
    return new DocumentPolicy(!hosts.isEmpty(), hosts, demonstration);
  }
}
