package dev.mapae.playground;

import com.sun.net.httpserver.HttpExchange;
import dev.mapae.protocol.Json;
import dev.mapae.resourceserver.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What the demo API answers: JSON, and for errors always `{"error":{"status":…,"message":"…"}}`.
record ApiAnswer(int status, Map<String, List<String>> headers, String body) {
  static ApiAnswer of(int status, Json json) {
    return new ApiAnswer(status, Map.of(), json.toString());
  }

  /// An error.
  ///
  /// @param message what was wrong with this request and how to mend it
  static ApiAnswer error(int status, String message) {
    return of(
        status,
        Json.object().with("error", Json.object().with("status", status).with("message", message)));
  }

  /// A refused request, in the shape of this API, with the challenges of the refusal.
  static ApiAnswer refusal(Refusal refusal) {
    return new ApiAnswer(
        refusal.status(), refusal.headers(), error(refusal.status(), refusal.description()).body());
  }

  ApiAnswer with(String header, String value) {
    Map<String, List<String>> more = new LinkedHashMap<>(headers);
    more.put(header, List.of(value));
    return new ApiAnswer(status, more, body);
  }

  void send(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().putAll(headers);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      boolean bodiless = exchange.getRequestMethod().equals("HEAD");
      exchange.sendResponseHeaders(status, bodiless ? -1 : bytes.length);
      if (!bodiless) {
        exchange.getResponseBody().write(bytes);
      }
    }
  }
}
