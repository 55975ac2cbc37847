package dev.mapae.resourceserver;

import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Challenge;
import dev.mapae.protocol.ProtocolException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Accepts or refuses the user-id and password of a request. RFC 7617.
///
/// ```java
/// Authenticator<User> staff = BasicAuthenticator.of("Staff", c -> users.check(c.userId(), c.password()));
/// ```
///
/// @param <P> what the check answers with
public final class BasicAuthenticator<P> implements Authenticator<P> {
  private final Challenge challenge;
  private final Function<BasicCredentials, Optional<P>> check;

  private BasicAuthenticator(Challenge challenge, Function<BasicCredentials, Optional<P>> check) {
    this.challenge = challenge;
    this.check = check;
  }

  /// An authenticator for one realm.
  ///
  /// @param realm what the credentials are for, as people are shown it (RFC 7617 §2); ASCII
  /// @param check answers who it is, or empty when the user-id or the password is wrong. It
  ///   compares passwords in constant time, by a hash that is slow to guess, and takes no longer
  ///   for a person that there is than for one that there is not.
  public static <P> BasicAuthenticator<P> of(
      String realm, Function<BasicCredentials, Optional<P>> check) {
    return new BasicAuthenticator<>(
        Challenge.of("Basic").with("realm", realm).with("charset", "UTF-8"), check);
  }

  /// Accepts credentials that pass the check; refuses all others with 401 and a challenge.
  @Override
  public Outcome<P> authenticate(ResourceRequest request) {
    if (request.headers().all("Authorization").size() > 1) {
      return refused("The request has several Authorization headers; send one.");
    }
    Optional<BasicCredentials> credentials;
    try {
      credentials =
          request.headers().all("Authorization").stream()
              .findFirst()
              .flatMap(BasicCredentials::parse);
    } catch (ProtocolException e) {
      return refused(e.error().description());
    }
    if (credentials.isEmpty()) {
      return refused("This needs a user-id and a password, in the header Authorization: Basic ….");
    }
    return check
        .apply(credentials.get())
        .<Outcome<P>>map(Outcome.Accepted::new)
        .orElseGet(() -> refused("The user-id or the password is wrong."));
  }

  /// None: nobody gets a token for it.
  @Override
  public Optional<ProtectedResourceMetadata> metadata() {
    return Optional.empty();
  }

  private Outcome<P> refused(String description) {
    return new Outcome.Refused<>(
        new Refusal(401, Optional.empty(), description, List.of(challenge)));
  }
}
