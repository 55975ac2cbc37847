package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.clientauth.ClientSecrets;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.registration.MetadataRules;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.distribution.settings.TlsReader.Tls;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reads the metadata of a client that registers itself by the rules of the declared ones: as an
/// entry of `clients`, of which each member has a line of its own. RFC 7591 §2.
///
/// @param clientCa whether the server knows authorities of clients' certificates
/// @param certificateHeader whether proxies bring clients' certificates
public record RegisteredClientReader(boolean clientCa, boolean certificateHeader)
    implements MetadataRules {
  /// At a server to which no client shows a certificate.
  public static RegisteredClientReader withoutTls() {
    return new RegisteredClientReader(false, false);
  }

  /// As if the client were declared with one: what it gets is made for it.
  private static final String ANY_SECRET = "x".repeat(64);

  private static final int LONGEST_DESCRIPTION = 400;

  @Override
  public Client read(Map<String, Object> metadata, Set<String> scopes, Set<String> detailsTypes) {
    Map<String, Object> entry = new LinkedHashMap<>(metadata);
    entry.put("client_id", "self-registered");
    if (ClientSecrets.isNeededFor(
        String.valueOf(entry.getOrDefault("token_endpoint_auth_method", "client_secret_basic")))) {
      entry.put("client_secret", ANY_SECRET);
    }
    List<String> names = new ArrayList<>(entry.keySet());
    Map<String, Yaml.Entry> lines = new LinkedHashMap<>();
    entry.forEach((name, value) -> {
      int line = names.indexOf(name) + 1;
      lines.put(name, new Yaml.Entry(line, yaml(value, line)));
    });
    Mistakes mistakes = new Mistakes("");
    Section section = new Section(new Yaml.Mapping(0, lines), "the client", mistakes);
    Secrets secrets = new Secrets(Path.of(""), true, mistakes);
    var read = new ClientReader(section, secrets, scopes, detailsTypes, tls()).read();
    mistakes
        .first()
        .ifPresent(mistake -> {
          String name = mistake.line() == 0 ? "" : names.get(mistake.line() - 1);
          throw refused(name, mistake.text());
        });
    return read.map(DeclaredClient::client).orElseThrow();
  }

  private Tls tls() {
    return new Tls(
        Optional.empty(),
        certificateHeader ? Optional.of("Client-Cert") : Optional.empty(),
        clientCa,
        List.of());
  }

  private static ProtocolException refused(String name, String mistake) {
    String text = mistake.replace("§", "");
    // What is long in it came from outside, and stands in the middle.
    String description =
        text.length() <= LONGEST_DESCRIPTION
            ? text
            : text.substring(0, LONGEST_DESCRIPTION / 2)
                + " ... "
                + text.substring(text.length() - LONGEST_DESCRIPTION / 2);
    return name.equals("redirect_uris")
        ? new ProtocolError.InvalidRedirectUri(description).exception()
        : new ProtocolError.InvalidClientMetadata(description).exception();
  }

  private static Yaml yaml(Object value, int line) {
    return switch (value) {
      case String text -> new Yaml.Scalar(line, text, false);
      case List<?> list ->
          new Yaml.Sequence(line, list.stream().map(item -> yaml(item, line)).toList());
      case Map<?, ?> map -> {
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        map.forEach((key, member) ->
            entries.put(String.valueOf(key), new Yaml.Entry(line, yaml(member, line))));
        yield new Yaml.Mapping(line, entries);
      }
      case null -> new Yaml.Scalar(line, "", true);
      default -> new Yaml.Scalar(line, value.toString(), true);
    };
  }
}
