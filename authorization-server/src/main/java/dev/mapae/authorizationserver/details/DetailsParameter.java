package dev.mapae.authorizationserver.details;

import com.nimbusds.jose.util.JSONArrayUtils;
import dev.mapae.authorizationserver.interaction.ShownText;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the parameter `authorization_details`. RFC 9396 §2.
public final class DetailsParameter {
  /// In bytes of UTF-8, written without blanks: they go into access tokens, which go into headers.
  /// Together with all claims that can be asked for they stay below the 4096 characters that a node
  /// which does not know them reads of the column they are in.
  static final int LARGEST = 3072;

  /// With blanks and escapes.
  private static final int LONGEST = 4 * LARGEST;

  private static final int MOST = 10;
  private static final int DEEPEST = 6;

  /// What every reader of JSON reads as the number that was written. RFC 8259 §6.
  private static final double LARGEST_NUMBER = 9_007_199_254_740_991.0;

  private DetailsParameter() {}

  /// Reads the value.
  ///
  /// @param value empty when there is no such parameter
  /// @return empty when there is none
  /// @throws ProtocolException `invalid_authorization_details` for what is no array of some objects
  ///   that each have a `type`, and for more than fits into a token
  public static List<AuthorizationDetail> parse(Optional<String> value) {
    return value.map(DetailsParameter::parse).orElse(List.of());
  }

  private static List<AuthorizationDetail> parse(String json) {
    if (json.length() > LONGEST) {
      throw tooLarge();
    }
    List<?> array = array(json);
    if (array.isEmpty() || array.size() > MOST) {
      throw invalid("The authorization_details have to be 1 to " + MOST + " objects.");
    }
    List<AuthorizationDetail> details = array.stream().map(DetailsParameter::detail).toList();
    if (Json.write(members(details)).getBytes(StandardCharsets.UTF_8).length > LARGEST) {
      throw tooLarge();
    }
    return details;
  }

  /// Details as they go into tokens and answers.
  public static List<Map<String, Object>> members(List<AuthorizationDetail> details) {
    return details.stream().map(AuthorizationDetail::members).toList();
  }

  private static List<?> array(String json) {
    try {
      // The parser would read other texts too.
      return json.strip().startsWith("[") ? JSONArrayUtils.parse(json) : List.of();
    } catch (ParseException e) {
      throw invalid("The authorization_details are not a JSON array of objects.");
    }
  }

  private static AuthorizationDetail detail(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> object)
        || !(object.get("type") instanceof String type)
        || type.isEmpty()) {
      throw invalid("Each of the authorization_details has to be an object with a type, a string.");
    }
    return new AuthorizationDetail(object(object, 1));
  }

  private static Map<String, Object> object(Map<?, ?> object, int depth) {
    Map<String, Object> members = new LinkedHashMap<>();
    object.forEach(
        (name, member) -> members.put(shown(String.valueOf(name)), value(member, depth)));
    return members;
  }

  private static Object value(@Nullable Object value, int depth) {
    if (depth > DEEPEST) {
      throw invalid("The authorization_details are nested more than " + DEEPEST + " deep.");
    }
    return switch (value) {
      case null -> throw invalid("The authorization_details have a null; leave such members out.");
      case Map<?, ?> object -> object(object, depth + 1);
      case List<?> list -> list.stream().map(item -> value(item, depth + 1)).toList();
      case Number number when !(Math.abs(number.doubleValue()) <= LARGEST_NUMBER) ->
          throw invalid(
              "The authorization_details have a number that is too large for JSON; write it as a"
                  + " string.");
      case String text -> shown(text);
      case Object other -> other;
    };
  }

  /// What the page could not show would be granted unseen.
  private static String shown(String text) {
    if (!text.codePoints().allMatch(ShownText::isPlain)) {
      throw invalid(
          "The authorization_details have a character that nobody would see, such as a line break or"
              + " one that turns the direction of the text; leave it out.");
    }
    return text;
  }

  private static ProtocolException tooLarge() {
    return invalid(
        "The authorization_details have more than "
            + LARGEST
            + " bytes; ask for less at once, or name what is large instead of sending it.");
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidAuthorizationDetails(description).exception();
  }
}
