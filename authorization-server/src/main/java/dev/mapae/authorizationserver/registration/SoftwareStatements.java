package dev.mapae.authorizationserver.registration;

import com.nimbusds.jose.JOSEObjectType;
import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.assertion.Assertion;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.clientkey.UnavailableKeys;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Registration;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.VerificationKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Judges software statements: client metadata that somebody vouches for whom the operator trusts.
/// RFC 7591 §2.3, §3.1.1.
///
/// Where nobody is trusted they are ignored, as every member that is not known. One names its
/// software by `software_id`, so that no other JWT of its issuer can be taken for one.
///
/// @param issuer this server
record SoftwareStatements(
    Issuer issuer, List<SoftwareStatementIssuer> trusted, ClientKeys keys, InstantSource clock) {
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
  record Attested(Metadata metadata, Optional<SoftwareStatementIssuer> by) {}

  /// Whether some statements stand in for an initial access token.
  boolean mayReplaceInitialAccessToken() {
    return trusted.stream().anyMatch(SoftwareStatementIssuer::insteadOfInitialAccessToken);
  }

  /// Puts what a statement says in the place of what stands beside it.
  ///
  /// @throws ProtocolException `invalid_software_statement` or `unapproved_software_statement`;
  ///   `invalid_client_metadata` or `invalid_redirect_uri` for what it says
  Attested attested(Metadata metadata) {
    @Nullable Object given = metadata.all().get(MEMBER);
    if (trusted.isEmpty() || given == null) {
      return new Attested(metadata, Optional.empty());
    }
    if (!(given instanceof String text)) {
      throw invalid("The member software_statement has to be a string, a signed JWT.");
    }
    Assertion statement = Assertion.parse(MEMBER, text, SoftwareStatements::invalid);
    SoftwareStatementIssuer by = verify(statement);
    return new Attested(metadata.withStatement(text, statement.claims()), Optional.of(by));
  }

  /// The same for an update. What was vouched for once is so ever after, and of the same software:
  /// otherwise it would be gone with the first update.
  ///
  /// @throws ProtocolException as [#attested]; `invalid_client_metadata` without a statement
  Metadata attested(Client before, Metadata metadata) {
    Attested now = attested(metadata);
    Map<String, Object> registered =
        before.registration().map(Registration::metadata).orElse(Map.of());
    if (registered.containsKey(MEMBER) && now.by().isEmpty()) {
      throw Metadata.invalid(
          "The client was registered with a software_statement; an update needs one that is good.");
    }
    if (registered.containsKey(MEMBER)
        && !Optional.ofNullable(registered.get(SOFTWARE_ID))
            .equals(Optional.ofNullable(now.metadata().known().get(SOFTWARE_ID)))) {
      throw new ProtocolError.UnapprovedSoftwareStatement(
              "The software_statement is about other software than that of the client: its"
                  + " software_id is another one. Register another client.")
          .exception();
    }
    return now.metadata();
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
          && keys.verify(by.issuer(), by.keys(), statement.jws());
    } catch (UnavailableKeys e) {
      throw invalid(
          "The jwks_uri of the iss of the software_statement leads to no keys: "
              + e.reason()
              + ".");
    }
  }

  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidSoftwareStatement(description).exception();
  }
}
