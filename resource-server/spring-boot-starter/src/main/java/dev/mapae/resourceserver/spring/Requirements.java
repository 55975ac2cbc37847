package dev.mapae.resourceserver.spring;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.resourceserver.Requirement;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;

/// Requirements of the library as rules of Spring Security, which are refused exactly: the
/// challenge says which scope would be enough, or how the person has to sign in again. RFC 6750
/// §3.1, RFC 9470 §3.
///
/// ```java
/// requests.requestMatchers("/v1/playlists")
///     .access(Requirements.of(scope("playlist.write").and(role("editor"))))
/// ```
public final class Requirements {
  private Requirements() {}

  /// What a token lacks, for [Refusals].
  record Lacking(ProtocolError error) implements AuthorizationResult {
    @Override
    public boolean isGranted() {
      return false;
    }
  }

  /// A rule that lets in whose token allows this, by the clock of the resource server that accepted
  /// it, and nobody who came without a token.
  ///
  /// @param <T> what is protected: a request, the call of a method
  public static <T> AuthorizationManager<T> of(Requirement requirement) {
    return (who, ignored) -> decide(requirement, who.get());
  }

  private static AuthorizationResult decide(Requirement requirement, @Nullable Authentication who) {
    return who instanceof TokenAuthentication known
        ? requirement
            .lacking(known.getPrincipal(), known.clock().instant())
            .<AuthorizationResult>map(Lacking::new)
            .orElseGet(() -> new AuthorizationDecision(true))
        : new AuthorizationDecision(false);
  }
}
