package dev.mapae.authorizationserver.grant;

import dev.mapae.authorizationserver.details.DetailsParameter;
import dev.mapae.authorizationserver.issue.AccessToken;
import dev.mapae.authorizationserver.issue.AccessTokens;
import dev.mapae.authorizationserver.issue.Proof;
import dev.mapae.authorizationserver.issue.TokenState;
import dev.mapae.authorizationserver.issue.TokenState.Live;
import dev.mapae.authorizationserver.issue.TokenTypes;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.Grants;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.protocol.Parameters;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import dev.mapae.protocol.Scope;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// The client exchanges an access token that it got, or was called with, for one by which it calls
/// another resource. RFC 8693 §2.1.
public final class TokenExchange implements GrantType {
  /// The value of `grant_type`.
  public static final String NAME = "urn:ietf:params:oauth:grant-type:token-exchange";

  private final TokenState tokens;
  private final Function<String, Optional<Client>> clients;

  /// @param clients finds a client by its `client_id`
  public TokenExchange(TokenState tokens, Function<String, Optional<Client>> clients) {
    this.tokens = tokens;
    this.clients = clients;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Proof prove(Client client, Parameters form) {
    requirePolicy(client);
    Live subject = token(client, form, "subject_token");
    Grants.Found found =
        subject
            .grant()
            .orElseThrow(() ->
                invalid(
                    "The subject_token has no grant of a person behind it, so that there is nothing to"
                        + " exchange it for."));
    Optional<Live> actor = actor(client, form);
    requireMayAct(client, subject.token(), actor);
    Scope most =
        clients
            .apply(found.grant().clientId())
            .map(owner -> Proof.withoutRefresh(found.grant().scope().retain(owner.scope())))
            .orElse(Scope.empty());
    return new Proof.OfToken(
        subject.token(),
        subject.scope(),
        found,
        most,
        actor.map(Live::token),
        actor.map(TokenExchange::name),
        TokenTypes.isJwt(form.one("requested_token_type"), "requested_token_type"),
        form.one("scope").map(Scope::parse),
        // An audience is the name of a resource, and every resource has its URI as its name.
        Stream.concat(form.all("resource").stream(), form.all("audience").stream())
            .distinct()
            .toList(),
        DetailsParameter.parse(form.one(AuthorizationDetail.PARAMETER)));
  }

  private static void requirePolicy(Client client) {
    if (client.isOfStrangers() || client.tokenExchange().resources().isEmpty()) {
      throw new ProtocolError.UnauthorizedClient(
              "This client may not exchange tokens: it needs to keep a secret (RFC 8693 5), and the"
                  + " operator of this server to list resources in its token_exchange.")
          .exception();
    }
  }

  private Optional<Live> actor(Client client, Parameters form) {
    if (!form.has("actor_token")) {
      if (form.has("actor_token_type")) {
        throw invalid("There is an actor_token_type without an actor_token; leave it out.");
      }
      if (!client.tokenExchange().impersonation()) {
        throw invalid("This client has to say who acts: send the actor_token.");
      }
      return Optional.empty();
    }
    Live actor = token(client, form, "actor_token");
    // What was exchanged may speak for somebody who called the client, and knows nothing of it.
    if (!actor.token().clientId().equals(client.id()) || actor.token().exchanged()) {
      throw invalid(
          "The actor_token has to be one that was issued to this client, and that no other token was"
              + " exchanged for.");
    }
    return Optional.of(actor);
  }

  private Live token(Client client, Parameters form, String name) {
    String token = form.required(name);
    boolean jwt = TokenTypes.isJwt(Optional.of(form.required(name + "_type")), name + "_type");
    if (jwt && AccessTokens.isOpaque(token)) {
      throw invalid("The " + name + " is no JWT; its type is " + TokenTypes.ACCESS_TOKEN + ".");
    }
    return tokens
        .live(token, client)
        .orElseThrow(() ->
            invalid(
                "The "
                    + name
                    + " is no access token that this client may exchange: it expired, was revoked,"
                    + " or was issued neither to this client nor for a resource that lists it."));
  }

  /// RFC 8693 §4.4. Without an `actor_token` it is the client that acts.
  private static void requireMayAct(Client client, AccessToken subject, Optional<Live> actor) {
    String acting = actor.map(TokenExchange::name).orElse(client.id());
    Optional.ofNullable(subject.claims().get("may_act"))
        .filter(named -> !named.equals(Map.of("sub", acting)))
        .ifPresent(named -> {
          throw invalid(
              "The may_act of the subject_token names somebody else than whoever acts here.");
        });
  }

  /// As the operator names whoever acts, whatever the client knows a person by.
  private static String name(Live actor) {
    return actor.person().map(Person::subject).orElse(actor.token().subject());
  }

  /// RFC 8693 §2.2.2: also for a token that is not good.
  private static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidRequest(description).exception();
  }
}
