package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Handles.Handle;
import dev.mapae.authorizationserver.key.Handles.Kind;
import java.util.Optional;

/// The cookies: one says which browser this is, from its first request on; one, who is signed in;
/// for some minutes one, who has yet to use a second factor; one keeps a link that went out by mail
/// while its page is shown; and one remembers who signed in there before.
///
/// They are `__Host-` cookies (RFC 6265bis §4.1.3.2), so that no neighbouring host can plant one.
/// On an http loopback issuer, which is for development, plain clients refuse `Secure`; there they
/// go without prefix.
public final class Cookies {
  private final Handles handles;
  private final String prefix;
  private final String attributes;

  public Cookies(Issuer issuer, Handles handles) {
    this.handles = handles;
    this.prefix = issuer.isPlainHttp() ? "mapae-" : "__Host-mapae-";
    this.attributes = "; Path=/; HttpOnly; SameSite=Lax" + (issuer.isPlainHttp() ? "" : "; Secure");
  }

  /// Which browser this is.
  public Optional<String> browser(Request request) {
    return request.cookie(prefix + "browser").filter(v -> v.length() == 22);
  }

  public Response withBrowser(Response response, String browser) {
    return set(response, "browser", browser);
  }

  /// The id of the session of this browser; not yet looked up.
  public Optional<String> session(Request request) {
    return request
        .cookie(prefix + "session")
        .flatMap(value -> handles.read(Kind.SESSION, value))
        .map(Handle::id);
  }

  public Response withSession(Response response, String sessionId) {
    return set(response, "session", handles.make(Kind.SESSION, sessionId, 0));
  }

  public Response withoutSession(Response response) {
    return response.with("Set-Cookie", prefix + "session=" + attributes + "; Max-Age=0");
  }

  /// What somebody has proven so far, sealed; not yet opened.
  Optional<String> firstFactor(Request request) {
    return request.cookie(prefix + "first-factor");
  }

  Response withFirstFactor(Response response, String sealed) {
    return set(response, "first-factor", sealed);
  }

  public Response withoutFirstFactor(Response response) {
    return response.with("Set-Cookie", prefix + "first-factor=" + attributes + "; Max-Age=0");
  }

  /// The link that went out by mail and was opened in this browser; not yet read.
  public Optional<String> link(Request request) {
    return request.cookie(prefix + "link");
  }

  /// Keeps a link while its page is shown.
  ///
  /// @param link an authentic one
  public Response withLink(Response response, String link) {
    return response.with("Set-Cookie", prefix + "link=" + link + attributes + "; Max-Age=3600");
  }

  public Response withoutLink(Response response) {
    return response.with("Set-Cookie", prefix + "link=" + attributes + "; Max-Age=0");
  }

  /// Which browser this is to people who signed in there before; not yet read.
  Optional<String> known(Request request) {
    return request.cookie(prefix + "known");
  }

  /// For 400 days, which is as long as browsers keep any (RFC 6265bis §5.5).
  Response withKnown(Response response, String value) {
    return response.with(
        "Set-Cookie", prefix + "known=" + value + attributes + "; Max-Age=34560000");
  }

  private Response set(Response response, String name, String value) {
    return response.with("Set-Cookie", prefix + name + "=" + value + attributes);
  }
}
