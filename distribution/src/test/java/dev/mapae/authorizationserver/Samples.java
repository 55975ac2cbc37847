package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredPerson;
import dev.mapae.authorizationserver.store.AssertionPolicy;
import dev.mapae.authorizationserver.store.AuthenticationDefaults;
import dev.mapae.authorizationserver.store.CertificateSubject;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.SubjectPolicy;
import dev.mapae.authorizationserver.store.TokenExchangePolicy;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The clients, people and resources that the tests play with.
public final class Samples {
  public static final String MUSIC = "https://api.example.com/";
  public static final String ORDERS = "https://orders.example.com/";

  /// Where `web` is answered.
  public static final String CALLBACK = "https://app.example.com/callback";

  private Samples() {}

  /// `web`: confidential, everything. `service`: client credentials, music only. `both`: client
  /// credentials at two APIs. `orders-api`: asks about tokens of ORDERS. `ours`: first party, no
  /// consent. `app`: public, loopback and private-use scheme. `spa`: public, https. `old`:
  /// confidential, without PKCE.
  public static Declarations declarations() {
    return new Declarations(
        List.of(
            confidential(client("web", CALLBACK)),
            confidential(
                client("service")
                    .grants("client_credentials")
                    .scope("playlist.read playlist.write")),
            confidential(
                client("both")
                    .grants("client_credentials")
                    .scope("playlist.read orders.read read")),
            confidential(client("orders-api").grants("client_credentials").scope("orders.read")),
            confidential(client("ours", "https://ours.example.com/cb").skipConsent()),
            open(client("app", "http://127.0.0.1/callback", "com.example.app:/callback").open()),
            open(client("spa", "https://spa.example.com/cb").open()),
            confidential(client("old", "https://old.example.com/cb?x=1").withoutPkce())),
        List.of(
            person("alice", "wonderland-42", Set.of("listener")),
            person("bob", "builder-42-builder", Set.of())),
        List.of(
            new Resource(
                MUSIC,
                "Music API",
                Origin.DECLARED,
                true,
                AccessTokenFormat.JWT,
                "at+jwt",
                Resource.PRESET_ALG,
                Set.of(),
                Optional.of(Scope.of("playlist.read")),
                List.of(
                    new DeclaredScope("playlist.read", Map.of("", "Read your playlists"), Set.of()),
                    new DeclaredScope(
                        "playlist.write", Map.of("", "Change your playlists"), Set.of("listener")),
                    new DeclaredScope("read", Map.of(), Set.of()))),
            new Resource(
                ORDERS,
                "Orders API",
                Origin.DECLARED,
                true,
                AccessTokenFormat.OPAQUE,
                "at+jwt",
                Resource.PRESET_ALG,
                Set.of("orders-api"),
                Optional.empty(),
                List.of(
                    new DeclaredScope("orders.read", Map.of(), Set.of()),
                    new DeclaredScope("read", Map.of(), Set.of())))));
  }

  /// The secret of a confidential client.
  public static String secret(String clientId) {
    return (clientId + "-secret-0123456789abcdef0123456789abcdef").substring(0, 40);
  }

  /// The password of a person.
  public static String password(String username) {
    return username.equals("alice") ? "wonderland-42" : "builder-42-builder";
  }

  public static DeclaredClient confidential(Sample sample) {
    return new DeclaredClient(sample.build("client_secret_basic"), List.of(secret(sample.id)));
  }

  static DeclaredClient open(Sample sample) {
    return new DeclaredClient(sample.build("none"), List.of());
  }

  static DeclaredPerson person(String username, String password, Set<String> roles) {
    return new DeclaredPerson(
        new Person(
            "",
            username,
            Origin.DECLARED,
            true,
            Optional.empty(),
            roles,
            Map.of(
                "name",
                "Name of " + username,
                "email",
                username + "@example.com",
                "email_verified",
                true,
                "phone_number",
                "+82 2 123 4567")),
        Optional.of(password));
  }

  public static Sample client(String id, String... redirectUris) {
    return new Sample(id, List.of(redirectUris));
  }

