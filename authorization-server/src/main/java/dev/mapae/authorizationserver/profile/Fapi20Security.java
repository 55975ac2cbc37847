package dev.mapae.authorizationserver.profile;

import static dev.mapae.authorizationserver.profile.Requirement.registered;

import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.ProfileRule;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseJwt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// `fapi-2.0-security`: FAPI 2.0 Security Profile, what it asks of a server with regard to each
/// client.
final class Fapi20Security {
  private static final String GENERAL = "FAPI 2.0 Security Profile §5.3.2.1-";
  private static final String AUTHORIZATION = "FAPI 2.0 Security Profile §5.3.2.2-";
  private static final String CRYPTOGRAPHY = "FAPI 2.0 Security Profile §5.4.1-";

  /// The methods by which a client proves that it has a key.
  private static final Set<String> METHODS =
      Set.of("private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth");

  /// §5.3.2.1 Note 2: others have not been analysed; with the device grant nobody pushes what a
  /// person approves, and nothing ties it to a browser.
  private static final Set<String> GRANT_TYPES =
      Set.of("authorization_code", "refresh_token", "client_credentials");

  private static final Duration LONGEST_CODE = Duration.ofSeconds(60);

  /// What is signed for a client that does not say with what.
  private static final String ALGORITHM = "ES256";

  private static final String MAKE_IT = "make it PS256, ES256 or EdDSA, ";

  static final List<Requirement> REQUIREMENTS = all();

  private Fapi20Security() {}

  private static List<Requirement> all() {
    List<Requirement> all = new ArrayList<>(general());
    all.addAll(authorization());
    all.addAll(cryptography());
    return List.copyOf(all);
  }

  private static List<Requirement> general() {
    return List.of(
        registered(
            GENERAL + "2",
            "grant_types",
            "it may use another grant than authorization_code, refresh_token and"
                + " client_credentials",
            "remove that from 'grant_types'",
            Fapi20Security::hasNoOtherGrant),
        registered(
            GENERAL + "3",
            Profiles.AUTH_METHOD,
            "it is a public client",
            "give it a key or a certificate, and 'token_endpoint_auth_method: private_key_jwt' or"
                + " one of mutual TLS",
            client -> !client.isPublic()),
        new Requirement(
            GENERAL + "5",
            "dpop_bound_access_tokens",
            "its access tokens need not be bound to a key",
            "add 'dpop_bound_access_tokens: true' or"
                + " 'tls_client_certificate_bound_access_tokens: true'",
            Fapi20Security::isBound,
            client -> isBound(client) ? client : client.with(client.requirements().withDpop())),
        registered(
            GENERAL + "6",
            Profiles.AUTH_METHOD,
            "it does not authenticate with a key",
            "make 'token_endpoint_auth_method' private_key_jwt, tls_client_auth or"
                + " self_signed_tls_client_auth",
            client -> METHODS.contains(client.credentials().method())),
        Held.assertionAudience(GENERAL + "8"),
        rule(
            GENERAL + "9",
            ProfileRule.REFRESH_TOKENS_KEPT,
            "its refresh tokens are replaced at each use"),
        Held.lifetime(
            GENERAL + "11",
            Lifetime.CODE,
            LONGEST_CODE,
            "its codes live for more than a minute",
            "make 'code' in 'lifetimes' at most 60s"));
  }

  private static List<Requirement> authorization() {
    return List.of(
        new Requirement(
            AUTHORIZATION + "3",
            "require_pushed_authorization_requests",
            "its authorization requests need not be pushed",
            "add 'require_pushed_authorization_requests: true'",
            client -> client.requirements().pushedAuthorizationRequests(),
            client -> client.with(client.requirements().withPush())),
        Held.pkce(AUTHORIZATION + "5"),
        rule(
            AUTHORIZATION + "6",
            ProfileRule.REDIRECT_URI_NAMED,
            "its authorization requests need no redirect_uri where it has one alone"),
        // Of a client that signs its requests of its own accord: the specification wants it of
        // every request object.
        rule(
            Fapi20MessageSigning.SPECIFICATION + "5.3.1-4",
            ProfileRule.SHORT_REQUEST_OBJECTS,
            "its request objects need no aud, nbf and exp, and may live for more than an hour"));
  }

  private static List<Requirement> cryptography() {
    List<Requirement> all = new ArrayList<>();
    all.add(
        rule(
            CRYPTOGRAPHY + "1",
            ProfileRule.FAPI_ALGORITHMS,
            "it may sign with other algorithms than PS256, ES256 and EdDSA"));
    all.add(
        registered(
            CRYPTOGRAPHY + "1",
            "token_endpoint_auth_signing_alg",
            "its 'token_endpoint_auth_signing_alg' is none of FAPI 2.0",
            MAKE_IT + "or leave it out",
            client ->
                client.credentials().assertions().alg().stream().allMatch(Fapi20Security::is)));
    all.add(
        registered(
            CRYPTOGRAPHY + "1",
            "request_object_signing_alg",
            "its 'request_object_signing_alg' is none of FAPI 2.0",
            MAKE_IT + "or leave it out",
            client -> client.requestObjects().signingAlg().stream().allMatch(Fapi20Security::is)));
    all.add(
        registered(
            CRYPTOGRAPHY + "2",
            "jwks",
            "it has no key that signs with PS256, ES256 or EdDSA",
            ClientSigningKeys.ADD_ONE,
            client ->
                !client.credentials().method().equals("private_key_jwt")
                    || ClientSigningKeys.canHaveOneOfFapi(client)));
    for (ResponseJwt response : ResponseJwt.values()) {
      all.add(responseAlgorithm(response));
    }
    return all;
  }

  /// Where the client says nothing, ID tokens and their like would be under RS256.
  private static Requirement responseAlgorithm(ResponseJwt response) {
    String key = response.signedResponseAlg();
    return new Requirement(
        CRYPTOGRAPHY + "1",
        key,
        "its '%s', RS256 where it says nothing, is none of FAPI 2.0".formatted(key),
        MAKE_IT + "as the profile does by itself",
        client ->
            client
                .responses()
                .signing(response)
                .map(Fapi20Security::is)
                .orElse(isAsIs(client, response)),
        client -> withAlgorithm(client, response));
  }

  /// UserInfo is no JWT where the client says nothing of it, also not that it is encrypted.
  private static boolean isAsIs(Client client, ResponseJwt response) {
    return response == ResponseJwt.USERINFO && !client.responses().isJwt(response);
  }

  private static Client withAlgorithm(Client client, ResponseJwt response) {
    ResponseAlgorithms responses = client.responses();
    return isAsIs(client, response) || responses.signing(response).isPresent()
        ? client
        : client.with(responses.with(response, ALGORITHM));
  }

  /// One document is for every server, and a grant in it that there is not here is passed over:
  /// where the profile is the server's, nobody has that grant, and such a client has no other one.
  private static boolean hasNoOtherGrant(Client client) {
    return client.isOfDocument() || GRANT_TYPES.containsAll(client.grantTypes());
  }

  private static boolean is(String alg) {
    return Requirements.FAPI_ALGORITHMS.contains(alg);
  }

  private static boolean isBound(Client client) {
    return client.requirements().dpopBoundAccessTokens()
        || client.requirements().certificateBoundAccessTokens();
  }

  private static Requirement rule(String section, ProfileRule rule, String problem) {
    return Held.rule(section, Profile.FAPI_2_0_SECURITY, rule, problem);
  }
}
