package dev.mapae.authorizationserver.authorize;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.FuzzedServer;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.distribution.settings.RegisteredClientReader;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Redirect URIs: which one a client may register, and what matches it. RFC 9700 §2.1.
///
/// The first line is what was registered, the second what is asked for.
public final class VerifiedRedirectUriFuzz implements FuzzTarget {
  private static final Pattern LOOPBACK =
      Pattern.compile(
          "(http://(?:127\\.0\\.0\\.1|\\[::1]|localhost))(?::[1-9][0-9]{0,4})?((?:[/?].*)?)");

  @Override
  public void eat(byte[] input) throws Exception {
    List<String> lines = FuzzTarget.lines(input, 3);
    String registered = lines.get(0);
    String requested = lines.get(1);
    if (!isRegistered(registered)) {
      return;
    }
    if (registered.startsWith("http://") || registered.startsWith("https://")) {
      URI uri = new URI(registered);
      holds(uri.getHost() != null, "browsers see no host: " + registered);
      holds(
          uri.getRawUserInfo() == null && uri.getRawFragment() == null,
          "it has more: " + registered);
    } else {
      holds(registered.substring(0, registered.indexOf(':')).contains("."), registered);
    }
    Client client = FuzzedServer.client(registered);
    holds(VerifiedRedirectUri.match(client, registered).isPresent(), "it is not itself");
    VerifiedRedirectUri.match(client, requested)
        .ifPresent(match -> {
          holds(match.value().equals(requested), "another one is answered");
          holds(isSame(registered, requested), registered + " is no " + requested);
          var _ = match.host() + match.formTarget() + match.isOnDevice();
          holds(match.withQuery(Parameters.empty()).startsWith(requested), "it was changed");
        });
  }

  private static boolean isRegistered(String uri) {
    try {
      var _ =
          RegisteredClientReader.withoutTls()
              .read(
                  Map.of("redirect_uris", List.of(uri), "token_endpoint_auth_method", "none"),
                  Set.of(),
                  Set.of());
      return true;
    } catch (ProtocolException e) {
      return false;
    }
  }

  private static boolean isSame(String registered, String requested) {
    Matcher one = LOOPBACK.matcher(registered);
    Matcher other = LOOPBACK.matcher(requested);
    return registered.equals(requested)
        || (one.matches()
            && other.matches()
            && one.group(1).equals(other.group(1))
            && one.group(2).equals(other.group(2)));
  }
}
