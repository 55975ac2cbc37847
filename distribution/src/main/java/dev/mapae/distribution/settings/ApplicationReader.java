package dev.mapae.distribution.settings;

import dev.mapae.protocol.Loopback;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads what a client tells about its application, for its mistakes: nothing but the rules of
/// redirect URIs follows from it here. RFC 7591 §2, OpenID Connect Dynamic Client Registration §2.
final class ApplicationReader {
  private static final String TYPE = "application_type";
  private static final String INITIATE_LOGIN = "initiate_login_uri";
  private static final String STATEMENT = "software_statement";
  private static final int LONGEST = 200;
  private static final Pattern WEB_HOST = Pattern.compile("^https?://(\\[[^]]*]|[^:/?]*)");

  private ApplicationReader() {}

  static void read(Section client) {
    client.word(TYPE, List.of("web", "native")).ifPresent(type -> redirectUris(client, type));
    client
        .text(INITIATE_LOGIN)
        .flatMap(ApplicationReader::loginMistake)
        .ifPresent(m -> client.mistake(INITIATE_LOGIN, "'" + INITIATE_LOGIN + "': " + m));
    for (String key : List.of("software_id", "software_version")) {
      client.text(key).ifPresent(text -> requireShort(client, key, text));
    }
    if (client.entry(STATEMENT).isPresent()) {
      client.warn(
          STATEMENT,
          "'%s' is for clients that register themselves; the server does not act on it"
              .formatted(STATEMENT));
    }
    client.list("contacts").forEach(one -> requireShort(client, "contacts", one.value()));
  }

  private static void requireShort(Section client, String key, String text) {
    if (text.isBlank() || text.length() > LONGEST) {
      client.mistake(
          key,
          "'%s' has a text that is blank or has more than %d characters; write a short one"
              .formatted(key, LONGEST));
    }
  }

  /// Where the client did not say what it is, both kinds of redirect URI are fine: many native
  /// applications do not know the word.
  private static void redirectUris(Section client, String type) {
    for (Yaml.Scalar uri : client.list("redirect_uris")) {
      Optional<String> mistake =
          type.equals("web") ? webMistake(uri.value()) : nativeMistake(uri.value());
      mistake.ifPresent(
          m -> client.mistakes().add(uri.line(), "the redirect URI '" + uri.value() + "': " + m));
    }
  }

  private static Optional<String> webMistake(String uri) {
    return uri.startsWith("https://") && !isLoopback(uri)
        ? Optional.empty()
        : Optional.of(
            "the 'application_type' web takes https alone, and no loopback; if the application runs on people's devices, say 'application_type: native'");
  }

  /// Also https: a claimed one is safer than what the specification names (RFC 8252 §7.2).
  private static Optional<String> nativeMistake(String uri) {
    boolean web = uri.startsWith("https://") || uri.startsWith("http://");
    return !web || isLoopback(uri) == uri.startsWith("http://")
        ? Optional.empty()
        : Optional.of(
            "the 'application_type' native takes a scheme of the application, http on loopback, or https off it");
  }

  /// Whether a browser stays on its machine with it, however that is written: also names under
  /// `localhost` (RFC 6761 §6.3), addresses of IPv4 in those of IPv6, and the unspecified ones.
  private static boolean isLoopback(String uri) {
    Matcher m = WEB_HOST.matcher(uri);
    if (!m.find()) {
      return false;
    }
    String host = m.group(1);
    return Loopback.isHost(host) || host.endsWith(".localhost") || isOwnAddress(host);
  }

  private static boolean isOwnAddress(String host) {
    try {
      InetAddress address = InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", ""));
      return address.isLoopbackAddress() || address.isAnyLocalAddress();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static Optional<String> loginMistake(String uri) {
    return RedirectUris.mistake(uri)
        .or(() ->
            uri.startsWith("https://")
                ? Optional.empty()
                : Optional.of("it is not https; write it like https://app.example.com/login"));
  }
}
