package dev.mapae.testing;

import dev.mapae.protocol.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a server in a test knows: APIs, people, clients, and any other key of the configuration
/// file. Immutable; each method gives another one.
///
/// The server reads it as it reads its file, with the same rules. What would be tedious in a test
/// is filled in; of people and clients, for those that are named in Java:
///
/// - A person without `password` gets one, which [Mapae#password] tells.
/// - A client without `client_secret` gets one unless it is public; [Mapae#clientSecret] tells it.
///   One without `grant_types` may use all but token exchange and assertions, and one without
///   `scope` may ask for everything.
/// - Where there is no client at all, there is one called [#CLIENT], whose people are not asked for
///   consent.
public final class Setup {
  /// The client that there is where none is declared.
  public static final String CLIENT = "test";

  private static final List<String> GRANT_TYPES =
      List.of(
          "authorization_code",
          "refresh_token",
          "client_credentials",
          "urn:ietf:params:oauth:grant-type:device_code");

  private static final Setup EMPTY =
      new Setup("", List.of(), List.of(), List.of(), Map.of(), Optional.empty());

  private final String text;
  private final List<Map<String, ?>> resources;
  private final List<Map<String, ?>> people;
  private final List<Map<String, ?>> clients;
  private final Map<String, ?> others;
  private final Optional<Instant> still;

  private Setup(
      String text,
      List<Map<String, ?>> resources,
      List<Map<String, ?>> people,
      List<Map<String, ?>> clients,
      Map<String, ?> others,
      Optional<Instant> still) {
    this.text = text;
    this.resources = List.copyOf(resources);
    this.people = List.copyOf(people);
    this.clients = List.copyOf(clients);
    this.others = others;
    this.still = still;
  }

  /// A server that knows nobody.
  public static Setup empty() {
    return EMPTY;
  }

  /// What a configuration file says, without `issuer`, `listen`, `tls`, `management`, `database`
  /// and `key_encryption_key`, which the test has no say in. People and clients are as they are
  /// written there: nobody gets a password or a secret.
  ///
  /// Other keys may be said in Java; one that is said here is not said there as well.
  ///
  /// @param text YAML, its keys at the beginning of their lines and without quotation marks
  public static Setup yaml(String text) {
    return new Setup(text, List.of(), List.of(), List.of(), Map.of(), Optional.empty());
  }

  /// With an API.
  ///
  /// @param resource its resource indicator (RFC 8707), which is the `aud` of its tokens
  /// @param scopes what people allow there
  public Setup resource(String resource, String... scopes) {
    Map<String, Object> declared = new LinkedHashMap<>();
    Stream.of(scopes).forEach(scope -> declared.put(scope, Map.of()));
    return resource(Map.of("resource", resource, "scopes", declared));
  }

  /// With an API, of which there is more to say.
  ///
  /// @param members an entry of `resources` in the configuration file
  public Setup resource(Map<String, ?> members) {
    return new Setup(text, with(resources, members), people, clients, others, still);
  }

  /// With somebody.
  public Setup person(String username, String... roles) {
    return person(Map.of("username", username, "roles", List.of(roles)));
  }

  /// With somebody of whom there is more to say.
  ///
  /// @param members an entry of `users` in the configuration file: `username`, and claims
  public Setup person(Map<String, ?> members) {
    Map<String, Object> person = new LinkedHashMap<>(members);
    if (!person.containsKey("password_hash")) {
      person.putIfAbsent("password", "password-of-" + person.get("username"));
    }
    return new Setup(text, resources, with(people, person), clients, others, still);
  }

  /// With a client.
  ///
  /// @param clientId its `client_id`
  /// @param redirectUris where it takes its answers; may be none for a client that acts for itself
  public Setup client(String clientId, String... redirectUris) {
    return client(Map.of("client_id", clientId, "redirect_uris", List.of(redirectUris)));
  }