  /// A client in the making.
  public static final class Sample {
    private final String id;
    private List<String> redirectUris;
    private String name;
    private Map<String, String> display = Map.of();
    private Set<String> grants =
        Set.of("authorization_code", "refresh_token", "client_credentials");
    private Scope scope =
        Scope.parse(
            "openid profile email phone offline_access playlist.read playlist.write read"
                + " orders.read");
    private boolean skipConsent = false;
    private boolean requirePkce = true;
    private boolean requirePushed = false;
    private boolean dpopBound = false;
    private boolean certificateBound = false;
    private Set<String> detailsTypes = Set.of();
    private Duration grace = Duration.ZERO;
    private Lifetimes lifetimes = Lifetimes.PRESET;
    private Optional<ClientKeySource> keySource = Optional.empty();
    private List<String> postLogoutRedirectUris = List.of();
    private RequestObjectPolicy requestObjects = RequestObjectPolicy.PRESET;
    private Optional<String> backchannelUri = Optional.empty();
    private Optional<String> frontchannelUri = Optional.empty();
    private AssertionPolicy assertionPolicy = AssertionPolicy.PRESET;
    private Optional<CertificateSubject> certificateSubject = Optional.empty();
    private ResponseAlgorithms responses = ResponseAlgorithms.PRESET;
    private TokenExchangePolicy tokenExchange = TokenExchangePolicy.PRESET;
    private Optional<Profile> profile = Optional.empty();
    private List<String> responseModes = List.of();
    private SubjectPolicy subjects = SubjectPolicy.PUBLIC;
    private Map<String, Object> claims = Map.of();
    private AuthenticationDefaults authentication = AuthenticationDefaults.PRESET;

    Sample(String id, List<String> redirectUris) {
      this.id = id;
      this.redirectUris = redirectUris;
      this.name = "The " + id;
    }

    Sample name(String value) {
      name = value;
      return this;
    }

    Sample display(Map<String, String> others) {
      display = others;
      return this;
    }

    Sample redirectUris(String... uris) {
      redirectUris = List.of(uris);
      return this;
    }

    Sample grants(String... names) {
      grants = Set.of(names);
      return this;
    }

    Sample scope(String value) {
      scope = Scope.parse(value);
      return this;
    }

    Sample skipConsent() {
      skipConsent = true;
      return this;
    }

    Sample withoutPkce() {
      requirePkce = false;
      return this;
    }

    Sample detailsTypes(String... names) {
      detailsTypes = Set.of(names);
      return this;
    }

    Sample pushing() {
      requirePushed = true;
      return this;
    }

    Sample dpopBound() {
      dpopBound = true;
      return this;
    }

    Sample subject(CertificateSubject.Name name, String value) {
      certificateSubject = Optional.of(new CertificateSubject(name, value));
      return this;
    }

    Sample certificateBound() {
      certificateBound = true;
      return this;
    }

    public Sample grace(Duration duration) {
      grace = duration;
      return this;
    }

    Sample lifetimes(Lifetimes own) {
      lifetimes = own;
      return this;
    }

    public Sample keys(ClientKeySource source) {
      keySource = Optional.of(source);
      return this;
    }

    Sample requestObjects(RequestObjectPolicy policy) {
      requestObjects = policy;
      return this;
    }

    Sample postLogout(String... uris) {
      postLogoutRedirectUris = List.of(uris);
      return this;
    }

    public Sample backchannel(String uri) {
      backchannelUri = Optional.of(uri);
      return this;
    }

    Sample frontchannel(String uri) {
      frontchannelUri = Optional.of(uri);
      return this;
    }

    Sample assertions(AssertionPolicy policy) {
      assertionPolicy = policy;
      return this;
    }

    Sample responses(ResponseAlgorithms algorithms) {
      responses = algorithms;
      return this;
    }

    Sample exchange(TokenExchangePolicy policy) {
      tokenExchange = policy;
      return this;
    }

    Sample profile(Profile own) {
      profile = Optional.of(own);
      return this;
    }

    Sample authentication(AuthenticationDefaults defaults) {
      authentication = defaults;
      return this;
    }

    Sample responseModes(String... modes) {
      responseModes = List.of(modes);
      return this;
    }

    Sample pairwise() {
      subjects = new SubjectPolicy(true, subjects.sectorIdentifierUri());
      return this;
    }

    Sample sector(String uri) {
      subjects = new SubjectPolicy(subjects.pairwise(), Optional.of(uri));
      return this;
    }

    Sample claims(Map<String, Object> own) {
      claims = own;
      return this;
    }

    Sample open() {
      return grants("authorization_code", "refresh_token");
    }

    private Map<String, String> shown() {
      Map<String, String> shown = new HashMap<>(display);
      shown.put("client_name", name);
      return shown;
    }

    Client build(String authMethod) {
      return new Client(
              id,
              Origin.DECLARED,
              true,
              new Credentials(authMethod, List.of(), assertionPolicy, certificateSubject),
              keySource,
              grants,
              redirectUris,
              scope,
              skipConsent,
              new Requirements(
                  requirePkce,
                  requirePushed,
                  dpopBound,
                  certificateBound,
                  detailsTypes,
                  profile,
                  responseModes,
                  Set.of()),
              requestObjects,
              grace,
              lifetimes,
              responses,
              new ClientLogout(postLogoutRedirectUris, backchannelUri, frontchannelUri),
              shown())
          .withTokenExchange(tokenExchange)
          .with(subjects)
          .withClaims(claims)
          .with(authentication);
    }
  }
}
