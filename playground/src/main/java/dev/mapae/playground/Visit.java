package dev.mapae.playground;

import com.sun.net.httpserver.HttpExchange;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One request of a browser: who it is, which language it wants, and what it asks.
///
/// @param query the raw query, empty when there is none
/// @param cookies the cookies to set
record Visit(Session session, Messages messages, String query, List<String> cookies) {
  private static final int MAX_COOKIES = 200;
  private static final String ATTRIBUTES = "; Path=/; HttpOnly; SameSite=Lax";

  /// Reads a request.
  ///
  /// @param suffix ends the names of the cookies: browsers share those of all ports of a host
  static Visit of(HttpExchange exchange, Sessions sessions, String suffix) {
    String sessionCookie = "mapae_playground" + suffix;
    String languageCookie = "mapae_playground_language" + suffix;
    String query = Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
    List<String> cookies = new ArrayList<>();

    Optional<Session> known = cookie(exchange, sessionCookie).flatMap(sessions::find);
    Session session = known.orElseGet(sessions::create);
    if (known.isEmpty()) {
      cookies.add(sessionCookie + "=" + session.id() + ATTRIBUTES);
    }
    Optional<Language> chosen = chosen(query);
    chosen.ifPresent(language -> cookies.add(languageCookie + "=" + language.tag() + ATTRIBUTES));
    Language language =
        chosen
            .or(() -> cookie(exchange, languageCookie).flatMap(Language::of))
            .orElseGet(() -> Language.accepted(header(exchange, "Accept-Language")));
    return new Visit(session, Messages.of(language), query, cookies);
  }

  private static Optional<Language> chosen(String query) {
    try {
      return Parameters.parse(query).one("lang").flatMap(Language::of);
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }

  private static Optional<String> cookie(HttpExchange exchange, String name) {
    for (String pair : header(exchange, "Cookie").split("; ?", MAX_COOKIES)) {
      if (pair.startsWith(name + "=")) {
        return Optional.of(pair.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }

  private static String header(HttpExchange exchange, String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }
}
