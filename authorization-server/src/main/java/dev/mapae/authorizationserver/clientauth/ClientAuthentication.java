package dev.mapae.authorizationserver.clientauth;

import dev.mapae.authorizationserver.Issuer;
import dev.mapae.authorizationserver.clientauth.ClientAuthenticationMethod.Presented;
import dev.mapae.authorizationserver.clientkey.ClientKeys;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.issue.Repetition;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ProfileRule;
import dev.mapae.authorizationserver.store.SpentIds;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.VerificationKey;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// Finds out which client sent a request, at every endpoint that clients call. RFC 6749 §2.3,
/// §3.2.1.
public final class ClientAuthentication {
  /// What a request carries only for its client to authenticate.
  public static final Set<String> PARAMETERS =
      Set.of("client_secret", "client_assertion", "client_assertion_type");

  /// What is longer is no client here, and fills no log.
  private static final int LONGEST_NAMED = 200;

  private static final Set<String> SECRET_METHODS =
      Set.of("client_secret_basic", "client_secret_post");

  /// What they present looks the same in the body; which of them it is, the client registered. RFC
  /// 8705 §2.
  private static final Set<String> BY_CLIENT_ID_ALONE =
      Set.of(None.NAME, TlsClientAuth.NAME, SelfSignedTlsClientAuth.NAME);

  private final Function<String, Optional<Client>> clients;
  private final Predicate<String> atHand;
  private final SpentIds spentIds;
  private final List<ClientAuthenticationMethod> methods;

  /// Finds clients by their `client_id`.
  ///
  /// @param atHand whether that takes no database
  /// @param methods those that there are here
  ClientAuthentication(
      Function<String, Optional<Client>> clients,
      Predicate<String> atHand,
      SpentIds spentIds,
      List<ClientAuthenticationMethod> methods) {
    this.clients = clients;
    this.atHand = atHand;
    this.spentIds = spentIds;
    this.methods = List.copyOf(methods);
  }

  /// Authentication by every method that there is.
  ///
  /// @param clients finds a client by its `client_id`
  /// @param atHand whether that takes no database
  /// @param mutualTls empty where no client can show a certificate
  public static ClientAuthentication of(
      Issuer issuer,
      Function<String, Optional<Client>> clients,
      Predicate<String> atHand,
      ClientSecrets secrets,
      ClientKeys keys,
      SpentIds spentIds,
      Optional<MutualTls> mutualTls,
      InstantSource clock) {
    var assertions = new ClientAssertions(issuer, clock);
    List<ClientAuthenticationMethod> methods =
        new ArrayList<>(
            List.of(
                new ClientSecretBasic(secrets),
                new ClientSecretPost(secrets),
                new ClientSecretJwt(assertions, secrets),
                new PrivateKeyJwt(assertions, keys),
                new None()));
    mutualTls
        .filter(tls -> !tls.authorities().isEmpty())
        .map(CertificateAuthorities::new)
        .ifPresent(authorities -> methods.add(new TlsClientAuth(authorities, clock)));
    mutualTls.ifPresent(any -> methods.add(new SelfSignedTlsClientAuth(keys)));
    return new ClientAuthentication(clients, atHand, spentIds, methods);
  }

  /// The algorithms of the JWTs of a method, in order.
  ///
  /// @return none for a method without JWTs
  public static List<String> signingAlgorithms(String method) {
    return switch (method) {
      case PrivateKeyJwt.NAME -> VerificationKey.ALGORITHMS;
      case ClientSecretJwt.NAME -> List.of(ClientSecretJwt.ALGORITHM.getName());
      default -> List.of();
    };
  }

  /// The names of all methods, for the metadata.
  public List<String> methods() {
    return methods.stream().map(ClientAuthenticationMethod::name).toList();
  }

