package dev.mapae.distribution.http;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.interaction.Paths;
import dev.mapae.protocol.Json;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.Callback;

/// Writes one of our responses through Jetty.
final class Answer {
  private Answer() {}

  /// What the binding itself has to say, in the shape of RFC 6749 §5.2.
  ///
  /// @param issuer whose pages explain the error; empty where there are none
  static Response error(Optional<Issuer> issuer, int status, String error, String description) {
    Json json = Json.object().with("error", error).with("error_description", description);
    issuer.ifPresent(i -> json.with("error_uri", i.url(Paths.ERRORS + error)));
    return Response.json(status, json).noStore();
  }

  /// @throws IllegalArgumentException for a header that would end the line it stands in
  static void write(
      Response answer,
      boolean isHead,
      org.eclipse.jetty.server.Response response,
      Callback callback) {
    for (Map.Entry<String, String> header : answer.headers()) {
      requirePlain(header.getKey(), header.getValue());
    }
    response.setStatus(answer.status());
    HttpFields.Mutable fields = response.getHeaders();
    for (Map.Entry<String, String> header : answer.headers()) {
      fields.add(new HttpField(header.getKey(), header.getValue()));
    }
    if (answer.body().length > 0 || (answer.status() != 204 && answer.status() != 304)) {
      fields.put(HttpHeader.CONTENT_LENGTH, answer.body().length);
    }
    response.write(true, ByteBuffer.wrap(isHead ? new byte[0] : answer.body()), callback);
  }

  private static boolean isName(String name) {
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= 0x20 || c >= 0x7f || c == ':') {
        return false;
      }
    }
    return true;
  }

  private static boolean isValue(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if ((c < 0x20 && c != '\t') || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }

  private static void requirePlain(String name, String value) {
    if (name.isEmpty() || !isName(name) || !isValue(value)) {
      throw new IllegalArgumentException(
          "the header " + name.strip() + " has control characters or none of ASCII");
    }
  }
}
