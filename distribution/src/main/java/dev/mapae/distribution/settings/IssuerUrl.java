package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.registration.PlainUrl;
import dev.mapae.distribution.http.Listener;
import dev.mapae.protocol.Loopback;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What an issuer may look like. RFC 8414 §2.
final class IssuerUrl {
  private static final Pattern FORM =
      Pattern.compile(
          "(https?)://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\\[[0-9a-f:]+])(?::(\\d{1,5}))?((?:/[A-Za-z0-9._~-]+)*)");

  private IssuerUrl() {}

  /// Everything that is wrong with an issuer, and how to mend it; empty for a good one.
  static List<String> mistakes(String issuer) {
    List<String> mistakes = new ArrayList<>();
    if (issuer.endsWith("/") && !issuer.endsWith("://")) {
      mistakes.add("leave out the '/' at the end; issuers are compared letter by letter");
    }
    if (issuer.contains("?") || issuer.contains("#")) {
      mistakes.add("an issuer has no query and no fragment (RFC 8414 §2); leave them out");
    }
    // What was told already is left out, so that the rest is judged by itself.
    Matcher m = FORM.matcher(issuer.split("[?#]", 2)[0].replaceFirst("/$", ""));
    if (!m.matches() || port(m) > 65535 || PlainUrl.hasDotSegment(m.group(4))) {
      mistakes.add(
          "this is no URL of a server in lower case; write it like https://id.example.com");
    } else if (m.group(1).equals("http") && !Loopback.isHost(m.group(2))) {
      mistakes.add("http is for loopback only (localhost, 127.0.0.1, [::1]); use https");
    }
    return mistakes;
  }

  /// Where a server has to listen that is reached at this URL without a proxy.
  static Optional<Listener> listener(String issuer) {
    Matcher m = FORM.matcher(issuer);
    return m.matches() ? Listener.parse(m.group(2) + ":" + port(m)) : Optional.empty();
  }

  private static int port(Matcher m) {
    String port = m.group(3);
    if (port == null) {
      return m.group(1).equals("http") ? 80 : 443;
    }
    return Integer.parseInt(port);
  }
}
