package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.userinfo.StandardClaims;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The `claims` parameter: single claims that a client asks for. OIDC Core §5.5.
///
/// @param idToken what to put into the ID token, by name; the value is how it was asked for,
///   perhaps empty
/// @param userinfo what to answer at UserInfo, likewise
public record ClaimsRequest(
    Map<String, Map<String, Object>> idToken, Map<String, Map<String, Object>> userinfo) {
  public static final ClaimsRequest NONE = new ClaimsRequest(Map.of(), Map.of());

  private static final int MAX_LENGTH = 4096;
  private static final int MAX_CLAIMS = 50;

  /// Reads the parameter.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request` when it is not the JSON of OIDC
  ///   Core §5.5
  public static ClaimsRequest parse(String json) {
    if (json.length() > MAX_LENGTH) {
      throw invalid("The claims parameter is too long.");
    }
    Map<String, Object> top =
        Json.parseObject(json)
            .orElseThrow(() -> invalid("The claims parameter is not a JSON object."));
    return new ClaimsRequest(members(top, "id_token"), members(top, "userinfo"));
  }

  private static Map<String, Map<String, Object>> members(Map<String, Object> top, String name) {
    Object value = top.get(name);
    if (value == null) {
      return Map.of();
    }
    if (!(value instanceof Map<?, ?> claims) || claims.size() > MAX_CLAIMS) {
      throw invalid("The member " + name + " of the claims parameter is not an object of claims.");
    }
    Map<String, Map<String, Object>> out = new LinkedHashMap<>();
    claims.forEach((claim, how) -> {
      if (how != null && !(how instanceof Map<?, ?>)) {
        throw invalid("A claim in the claims parameter is neither null nor an object.");
      }
      Map<String, Object> request = new LinkedHashMap<>();
      if (how instanceof Map<?, ?> map) {
        map.forEach((k, v) -> request.put(String.valueOf(k), v));
      }
      out.put(String.valueOf(claim), request);
    });
    return out;
  }

  /// The names of all claims about the person that are asked for beyond a scope, of those that a
  /// client may see: what its registered scope covers.
  public Set<String> beyond(Scope scope, Scope registered) {
    Set<String> names = new LinkedHashSet<>(idToken.keySet());
    names.addAll(userinfo.keySet());
    names.retainAll(StandardClaims.names(registered));
    names.removeAll(StandardClaims.names(scope));
    return names;
  }

  /// What is left of the request once a person decided: the names of claims that an approved scope
  /// covers, and of those that were shown one by one. How they were asked for has been heeded.
  public ClaimsRequest granted(Set<String> shown, Scope approved) {
    Set<String> allowed = new LinkedHashSet<>(StandardClaims.names(approved));
    allowed.addAll(shown);
    return new ClaimsRequest(retain(idToken, allowed), retain(userinfo, allowed));
  }

  private static Map<String, Map<String, Object>> retain(
      Map<String, Map<String, Object>> claims, Set<String> allowed) {
    Map<String, Map<String, Object>> out = new LinkedHashMap<>();
    claims.keySet().stream().filter(allowed::contains).forEach(name -> out.put(name, Map.of()));
    return out;
  }

  /// Claims about the person that go into the ID token.
  ///
  /// @param registered the scope of the client now: what it may no longer see is left out
  Set<String> idTokenNames(Scope registered) {
    return covered(idToken.keySet(), registered);
  }

  /// Claims about the person that UserInfo answers, besides those of the scope.
  ///
  /// @param registered as in [#idTokenNames]
  public Set<String> userinfoNames(Scope registered) {
    return covered(userinfo.keySet(), registered);
  }

  private static Set<String> covered(Set<String> asked, Scope registered) {
    Set<String> names = StandardClaims.names(registered);
    names.retainAll(asked);
    return names;
  }

  public boolean isEmpty() {
    return idToken.isEmpty() && userinfo.isEmpty();
  }

  /// The JSON form.
  public String json() {
    return Json.object().with("id_token", idToken).with("userinfo", userinfo).toString();
  }

  /// The `acr` values that the client insists on; empty when it does not. OIDC Core §5.5.1.1.
  public List<String> essentialAcr() {
    Map<String, Object> acr = Optional.ofNullable(idToken.get("acr")).orElse(Map.of());
    if (!Boolean.TRUE.equals(acr.get("essential"))) {
      return List.of();
    }
    if (acr.get("values") instanceof List<?> values) {
      return values.stream().map(String::valueOf).toList();
    }
    return Optional.ofNullable(acr.get("value")).map(String::valueOf).stream().toList();
  }

  /// The subject that the client insists on. OIDC Core §5.5.1.
  public Optional<String> subject() {
    return Optional.ofNullable(idToken.get("sub"))
        .map(sub -> sub.get("value"))
        .map(String::valueOf);
  }

  private static dev.mapae.protocol.ProtocolException invalid(String description) {
    return new ProtocolError.InvalidRequest(description).exception();
  }
}
