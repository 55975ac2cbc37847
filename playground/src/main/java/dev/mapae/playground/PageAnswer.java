package dev.mapae.playground;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the page answers.
record PageAnswer(int status, Map<String, List<String>> headers, String body) {
  /// The headers of pages and files: what may be loaded, and where forms may lead. Content Security
  /// Policy Level 3.
  record Headers(String issuer) {
    PageAnswer page(int status, Html html) {
      URI uri = URI.create(issuer);
      // Browsers hold the redirect that follows a form to `form-action` too.
      return new PageAnswer(status, Map.of(), html.markup())
          .with("Content-Type", "text/html; charset=utf-8")
          .with("Cache-Control", "no-store")
          .with("Referrer-Policy", "no-referrer")
          .with("X-Content-Type-Options", "nosniff")
          .with(
              "Content-Security-Policy",
              "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; "
                  + "frame-ancestors 'none'; form-action 'self' "
                  + uri.getScheme()
                  + "://"
                  + uri.getRawAuthority());
    }

    PageAnswer asset(Assets.Asset asset) {
      return new PageAnswer(200, Map.of(), asset.content())
          .with("Content-Type", asset.contentType())
          .with("Cache-Control", "public, max-age=31536000, immutable")
          .with("X-Content-Type-Options", "nosniff")
          .with("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    }
  }

  static PageAnswer redirect(URI to) {
    return new PageAnswer(303, Map.of(), "")
        .with("Location", to.toString())
        .with("Cache-Control", "no-store")
        .with("Referrer-Policy", "no-referrer");
  }

  static PageAnswer plain(int status, String text) {
    return new PageAnswer(status, Map.of(), text + "\n")
        .with("Content-Type", "text/plain; charset=utf-8")
        .with("X-Content-Type-Options", "nosniff");
  }

  /// The same with one more header of this name.
  PageAnswer with(String name, String value) {
    Map<String, List<String>> more = new LinkedHashMap<>(headers);
    List<String> values = new ArrayList<>(more.getOrDefault(name, List.of()));
    values.add(value);
    more.put(name, List.copyOf(values));
    return new PageAnswer(status, more, body);
  }

  void send(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().putAll(headers);
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    boolean bodiless = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(status, bodiless ? -1 : bytes.length);
    if (!bodiless) {
      exchange.getResponseBody().write(bytes);
    }
  }
}
