package dev.mapae.client;

import com.nimbusds.jose.util.JSONArrayUtils;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// An authorization request as a JWT that the client signs. RFC 9101 §4.
final class RequestObject {
  private static final String TYPE = "oauth-authz-req+jwt";

  /// For a redirect that is slow; on the server's pages the person may take longer.
  private static final Duration LIFE = Duration.ofMinutes(5);

  private RequestObject() {}

  /// Makes a request object.
  ///
  /// @param asked the parameters of the request, `client_id` among them
  static String of(Parameters asked, String issuer, SigningKey key, Environment environment) {
    Instant now = environment.clock().instant();
    Json claims =
        Json.object()
            .with("iss", asked.required("client_id"))
            .with("aud", issuer)
            .with("iat", now.getEpochSecond())
            .with("nbf", now.getEpochSecond())
            .with("exp", now.plus(LIFE).getEpochSecond())
            .with("jti", environment.randomValue());
    asked.stream()
        .forEach(parameter ->
            claims.with(parameter.getKey(), value(parameter.getKey(), parameter.getValue())));
    return key.sign(TYPE, claims);
  }

  /// RFC 9101 §4: numbers are numbers; OIDC Core §6.1: `claims` is an object; RFC 9396 §2:
  /// `authorization_details` are an array.
  private static Object value(String name, List<String> values) {
    String first = values.get(0);
    return switch (name) {
      case "max_age" -> Long.parseLong(first);
      case "claims" -> Json.parseObject(first).<Object>map(o -> o).orElseThrow(() -> noJson(name));
      case "authorization_details" -> array(name, first);
      default -> values.size() == 1 ? first : values;
    };
  }

  private static List<Object> array(String name, String json) {
    try {
      return JSONArrayUtils.parse(json);
    } catch (ParseException e) {
      throw noJson(name);
    }
  }

  private static IllegalArgumentException noJson(String name) {
    return new IllegalArgumentException(
        "The parameter " + name + " is not the JSON that it has to be.");
  }
}
