package dev.mapae.storage;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The address of a PostgreSQL database: `postgresql://user:password@host:5432/name?sslmode=…`.
///
/// Without `sslmode`, a server on another machine has to prove who it is (`verify-full`); on this
/// machine TLS is used where the server offers it (`prefer`).
///
/// @param hosts `host:port`, or several with commas between them, of which the first that answers
///   is taken
/// @param password empty when the server asks for none
/// @param parameters of the driver
public record PostgresUrl(
    String hosts,
    String database,
    String user,
    Optional<String> password,
    Map<String, String> parameters) {
  private static final Pattern SHAPE =
      Pattern.compile(
          "postgres(?:ql)?://(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^@/?#]+)/(?<database>[^/?#]+)(?:\\?(?<query>[^#]*))?");
  private static final Pattern HOST =
      Pattern.compile("(?:[A-Za-z0-9_.-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?");
  private static final Pattern LOOPBACK =
      Pattern.compile("(?:localhost|127(?:\\.\\d{1,3}){3}|\\[::1])(?::\\d{1,5})?");

  /// What may be said to the driver.
  private static final Set<String> PARAMETERS =
      Set.of(
          "sslmode",
          "sslrootcert",
          "sslcert",
          "sslkey",
          "currentSchema",
          "targetServerType",
          "prepareThreshold");

  private static final List<String> SSL_MODES =
      List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  public PostgresUrl {
    parameters = Map.copyOf(parameters);
  }

  /// Reads an address.
  ///
  /// @throws IllegalArgumentException when it is none; the message says how to write one, and tells
  ///   nothing of the password
  public static PostgresUrl parse(String url) {
    Matcher m = SHAPE.matcher(url);
    if (!m.matches() || m.group("user") == null || m.group("user").isEmpty()) {
      throw new IllegalArgumentException(
          "write it like postgresql://user@host:5432/name, with a percent sign and two digits for each special character");
    }
    for (String host : m.group("hosts").split(",", -1)) {
      if (!HOST.matcher(host).matches()) {
        throw new IllegalArgumentException("its hosts are written like db.example:5432");
      }
    }
    return new PostgresUrl(
        m.group("hosts"),
        decoded(m.group("database")),
        decoded(m.group("user")),
        Optional.ofNullable(m.group("password"))
            .filter(p -> !p.isEmpty())
            .map(PostgresUrl::decoded),
        parameters(Optional.ofNullable(m.group("query")).orElse("")));
  }

  private static Map<String, String> parameters(String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    for (String pair : query.split("&", -1)) {
      if (pair.isEmpty()) {
        continue;
      }
      int equals = pair.indexOf('=');
      String name = equals < 0 ? pair : pair.substring(0, equals);
      if (!PARAMETERS.contains(name)) {
        throw new IllegalArgumentException(
            "it has a parameter that there is not; there are "
                + String.join(", ", PARAMETERS.stream().sorted().toList()));
      }
      parameters.put(name, equals < 0 ? "" : decoded(pair.substring(equals + 1)));
    }
    String mode = parameters.getOrDefault("sslmode", "prefer");
    if (!SSL_MODES.contains(mode)) {
      throw new IllegalArgumentException(
          "sslmode has to be one of " + String.join(", ", SSL_MODES));
    }
    return parameters;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("a % is not followed by two hexadecimal digits", e);
    }
  }

  /// The same database with a password that was kept elsewhere.
  public PostgresUrl withPassword(String other) {
    return new PostgresUrl(hosts, database, user, Optional.of(other), parameters);
  }

  /// The `sslmode` in force.
  public String sslMode() {
    return Optional.ofNullable(parameters.get("sslmode"))
        .orElse(isOnThisMachine() ? "prefer" : "verify-full");
  }

  /// Whether the connection stays on this machine, or the server has to prove who it is.
  public boolean isProtected() {
    return isOnThisMachine() || sslMode().equals("verify-full");
  }

  private boolean isOnThisMachine() {
    return List.of(hosts.split(",", -1)).stream().allMatch(h -> LOOPBACK.matcher(h).matches());
  }

  String jdbcUrl() {
    return "jdbc:postgresql://" + hosts + "/";
  }

  /// Everything that the driver has to know.
  ///
  /// @param silence after which a server counts as away, in whole seconds; 0 for never
  Properties properties(Duration silence) {
    Properties all = new Properties();
    all.setProperty("PGDBNAME", database);
    all.setProperty("user", user);
    password.ifPresent(p -> all.setProperty("password", p));
    all.setProperty("ApplicationName", "mapae");
    // Older ones are asked for less when a connection begins, in queries of their own.
    all.setProperty("assumeMinServerVersion", "15");
    all.setProperty("tcpKeepAlive", "true");
    all.setProperty("connectTimeout", "2");
    all.setProperty("socketTimeout", String.valueOf(silence.toSeconds()));
    // Or messages would quote what is in a row.
    all.setProperty("logServerErrorDetail", "false");
    // Bulk loads send many rows in one statement.
    all.setProperty("reWriteBatchedInserts", "true");
    all.putAll(parameters);
    all.setProperty("sslmode", sslMode());
    if (sslMode().equals("verify-full") && !parameters.containsKey("sslrootcert")) {
      // The authorities that this Java trusts.
      all.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    return all;
  }

  /// Tells nothing of the password.
  @Override
  public String toString() {
    return "postgresql://" + hosts + "/" + database;
  }
}
