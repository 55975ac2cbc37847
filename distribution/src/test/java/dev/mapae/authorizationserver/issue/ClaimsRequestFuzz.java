package dev.mapae.authorizationserver.issue;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.TestServer;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.util.List;
import java.util.Set;

/// The `claims` parameter. OIDC Core §5.5.
public final class ClaimsRequestFuzz implements FuzzTarget {
  private static final Scope SCOPE = Scope.parse("openid email");
  private static final Catalog CATALOG =
      new Catalog(TestServer.ISSUER.value(), List.of(), List.of());

  @Override
  public void eat(byte[] input) {
    try {
      ClaimsRequest claims = ClaimsRequest.parse(FuzzTarget.text(input));
      holds(ClaimsRequest.parse(claims.json()).equals(claims), "others were written");
      ClaimsRequest granted = claims.granted(CATALOG, Set.of("name"), SCOPE);
      holds(granted.beyond(CATALOG, SCOPE, SCOPE).isEmpty(), "more is granted than was shown");
      holds(ClaimsRequest.parse(granted.json()).equals(granted), "others were granted");
      var _ = claims.essentialAcr();
      var _ = claims.subjects();
    } catch (ProtocolException e) {
      holds(e.error().code().equals("invalid_request"), e.error().code());
    }
  }
}