  /// Authenticates the client of a request.
  ///
  /// @throws ProtocolException `invalid_client`, or `invalid_request` for two methods at once
  public Authenticated authenticate(Request request, Parameters form) {
    List<Presented> presented = new ArrayList<>();
    int credentials = 0;
    for (ClientAuthenticationMethod method : methods) {
      Optional<Presented> one = method.presented(request, form);
      if (one.isPresent()) {
        presented.add(one.get());
        credentials += BY_CLIENT_ID_ALONE.contains(one.get().method()) ? 0 : 1;
      }
    }
    if (credentials > 1) {
      throw new ProtocolError.InvalidRequest(
              "The client authenticates in more than one way; use the Authorization header, a"
                  + " client_secret in the body or a client_assertion, and only one of them.")
          .exception();
    }
    if (presented.isEmpty()) {
      throw refused(missing(request, form));
    }
    Presented one = presented.getFirst();
    if (form.one("client_id").filter(id -> !id.equals(one.clientId())).isPresent()) {
      throw new ProtocolError.InvalidRequest(
              "The client_id in the body is not the one that authenticates.")
          .exception();
    }
    Client client =
        clients
            .apply(one.clientId())
            .filter(Client::enabled)
            .orElseThrow(() -> refused(one.unknown()));
    Presented allowed =
        presented.stream()
            .filter(p -> allows(client, p.method()))
            .findFirst()
            .orElseThrow(() ->
                refused(
                    "This client is registered for "
                        + client.credentials().method()
                        + " and has to authenticate in that way."));
    return new Authenticated(client, allowed.proof().check(client));
  }

  /// Whether the client of a request is known and proves itself by a secret alone: nothing is
  /// spent, and no keys are fetched for that.
  ///
  /// @throws ProtocolException where [#authenticate] does as well
  public boolean isComputed(Request request, Parameters form) {
    return methods.stream()
        .filter(method -> SECRET_METHODS.contains(method.name()))
        .flatMap(method -> method.presented(request, form).stream())
        .findFirst()
        .map(Presented::clientId)
        .filter(id -> form.one("client_id").map(id::equals).orElse(true))
        .filter(id -> !ClientAssertions.isUsed(form))
        .filter(atHand)
        .isPresent();
  }

  /// Whom a request of the token endpoint claims to be from, by its form alone. Nothing proves it.
  public static Optional<String> claimed(Parameters form) {
    List<String> ids = form.all("client_id");
    return ids.isEmpty() ? ClientAssertions.claimed(form) : Optional.of(ids.getFirst());
  }

  /// Adds to what is known of a request that was refused whom it claims to be from, where nothing
  /// proves it.
  public void addClaimed(Request request, Map<String, String> known) {
    if (known.containsKey("client_id")) {
      return;
    }
    try {
      Parameters form = request.clientForm();
      methods.stream()
          .flatMap(method -> method.presented(request, form).stream())
          .map(Presented::clientId)
          .filter(id -> !id.isEmpty() && id.length() <= LONGEST_NAMED)
          .findFirst()
          .ifPresent(id -> known.put("claimed_client_id", id));
    } catch (ProtocolException e) {
      // There is no telling; what it was refused for is known.
      return;
    }
  }

  /// Spends what a client proved itself with, where the request spends nothing else.
  ///
  /// @throws ProtocolException `invalid_client` for what was used before
  public void spend(Authenticated authenticated) {
    Repetition.refuse(spentIds, authenticated.once());
  }

  private String missing(Request request, Parameters form) {
    if (ClientAssertions.isUsed(form)) {
      return "The client_assertion is under an alg that clients do not sign with here; the metadata"
          + " has those that are in token_endpoint_auth_signing_alg_values_supported.";
    }
    return request.headers().first("Authorization").isPresent()
        ? "The Authorization header is not of a scheme that clients authenticate with here; use"
            + " Basic."
        : "There is no client authentication; send the Authorization header, or client_id and"
            + " client_secret or a client_assertion in the body"
            + (methods().contains(SelfSignedTlsClientAuth.NAME)
                ? ", or client_id alone over mutual TLS with the client's certificate."
                : ".");
  }

  /// One who is registered for either of the two ways to send a secret may use both, but not in a
  /// stricter profile; everybody else only what they registered.
  private static boolean allows(Client client, String method) {
    return client.credentials().method().equals(method)
        || (SECRET_METHODS.contains(client.credentials().method())
            && SECRET_METHODS.contains(method)
            && !client.requirements().holds(ProfileRule.REGISTERED_METHOD_ALONE));
  }

  private static ProtocolException refused(String description) {
    return new ProtocolError.InvalidClient(description).exception();
  }
}
