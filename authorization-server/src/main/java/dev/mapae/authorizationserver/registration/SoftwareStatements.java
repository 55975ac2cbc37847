package dev.mapae.authorizationserver.registration;

import com.nimbusds.jose.JOSEObjectType;
import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.assertion.Assertion;
import dev.mapae.authorizationserver.clientauth.ClientSecrets;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.clientkey.UnavailableKeys;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.authorizationserver.store.StoredSecret;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.VerificationKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Judges software statements: client metadata that somebody vouches for whom the operator trusts.
/// RFC 7591 §2.3, §3.1.1.
///
/// Where nobody is trusted they are ignored, as every member that is not known. One names its
/// software by `software_id`, so that no other JWT of its issuer can be taken for one.
///
/// One that is kept is sealed: it is in every copy of the software, and yet whoever stole a
/// database would have one that stands in for an initial access token.
///
/// @param issuer this server
record SoftwareStatements(
    Issuer issuer,
    List<SoftwareStatementIssuer> trusted,
    ClientKeys keys,
    ClientSecrets secrets,
    Predicate<String> algorithms,
    InstantSource clock) {
  /// The member of the metadata. RFC 7591 §3.1.1.
  static final String MEMBER = "software_statement";

  private static final String SOFTWARE_ID = "software_id";

  /// How far ahead `exp` may be: one goes out with a release of the software.
  private static final Duration LONGEST_LIFE = Duration.ofDays(400);

  SoftwareStatements {
    trusted = List.copyOf(trusted);
  }

  /// Metadata, with what was vouched for in it.
  ///
  /// @param by whose statement it came with
  /// @param vouched the members that the statement says
  record Attested(Metadata metadata, Optional<SoftwareStatementIssuer> by, Set<String> vouched) {
    /// What the statement names, which need not be of this server: it is for every one.
    Besides besides() {
      Map<String, Object> said = new LinkedHashMap<>(metadata.known());
      said.keySet().retainAll(vouched);
      return Besides.of(said);
    }

    /// Judges it. Who is refused is told which members are the statement's: they may have written
    /// something else beside it.
    <T> T judged(Function<Attested, T> judge) {
      try {
        return judge.apply(this);
      } catch (ProtocolException e) {
        throw vouched.isEmpty()
            ? e
            : because(
                e,
                " The software_statement says "
                    + vouched.stream().sorted().collect(Collectors.joining(", "))
                    + ".");
      }
    }

    /// Whose word it was, and about what, for the audit.
    Map<String, String> facts() {
      return by.<Map<String, String>>map(one ->
              Map.of(
                  "iss",
                  one.issuer(),
                  SOFTWARE_ID,
                  String.valueOf(metadata.known().get(SOFTWARE_ID))))
          .orElse(Map.of());
    }
  }

  /// Whether some statements stand in for an initial access token.
  boolean mayReplaceInitialAccessToken() {
    return trusted.stream().anyMatch(SoftwareStatementIssuer::insteadOfInitialAccessToken);
  }

  /// Whether there is a statement to be judged, which costs something.
  boolean judges(Metadata metadata) {
    return !trusted.isEmpty() && metadata.all().get(MEMBER) != null;
  }

  /// What to keep of the statement of a client.
  ///
  /// @param before what was kept, which stays where it is the same
  Optional<StoredSecret> toKeep(String clientId, Metadata metadata, Optional<StoredSecret> before) {
    return Optional.ofNullable(metadata.known().get(MEMBER))
        .map(String.class::cast)
        .map(text ->
            before
                .filter(kept -> secrets.open(MEMBER, clientId, kept).equals(Optional.of(text)))
                .orElseGet(() -> secrets.seal(MEMBER, clientId, text)));
  }

  /// The statement of a client.
  Optional<String> of(Client client) {
    return client
        .registration()
        .flatMap(Registration::softwareStatement)
        .flatMap(kept -> secrets.open(MEMBER, client.id(), kept));
  }

  /// Puts what a statement says in the place of what stands beside it.
  ///
  /// @throws ProtocolException `invalid_software_statement` or `unapproved_software_statement`;
  ///   `invalid_client_metadata` or `invalid_redirect_uri` for what it says
  Attested attested(Metadata metadata) {
    @Nullable Object given = metadata.all().get(MEMBER);
    if (trusted.isEmpty() || given == null) {
      return new Attested(metadata, Optional.empty(), Set.of());
    }
    if (!(given instanceof String text)) {
      throw invalid("The member software_statement has to be a string, a signed JWT.");
    }
    Assertion statement = parsed(text);
    SoftwareStatementIssuer by = verify(statement);
    Metadata vouched = said(statement);
    return new Attested(
        metadata.withStatement(text, vouched), Optional.of(by), vouched.known().keySet());
  }

  private static Metadata said(Assertion statement) {
    Map<String, Object> claims = statement.claims();
    try {
      // As a blank one it may mean that there is to be none.
      if (claims.containsKey("scope") && claims.get("scope") == null) {
        throw Metadata.invalid("The member scope is null; name scopes, or leave it out.");
      }
      return Metadata.of(claims);
    } catch (ProtocolException e) {
      throw because(e, " It stands in the software_statement.");
    }
  }

  /// A refusal of metadata, with where they stand.
  private static ProtocolException because(ProtocolException refused, String where) {
    ProtocolError error = refused.error();
    if (error instanceof ProtocolError.InvalidRedirectUri) {
      return new ProtocolError.InvalidRedirectUri(error.description() + where).exception();
    }
    return error instanceof ProtocolError.InvalidClientMetadata
        ? Metadata.invalid(error.description() + where)
        : refused;
  }

  /// The same for an update. What was vouched for once is so ever after, by the same issuer and of
  /// the same software, and no statement takes back what a newer one says: otherwise it would be
  /// gone with the first update.
  ///
  /// @throws ProtocolException as [#attested]; `invalid_client_metadata` without a statement
  Attested attested(Client before, Metadata metadata) {
    Attested now = attested(metadata);
    if (before.registration().flatMap(Registration::softwareStatement).isEmpty()) {
      return now;
    }
    if (now.by().isEmpty()) {
      throw Metadata.invalid(
          "The client was registered with a software_statement; an update needs one that is good.");
    }
    Assertion old = of(before).map(SoftwareStatements::parsed).orElseThrow(() -> other("it"));
    Assertion changed = parsed(String.valueOf(now.metadata().known().get(MEMBER)));
    // A software_id is unique among those of its issuer alone.
    for (String name : List.of("iss", SOFTWARE_ID)) {
      if (!old.text(name).equals(changed.text(name))) {
        throw other("its " + name);
      }
    }
    if (changed.issuedAt().isPresent()
        && old.issuedAt().filter(changed.issuedAt().get()::isBefore).isPresent()) {
      throw new ProtocolError.UnapprovedSoftwareStatement(
              "The software_statement is older than that of the client; bring the newest.")
          .exception();
    }
    return now;
  }

  private static Assertion parsed(String text) {
    return Assertion.parse(MEMBER, text, SoftwareStatements::invalid);
  }

  private static ProtocolException other(String what) {
    return new ProtocolError.UnapprovedSoftwareStatement(
            "The software_statement is about other software than that of the client: "
                + what
                + " is another one. Register another client.")
        .exception();
  }

  private SoftwareStatementIssuer verify(Assertion statement) {
    SoftwareStatementIssuer by = by(statement.text("iss"));
    statement.checkType(Set.of(JOSEObjectType.JWT), "JWT, or leave it out");
    // A text, by which nothing else that this issuer signs is one.
    statement.text(SOFTWARE_ID);
    @Nullable Object audience = statement.claims().get("aud");
    if (audience != null && !isForThis(audience)) {
      throw new ProtocolError.UnapprovedSoftwareStatement(
              "The software_statement is for other servers: its aud does not have "
                  + issuer.value()
                  + ".")
          .exception();
    }
    statement.checkTimes(clock.instant(), LONGEST_LIFE);
    if (!algorithms.test(statement.algorithm())) {
      throw invalid(
          "The profile of this server has no such alg for a software_statement; have it signed with"
              + " PS256, ES256 or EdDSA (FAPI 2.0 Security Profile 5.4.1).");
    }
    if (!isSigned(statement, by)) {
      throw invalid("The software_statement is not signed with a key of its iss.");
    }
    return by;
  }

  private SoftwareStatementIssuer by(String iss) {
    return trusted.stream()
        .filter(one -> one.issuer().equals(iss))
        .findFirst()
        .orElseThrow(() ->
            new ProtocolError.UnapprovedSoftwareStatement(
                    "The iss of the software_statement is none whose statements this server takes;"
                        + " the operator lists them in software_statement_issuers.")
                .exception());
  }

  private boolean isForThis(Object audience) {
    return issuer.value().equals(audience)
        || (audience instanceof List<?> several && several.contains(issuer.value()));
  }

  private boolean isSigned(Assertion statement, SoftwareStatementIssuer by) {
    try {
      return VerificationKey.ALGORITHMS.contains(statement.algorithm())
          && keys.verifyForStranger(by.issuer(), by.keys(), statement.jws());
    } catch (UnavailableKeys e) {
      throw e.forAnother("the iss of the software_statement");
    }
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidSoftwareStatement(description).exception();
  }
}
