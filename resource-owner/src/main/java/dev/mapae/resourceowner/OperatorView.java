package dev.mapae.resourceowner;

import static java.util.stream.Collectors.joining;

import dev.mapae.authorizationserver.store.Client;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.stream.Stream;

/// Who runs a client, as its metadata says. RFC 7591 §2.
///
/// @param itself whether the client said so, and nobody here
record OperatorView(
    Optional<Link> website,
    Optional<String> contacts,
    Optional<String> policyUri,
    Optional<String> termsUri,
    boolean itself) {
  /// @param host what a link leads to, as people can read it
  record Link(String url, String host) {}

  static OperatorView of(Client client, String language) {
    return new OperatorView(
        shown(client, "client_uri", language)
            .flatMap(url -> host(url).map(host -> new Link(url, host))),
        shown(client, "contacts", language).map(OperatorView::eachCut),
        page(client, "policy_uri", language),
        page(client, "tos_uri", language),
        client.isSelfRegistered());
  }

  /// Whether anything is said.
  boolean isKnown() {
    return Stream.of(website, contacts, policyUri, termsUri).anyMatch(Optional::isPresent);
  }

  /// Each of the contacts, not all of them together.
  private static String eachCut(String contacts) {
    return Stream.of(contacts.split(", ", -1)).map(DisplayName::of).collect(joining(", "));
  }

  /// RFC 7591 §2.2.
  private static Optional<String> shown(Client client, String name, String language) {
    return Optional.ofNullable(client.display().get(name + "#" + language))
        .or(() -> Optional.ofNullable(client.display().get(name)));
  }

  private static Optional<String> page(Client client, String name, String language) {
    return shown(client, name, language).filter(url -> host(url).isPresent());
  }

  /// Only what leads to a host over TLS becomes a link, and no name before an `@` passes for it.
  private static Optional<String> host(String url) {
    try {
      URI uri = new URI(url);
      return "https".equalsIgnoreCase(uri.getScheme()) && uri.getRawUserInfo() == null
          ? Optional.ofNullable(uri.getHost())
          : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
