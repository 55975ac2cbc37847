package dev.mapae.authorizationserver.jar;

import com.nimbusds.jose.JWSObject;
import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.clientkey.UnavailableKeys;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.UnverifiedJwt;
import dev.mapae.protocol.VerificationKey;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Opens authorization requests that come as JWTs, all of them signed by their clients. RFC 9101
/// §5, §6, OIDC Core §6.
public final class RequestObjects {
  /// As much as can be pushed, or fetched.
  private static final int MAX_LENGTH = 64 * 1024;

  /// RFC 9101 §10.8, and that of RFC 7519 §5.1. With any other it is a JWT for something else.
  private static final Set<String> TYPES = Set.of("oauth-authz-req+jwt", "jwt");

  private final Issuer issuer;
  private final ClientKeys keys;
  private final Decryption decryption;
  private final PublishedObjects published;
  private final InstantSource clock;

  /// @param serverKeys which open what is encrypted
  public RequestObjects(
      Issuer issuer,
      ClientKeys keys,
      Supplier<KeyRing> serverKeys,
      Fetcher fetcher,
      InstantSource clock) {
    this.issuer = issuer;
    this.keys = keys;
    this.decryption = new Decryption(serverKeys);
    this.published = new PublishedObjects(fetcher, clock);
    this.clock = clock;
  }

  /// The algorithms by which they are signed, in order.
  public static List<String> signingAlgorithms() {
    return VerificationKey.ALGORITHMS;
  }

  /// The algorithms by which the key of an encrypted one is sent, or agreed upon.
  public static List<String> encryptionAlgorithms() {
    return Decryption.ALGORITHMS;
  }

  /// The algorithms by which its content is encrypted.
  public static List<String> encryptionMethods() {
    return Decryption.METHODS;
  }

  /// Gets the object that a request refers to, and waits for it. RFC 9101 §5.2.3.
  ///
  /// @param asked with `request_uri`
  /// @return as it is there, not opened; what is seen of it is seen now
  /// @throws ProtocolException `invalid_request_uri` for a URI that the client did not register, or
  ///   where there is nothing; `temporarily_unavailable` where that is not known just now;
  ///   `invalid_request` when the request has an object besides
  public FetchedObject fetch(Client client, Parameters asked) {
    refuseTwo(asked);
    String uri = asked.required("request_uri");
    if (!client.requestObjects().uris().contains(uri)) {
      throw new ProtocolError.InvalidRequestUri(
              "The request_uri is not registered for this client; it has to be one of its"
                  + " request_uris, to the letter.")
          .exception();
    }
    return new FetchedObject(published.get(client, uri), clock.instant());
  }

  /// What was at a `request_uri`.
  ///
  /// @param at when a browser came with the reference: a first sight that its URL tells of is that
  ///   of something else, since we send nobody on with a reference
  public record FetchedObject(String object, Instant at) {}

  /// Opens the object of a request.
  ///
  /// @param asked with `request`; of the rest nothing counts but what has to be the same in both
  /// @param passed how the client handed it over, wherever it stands now
  /// @param firstSight when the browser, or the client that pushes it, first came with it
  /// @return the parameters in it, and no others. RFC 9101 §6.3
  /// @throws ProtocolException `invalid_request_object`, or `invalid_request`;
  ///   `temporarily_unavailable` when the keys of the client cannot be had just now
  public Parameters open(Client client, Parameters asked, Passed passed, Instant firstSight) {
    refuseTwo(asked);
    if (client.keySource().isEmpty()) {
      throw refused(
          "This client has no keys that a request object could be signed with; give it jwks or"
              + " jwks_uri.");
    }
    String object = signed(asked.required("request"));
    UnverifiedJwt jwt =
        UnverifiedJwt.parse(object, MAX_LENGTH).orElseThrow(RequestObjects::notSigned);
    checkHeader(client, jwt);
    RequestObjectClaims claims = new RequestObjectClaims(jwt.claims());
    claims.check(client, issuer, passed, firstSight);
    verify(client, object);
    Parameters inside = claims.parameters();
    refuseOtherResponseType(asked, inside);
    return inside;
  }

  /// The signed object, which may be inside of an encrypted one. RFC 9101 §6.1.
  private String signed(String object) {
    return object.length() <= MAX_LENGTH && Decryption.isNeededFor(object)
        ? decryption.open(object)
        : object;
  }

  private static void checkHeader(Client client, UnverifiedJwt jwt) {
    Map<String, Object> header = jwt.header();
    if (header.containsKey("typ")
        && !(header.get("typ") instanceof String typ
            && TYPES.contains(withoutPrefix(typ.toLowerCase(Locale.ROOT))))) {
      throw refused(
          "The typ of the request object is that of another kind of JWT; make it"
              + " oauth-authz-req+jwt.");
    }
    if (!jwt.isUnderstood()) {
      throw refused(
          "The request object has critical header parameters, and this server knows none; leave"
              + " crit out.");
    }
    @Nullable Object alg = header.get("alg");
    if (!(alg instanceof String name) || !VerificationKey.ALGORITHMS.contains(name)) {
      throw refused(
          "The request object is under an alg that clients do not sign with here; the metadata has"
              + " those that are in request_object_signing_alg_values_supported.");
    }
    if (!client.requirements().allows(name)) {
      throw refused(
          "The profile of this client has no such alg for its request objects; sign with PS256,"
              + " ES256 or EdDSA (FAPI 2.0 Security Profile 5.4.1).");
    }
    Optional<String> registered = client.requestObjects().signingAlg();
    if (registered.isPresent() && !VerificationKey.isSameAlgorithm(registered.get(), name)) {
      throw refused(
          "The client registered %s as its request_object_signing_alg; sign with that."
              .formatted(registered.get()));
    }
  }

  /// RFC 7515 §4.1.9: it may be left out.
  private static String withoutPrefix(String typ) {
    String prefix = "application/";
    return typ.startsWith(prefix) ? typ.substring(prefix.length()) : typ;
  }

  /// RFC 9101 §6.2.
  private void verify(Client client, String object) {
    JWSObject jws = parsed(object);
    try {
      if (!keys.verify(client, jws)) {
        throw refused("The request object is not signed with a key of this client.");
      }
    } catch (UnavailableKeys e) {
      throw e.forTheClient(ProtocolError.InvalidRequestObject::new);
    }
  }

  private static JWSObject parsed(String object) {
    try {
      return JWSObject.parse(object);
    } catch (ParseException | RuntimeException e) {
      // Strangers choose these bytes, and some of them surprise the library.
      throw notSigned();
    }
  }

  /// RFC 9101 §5.
  private static void refuseTwo(Parameters asked) {
    if (asked.has("request") && asked.has("request_uri")) {
      throw new ProtocolError.InvalidRequest(
              "There are both request and request_uri; send one of them.")
          .exception();
    }
  }

  /// OIDC Core §6.1: it may be in both, and is the same then.
  private static void refuseOtherResponseType(Parameters asked, Parameters inside) {
    Optional<String> outside = asked.one("response_type");
    if (outside.isPresent() && !outside.equals(inside.one("response_type"))) {
      throw new ProtocolError.InvalidRequest(
              "The response_type is not the same as in the request object.")
          .exception();
    }
  }

  private static ProtocolException notSigned() {
    return refused(
        "The request object is no signed JWT of at most 64 KiB; sign it, and send it as it is"
            + " (RFC 7515 7.1).");
  }

  private static ProtocolException refused(String description) {
    return new ProtocolError.InvalidRequestObject(description).exception();
  }
}
