package dev.mapae.authorizationserver.details;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `authorization_details`, and whether they fit a JSON Schema. RFC 9396 §2, §11.3.
public final class DetailsParameterFuzz implements FuzzTarget {
  private static final JsonSchema SCHEMA =
      new JsonSchema(
          Json.parseObject(
                  """
                  {"type": "object", "required": ["type"], "additionalProperties": true,
                   "properties": {
                     "type": {"enum": ["payment", 1, null, [1.0]]},
                     "to": {"pattern": "^([a-z]+)*$", "minLength": 1, "maxLength": 100},
                     "amount": {"minimum": 0.5, "exclusiveMaximum": 1000},
                     "count": {"type": "integer"},
                     "tags": {"type": "array", "uniqueItems": true, "maxItems": 5,
                              "items": {"type": ["string", "number", "object"]}}}}
                  """)
              .orElseThrow());

  @Override
  public void eat(byte[] input) {
    try {
      read(FuzzTarget.text(input));
    } catch (ProtocolException e) {
      holds(e.error().code().equals("invalid_authorization_details"), e.error().code());
    }
  }

  private static void read(String json) {
    List<AuthorizationDetail> details = DetailsParameter.parse(Optional.of(json));
    List<Map<String, Object>> members = DetailsParameter.members(details);
    String written = Json.write(members);
    holds(
        written.getBytes(StandardCharsets.UTF_8).length <= DetailsParameter.LARGEST,
        "they are too large");
    holds(
        DetailsParameter.parse(Optional.of(written)).equals(details),
        "others were written than were read");
    members.forEach(SCHEMA::fault);
    holds(Narrowing.of(details, details).equals(details), "they are more than themselves");
  }
}
