package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.store.Client;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What people are shown of a client that registered itself: its name, and what is on the host that
/// it is known to have. RFC 7591 §5: anybody can register the logo of a bank, and the links to it.
final class OwnPages {
  private static final String NAME = "client_name";

  private OwnPages() {}

  /// What there is to show, without `contacts`, which nobody can check.
  static Map<String, String> of(Client client) {
    if (client.display().keySet().stream().allMatch(OwnPages::isName)) {
      return client.display();
    }
    Optional<String> own = host(client);
    Map<String, String> shown = new HashMap<>(client.display());
    shown
        .entrySet()
        .removeIf(said ->
            !isName(said.getKey())
                && (said.getKey().equals("contacts")
                    || own.isEmpty()
                    || !host(said.getValue()).equals(own)));
    return shown;
  }

  private static boolean isName(String member) {
    return member.equals(NAME) || member.startsWith(NAME + "#");
  }

  /// The one host that has its document, or where all its answers go. Nobody has the one of a
  /// device, or of a program on one.
  private static Optional<String> host(Client client) {
    List<String> places = client.isOfDocument() ? List.of(client.id()) : client.redirectUris();
    List<Optional<String>> hosts = places.stream().map(OwnPages::host).distinct().toList();
    return hosts.size() == 1 ? hosts.getFirst() : Optional.empty();
  }

  /// Only TLS proves a host, and no name before an `@` passes for it.
  private static Optional<String> host(String url) {
    try {
      URI uri = new URI(url);
      return "https".equalsIgnoreCase(uri.getScheme()) && uri.getRawUserInfo() == null
          ? Optional.ofNullable(uri.getHost()).map(host -> host.toLowerCase(Locale.ROOT))
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
