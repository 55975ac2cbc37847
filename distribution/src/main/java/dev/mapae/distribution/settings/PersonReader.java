package dev.mapae.distribution.settings;

import dev.mapae.authorizationserver.authentication.PasswordHash;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.issue.ReservedClaims;
import dev.mapae.authorizationserver.issue.StandardClaims;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Reads one entry of `users`: `username`, `password`, `roles`, and claims. OIDC Core §5.1.
final class PersonReader {
  private static final Set<String> OURS =
      Set.of("username", "password", "password_hash", "roles", "sub");

  private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7E]{1,255}");
  private final Section section;
  private final Secrets secrets;

  PersonReader(Section section, Secrets secrets) {
    this.section = section;
    this.secrets = secrets;
  }

  Optional<DeclaredPerson> read() {
    Optional<String> username = section.required("username", "alice").flatMap(this::username);
    Optional<String> password =
        section
            .scalar("password")
            .flatMap(s -> secrets.read("password", s))
            .flatMap(this::password);
    Optional<String> hash =
        section
            .scalar("password_hash")
            .flatMap(s -> secrets.read("password_hash", s))
            .flatMap(this::hash);
    if (section.entry("password").isPresent() && section.entry("password_hash").isPresent()) {
      section.mistake("password_hash", "'password_hash' stands beside 'password'; keep one");
    }
    Set<String> roles = new LinkedHashSet<>();
    section.list("roles").forEach(r -> roles.add(r.value()));
    String subject = section.scalar("sub").flatMap(this::subject).orElse("");
    Map<String, Object> claims = claims();
    return username.map(u ->
        new DeclaredPerson(
            new Person(subject, u, Origin.DECLARED, true, hash, roles, claims), password));
  }

  private Optional<String> username(Yaml.Scalar scalar) {
    String username = scalar.value();
    if (!Person.isUsername(username)) {
      section.mistake(
          "username", "'username' has to have 1 to 255 characters, without spaces around it");
      return Optional.empty();
    }
    return Optional.of(username);
  }

  private Optional<String> password(String password) {
    if (password.isEmpty() || password.length() > 1000) {
      section.mistake("password", "'password' has to have 1 to 1000 characters");
      return Optional.empty();
    }
    return Optional.of(password);
  }

  private Optional<String> hash(String hash) {
    try {
      PasswordHash.parse(hash);
    } catch (PasswordHash.Unusable e) {
      section.mistake("password_hash", "'password_hash' " + e.why());
      return Optional.empty();
    }
    return Optional.of(hash);
  }

  private Optional<String> subject(Yaml.Scalar scalar) {
    if (!SUBJECT.matcher(scalar.value()).matches()) {
      section.mistake(
          "sub", "'sub' has to have 1 to 255 printable ASCII characters (OIDC Core §2)");
      return Optional.empty();
    }
    return Optional.of(scalar.value());
  }

  private Map<String, Object> claims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    for (String name : section.keys()) {
      if (OURS.contains(name)) {
        continue;
      }
      if (ReservedClaims.has(name)) {
        section.mistake(name, "the server itself says '" + name + "'; remove it");
      }
      refuseMisspelt(name);
      Optional<Object> claim = section.entry(name).map(e -> e.value().json());
      claim.ifPresent(c -> claims.put(name, standard(name, c)));
    }
    ClaimsReader.requireShort(section, "username", claims);
    return claims;
  }

  /// A password under a name that is none would be handed out as a claim.
  private void refuseMisspelt(String name) {
    String nearest = EditDistance.nearest(name, OURS);
    if (!nearest.equals("sub")
        && EditDistance.between(name, nearest) <= (nearest.equals("roles") ? 1 : 2)) {
      section.mistake(name, "'%s' would be a claim; did you mean '%s'?".formatted(name, nearest));
    }
  }

  private Object standard(String name, Object value) {
    Optional<StandardClaims.Type> type = StandardClaims.typeOf(name);
    if (type.equals(Optional.of(StandardClaims.Type.TEXT))) {
      // What looks like a number or a date in YAML is text here: birthdate, phone_number, name.
      return section.text(name).orElse("");
    }
    type.filter(t -> !t.has(value))
        .ifPresent(t -> section.mistake(name, "'%s' %s".formatted(name, words(t))));
    return value;
  }

  private static String words(StandardClaims.Type type) {
    return switch (type) {
      case TEXT -> "has to be text (OIDC Core §5.1)";
      case FLAG -> "has to be true or false (OIDC Core §5.1)";
      case NUMBER -> "has to be a number of seconds (OIDC Core §5.1)";
      case ADDRESS -> "takes keys like 'formatted' (OIDC Core §5.1.1)";
    };
  }
}