  /// With a client of which there is more to say.
  ///
  /// @param metadata an entry of `clients` in the configuration file: RFC 7591 §2, `client_id`,
  ///   `client_secret`
  public Setup client(Map<String, ?> metadata) {
    return new Setup(text, resources, people, with(clients, completed(metadata)), others, still);
  }

  private static Map<String, Object> completed(Map<String, ?> metadata) {
    Map<String, Object> client = new LinkedHashMap<>(metadata);
    boolean redirected = client.get("redirect_uris") instanceof List<?> uris && !uris.isEmpty();
    Object method = client.getOrDefault("token_endpoint_auth_method", "client_secret_basic");
    if (method.toString().startsWith("client_secret")) {
      client.putIfAbsent(
          "client_secret", "secret-of-" + client.get("client_id") + "-" + "0".repeat(32));
    }
    client.putIfAbsent(
        "grant_types",
        GRANT_TYPES.stream()
            .filter(grant -> redirected || !grant.equals("authorization_code"))
            .filter(grant -> !method.equals("none") || !grant.equals("client_credentials"))
            .toList());
    return client;
  }

  /// With any other key of the configuration file, such as `lifetimes`, `profile` or
  /// `registration`.
  ///
  /// @param value text, a number, a boolean, or a list or map of those
  public Setup with(String key, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(others);
    more.put(key, value);
    return new Setup(text, resources, people, clients, more, still);
  }

  /// With a clock that stands still, there, until [Mapae#advance]. Without this it is the system's.
  public Setup at(Instant now) {
    return new Setup(text, resources, people, clients, others, Optional.of(now));
  }

  Optional<Instant> still() {
    return still;
  }

  /// Whether nothing is said of clients.
  boolean hasNoClient() {
    return clients.isEmpty() && !says("clients");
  }

  /// With a client that may do everything.
  Setup withClient() {
    return client(
        Map.of(
            "client_id",
            CLIENT,
            "redirect_uris",
            List.of("http://127.0.0.1/callback"),
            "skip_consent",
            true));
  }

  /// As the server reads it.
  ///
  /// @param scope all that there is, for clients that are not told what they may have
  /// @param presets keys that the test may say otherwise
  /// @param fixed keys that it may not: said twice they are a mistake
  String text(String scope, Map<String, ?> presets, Map<String, ?> fixed) {
    Map<String, Object> rest = new LinkedHashMap<>(others);
    presets.forEach((key, value) -> {
      if (!says(key)) {
        rest.putIfAbsent(key, value);
      }
    });
    List<Map<String, ?>> all =
        clients.stream()
            .<Map<String, ?>>map(
                client -> client.containsKey("scope") ? client : scoped(client, scope))
            .toList();
    return Stream.of(
            Stream.of(text, ""),
            list("resources", resources),
            list("users", people),
            list("clients", all),
            lines(rest),
            lines(fixed))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n"));
  }

  private static Map<String, ?> scoped(Map<String, ?> client, String scope) {
    Map<String, Object> scoped = new LinkedHashMap<>(client);
    scoped.put("scope", scope);
    return scoped;
  }

  private static Stream<String> lines(Map<String, ?> keys) {
    return keys.entrySet().stream().map(e -> e.getKey() + ": " + Json.write(e.getValue()));
  }

  private static Stream<String> list(String key, List<Map<String, ?>> entries) {
    return entries.isEmpty()
        ? Stream.empty()
        : Stream.concat(Stream.of(key + ":"), entries.stream().map(e -> "  - " + Json.write(e)));
  }

  /// Whether another key than those of APIs, people and clients is said, or any of them in YAML.
  boolean says(String key) {
    return others.containsKey(key)
        || Pattern.compile("(?m)^" + Pattern.quote(key) + "\\s*:").matcher(text).find();
  }

  private static List<Map<String, ?>> with(List<Map<String, ?>> entries, Map<String, ?> entry) {
    List<Map<String, ?>> more = new ArrayList<>(entries);
    more.add(entry);
    return more;
  }
}
