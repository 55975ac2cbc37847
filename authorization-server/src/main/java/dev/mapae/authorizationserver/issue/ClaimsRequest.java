package dev.mapae.authorizationserver.issue;

import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.Scope;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

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

  /// A claim in a language, whose tag is no longer than any that RFC 5646 §4.4.1 expects.
  private static final Pattern LANGUAGE =
      Pattern.compile("[^#]+#(?=.{1,35}$)[A-Za-z0-9]{1,8}(-[A-Za-z0-9]{1,8})*");

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

  /// What is left of it for a person: without the claims that are asked for with a value which is
  /// not theirs. OIDC Core §5.5.1.
  public ClaimsRequest of(Person person) {
    return new ClaimsRequest(fitting(idToken, person), fitting(userinfo, person));
  }

  private static Map<String, Map<String, Object>> fitting(
      Map<String, Map<String, Object>> claims, Person person) {
    Map<String, Map<String, Object>> out = new LinkedHashMap<>();
    claims.forEach((name, how) -> {
      // How these were asked for is heeded where the person signs in.
      if (name.equals("acr") || name.equals("sub") || fits(name, how, person)) {
        out.put(name, how);
      }
    });
    return out;
  }

  private static boolean fits(String name, Map<String, Object> how, Person person) {
    return isForAny(how)
        || Optional.ofNullable(StandardClaims.of(person, Set.of(name)).get(name))
            .filter(value -> values(how).stream().anyMatch(v -> isSame(v, value)))
            .isPresent();
  }

  /// Numbers are of another class in each parser.
  private static boolean isSame(@Nullable Object asked, @Nullable Object value) {
    if (asked instanceof Number a && value instanceof Number b) {
      return new BigDecimal(a.toString()).compareTo(new BigDecimal(b.toString())) == 0;
    }
    if (asked instanceof List<?> a && value instanceof List<?> b) {
      return a.size() == b.size()
          && IntStream.range(0, a.size()).allMatch(i -> isSame(a.get(i), b.get(i)));
    }
    if (asked instanceof Map<?, ?> a && value instanceof Map<?, ?> b) {
      return a.keySet().equals(b.keySet())
          && a.keySet().stream().allMatch(key -> isSame(a.get(key), b.get(key)));
    }
    return Objects.equals(asked, value);
  }

  private static boolean isForAny(Map<String, Object> how) {
    return !how.containsKey("value") && !how.containsKey("values");
  }

  /// The values one of which a claim is asked for with: of none where it is not [#isForAny], it can
  /// have none.
  private static List<Object> values(Map<String, Object> how) {
    if (how.get("values") instanceof List<?> values) {
      return values.stream().filter(Objects::nonNull).<Object>map(v -> v).toList();
    }
    return Optional.ofNullable(how.get("value")).stream().toList();
  }

  /// The names of all claims about the person that are asked for beyond a scope, of those that a
  /// client may see: what its registered scope covers. Without languages, which are for the client
  /// to choose, as words are not.
  ///
  /// @param registered of the client's scope what the person may grant
  public Set<String> beyond(Catalog known, Scope scope, Scope registered) {
    return beyond(names(), known, scope, registered);
  }

  /// The same of names that were kept.
  public static Set<String> beyond(
      Set<String> claims, Catalog known, Scope scope, Scope registered) {
    Set<String> names = new LinkedHashSet<>(claims);
    Set<String> ofClient = known.claims(registered);
    Set<String> ofScope = known.claims(scope);
    names.removeIf(name -> !covers(ofClient, name) || covers(ofScope, name));
    return names.stream()
        .map(name -> ofClient.contains(name) ? name : name.split("#", 2)[0])
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /// The names of all claims that are asked for, wherever.
  public Set<String> names() {
    Set<String> names = new LinkedHashSet<>(idToken.keySet());
    names.addAll(userinfo.keySet());
    return names;
  }

  /// The same of a request that was kept; of none where there is none.
  public static Set<String> namesOf(Optional<String> kept) {
    return kept.map(ClaimsRequest::parse).map(ClaimsRequest::names).orElse(Set.of());
  }

  /// What is left of the request once a person decided: the names of claims that an approved scope
  /// covers, and of those that were shown one by one. How they were asked for has been heeded.
  public ClaimsRequest granted(Catalog known, Set<String> shown, Scope approved) {
    Set<String> allowed = new LinkedHashSet<>(known.claims(approved));
    allowed.addAll(shown);
    return new ClaimsRequest(retain(idToken, allowed), retain(userinfo, allowed));
  }

  private static Map<String, Map<String, Object>> retain(
      Map<String, Map<String, Object>> claims, Set<String> allowed) {
    Map<String, Map<String, Object>> out = new LinkedHashMap<>();
    claims.keySet().stream()
        .filter(name -> covers(allowed, name))
        .forEach(name -> out.put(name, Map.of()));
    return out;
  }

  /// Claims about the person that go into the ID token.
  ///
  /// @param registered of the client's scope now what the person may grant now: what it may no
  ///   longer see is left out
  Set<String> idTokenNames(Catalog known, Scope registered) {
    return covered(idToken.keySet(), known, registered);
  }

  /// Claims about the person that UserInfo answers, besides those of the scope.
  ///
  /// @param registered as in [#idTokenNames]
  public Set<String> userinfoNames(Catalog known, Scope registered) {
    return covered(userinfo.keySet(), known, registered);
  }

  private static Set<String> covered(Set<String> asked, Catalog known, Scope registered) {
    Set<String> names = new LinkedHashSet<>(asked);
    Set<String> ofClient = known.claims(registered);
    names.removeIf(name -> !covers(ofClient, name));
    return names;
  }

  /// Whether a claim is among these, or one of them in some language (`name#ko`, OIDC Core §5.2).
  private static boolean covers(Set<String> names, String name) {
    return names.contains(name)
        || (LANGUAGE.matcher(name).matches() && names.contains(name.split("#", 2)[0]));
  }

  public boolean isEmpty() {
    return idToken.isEmpty() && userinfo.isEmpty();
  }

  /// The JSON form.
  public String json() {
    return Json.object().with("id_token", idToken).with("userinfo", userinfo).toString();
  }

  /// The `acr` values that the client insists on: perhaps none that there could be. Empty when it
  /// does not insist. OIDC Core §5.5.1.1.
  public Optional<List<String>> essentialAcr() {
    return Optional.ofNullable(idToken.get("acr"))
        .filter(acr -> Boolean.TRUE.equals(acr.get("essential")) && !isForAny(acr))
        .map(acr -> values(acr).stream().map(String::valueOf).toList());
  }

  /// The subjects one of which the client insists on, in whichever place; none when anybody will
  /// do. OIDC Core §5.5.1.
  ///
  /// @throws dev.mapae.protocol.ProtocolException `invalid_request` when it wants nobody
  public List<String> subjects() {
    List<List<String>> wanted =
        Stream.of(idToken, userinfo)
            .flatMap(claims -> Optional.ofNullable(claims.get("sub")).stream())
            .filter(how -> !isForAny(how))
            .map(how -> values(how).stream().map(String::valueOf).toList())
            .toList();
    if (wanted.isEmpty()) {
      return List.of();
    }
    List<String> common = new ArrayList<>(wanted.getFirst());
    wanted.forEach(common::retainAll);
    if (common.isEmpty()) {
      throw invalid("The claims parameter asks for sub with no value that anybody could have.");
    }
    return common;
  }

  private static dev.mapae.protocol.ProtocolException invalid(String description) {
    return new ProtocolError.InvalidRequest(description).exception();
  }
}
