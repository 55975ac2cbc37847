package dev.mapae.storage;

import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.AssertionPolicy;
import dev.mapae.authorizationserver.store.AuthenticationDefaults;
import dev.mapae.authorizationserver.store.AuthorizationDetail;
import dev.mapae.authorizationserver.store.AuthorizationDetailsType;
import dev.mapae.authorizationserver.store.BoundKey;
import dev.mapae.authorizationserver.store.CertificateSubject;
import dev.mapae.authorizationserver.store.Client;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ClientLogout;
import dev.mapae.authorizationserver.store.Confirmation;
import dev.mapae.authorizationserver.store.Consent;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Factor;
import dev.mapae.authorizationserver.store.Grant;
import dev.mapae.authorizationserver.store.Lifetime;
import dev.mapae.authorizationserver.store.Lifetimes;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.PendingRequest;
import dev.mapae.authorizationserver.store.Person;
import dev.mapae.authorizationserver.store.Profile;
import dev.mapae.authorizationserver.store.RequestObjectPolicy;
import dev.mapae.authorizationserver.store.Requirements;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.ResponseAlgorithms;
import dev.mapae.authorizationserver.store.ResponseJwt;
import dev.mapae.authorizationserver.store.SealedKey;
import dev.mapae.authorizationserver.store.Session;
import dev.mapae.authorizationserver.store.StoredSecret;
import dev.mapae.authorizationserver.store.SubjectPolicy;
import dev.mapae.authorizationserver.store.TokenExchangePolicy;
import dev.mapae.authorizationserver.store.UpstreamIdentity;
import dev.mapae.protocol.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One example of everything that is kept, with every member filled in.
final class Examples {
  static final Instant NOW = Instant.parse("2026-03-01T09:00:00.123Z");

  private Examples() {}

  static Person person(String subject, String username) {
    return new Person(
        subject,
        username,
        Origin.DECLARED,
        true,
        Optional.of("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA"),
        Set.of("listener", "청취자"),
        Map.of(
            "name",
            "홍길동 \"길동\" 𠮷",
            "email_verified",
            true,
            "updated_at",
            1_767_225_600L,
            "height",
            1.75,
            "address",
            Map.of("country", "KR", "locality", "서울"),
            "nicknames",
            List.of("길동", "gil\u0000dong")));
  }

  static Client client(String id) {
    return new Client(
            id,
            Origin.DECLARED,
            true,
            new Credentials(
                "client_secret_basic",
                List.of(
                    new StoredSecret("k1", StoredSecret.Form.MAC, "bWFjMQ"),
                    new StoredSecret("k2", StoredSecret.Form.MAC, "bWFjMg")),
                new AssertionPolicy(Optional.of("ES256"), true),
                Optional.of(new CertificateSubject(CertificateSubject.Name.SAN_DNS, "a.example"))),
            Optional.of(new ClientKeySource.Jwks("{\"keys\":[{\"kty\":\"OKP\",\"kid\":\"열쇠\"}]}")),
            Set.of("authorization_code", "refresh_token"),
            List.of("https://b.example/cb", "http://127.0.0.1:8765/callback?x=1"),
            Scope.of("openid", "playlist.read", "offline_access"),
            true,
            new Requirements(
                false,
                true,
                true,
                true,
                Set.of("payment", "파일"),
                Optional.of(Profile.FAPI_2_0_SECURITY),
                List.of("jwt", "fragment.jwt"),
                Set.of()),
            new RequestObjectPolicy(
                true,
                List.of("https://app.example.com/request.jwt#1"),
                Optional.of("ES256"),
                Optional.of("ECDH-ES"),
                Optional.of("A256GCM"),
                false),
            Duration.ofMillis(1500),
            new Lifetimes(
                Map.of(
                    Lifetime.ACCESS_TOKEN,
                    Duration.ofMinutes(3),
                    Lifetime.SESSION,
                    Duration.ofDays(2))),
            ResponseAlgorithms.PRESET.with(ResponseJwt.ID_TOKEN, "ES256"),
            new ClientLogout(
                List.of("https://b.example/bye"),
                Optional.of("https://b.example/backchannel"),
                Optional.of("https://b.example/frontchannel")),
            Map.of("client_name", "Demo", "client_name#ko", "데모"))
        .with(new AuthenticationDefaults(Optional.of(Duration.ofHours(1)), List.of("urn:강한", "1")))
        .withTokenExchange(
            new TokenExchangePolicy(
                Set.of("https://a.example/", "https://b.example/"), false, Optional.of("other")))
        .with(new SubjectPolicy(true, Optional.of("https://b.example/sector.json")))
        .withClaims(Map.of("tenant", "가", "limits", Map.of("a", 1L)));
  }

  static Resource resource(String uri) {
    return new Resource(
        uri,
        "음악",
        Origin.DECLARED,
        true,
        Resource.AccessTokenFormat.OPAQUE,
        "at+jwt",
        Resource.PRESET_ALG,
        Set.of("music-api", "other"),
        Optional.of(Scope.of("z.read", "a.read")),
        List.of(
            new DeclaredScope("z.read", Map.of("", "Read", "ko", "읽기"), Set.of()),
            new DeclaredScope("a.read", Map.of(), Set.of("listener"), List.of("tenant"), false)),
        List.of(
            new AuthorizationDetailsType(
                "payment", Map.of("", "Pay {a.b}", "ko", "{a.b} 보내기"), Set.of(), true, "{}"),
            new AuthorizationDetailsType(
                "파일", Map.of(), Set.of("keeper"), false, "{\"type\":\"object\"}")));
  }

  static Session session(String id, String subject) {
    return new Session(
        id, id, subject, NOW, "urn:mace:1", List.of("pwd", "otp"), NOW, NOW.plusSeconds(43_200));
  }

  static Activity activity(String id, String subject) {
    return new Activity(
        id,
        subject,
        Activity.Kind.SIGN_IN,
        NOW,
        3,
        "192.0.2.1",
        "FIREFOX LINUX",
        Optional.of("demo"),
        Optional.of("s1"),
        NOW.plus(Activity.KEPT));
  }

  static Grant grant(String id) {
    return grant(id, "s1", Scope.of("playlist.read", "openid"));
  }

  static Grant grant(String id, String sessionId, Scope scope) {
    return new Grant(
        id,
        0,
        "person-1",
        "demo",
        sessionId,
        sessionId,
        scope,
        List.of("https://b.example/", "https://a.example/"),
        true,
        Optional.of("{\"userinfo\":{\"name\":null}}"),
        List.of(
            new AuthorizationDetail(
                Map.of(
                    "type",
                    "payment",
                    "a",
                    List.of(1L, 2.5, true, Map.of("글", "\"x\"</authorization_details\":")))),
            new AuthorizationDetail(Map.of("type", "파일"))),
        Optional.of("https://b.example/cb"),
        Optional.of("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
        Optional.of("논스"),
        NOW.minusSeconds(60),
        "urn:mace:1",
        List.of("pwd", "otp"),
        NOW,
        NOW.plusMillis(1),
        NOW.plusSeconds(60),
        Optional.of(
            new BoundKey(
                Confirmation.ofCertificate("NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs"), 1)));
  }

  /// A grant that leaves out everything that may be left out.
  static Grant bareGrant(String id) {
    return new Grant(
        id,
        3,
        "person-1",
        "demo",
        "s1",
        "s1",
        Scope.empty(),
        List.of(),
        false,
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        NOW,
        "",
        List.of(),
        NOW,
        NOW,
        NOW,
        Optional.empty());
  }

  static Consent consent(String subject, String clientId, String... scope) {
    return new Consent(
        subject,
        clientId,
        Scope.of(scope),
        Scope.of("left-out"),
        Set.of("https://a.example/", "https://b.example/"),
        Set.of("name", "email"),
        List.of(
            new AuthorizationDetail(Map.of("type", "payment", "amount", "2")),
            new AuthorizationDetail(Map.of("type", "account"))),
        Map.of("openid", NOW.minusSeconds(1)),
        NOW);
  }

  static Factor factor(String id, Factor.Kind kind) {
    return new Factor(
        id,
        "person-1",
        kind,
        "내 전화 \"1\"",
        NOW,
        Optional.of(NOW.plusMillis(1)),
        "k1",
        "c2VhbGVk",
        58_000_000_000L);
  }

  static UpstreamIdentity identity(String subject) {
    return new UpstreamIdentity(
        UpstreamIdentity.id("https://idp.example", "sub"),
        subject,
        "https://idp.example",
        "sub",
        "dodo@idp.example",
        NOW,
        Optional.empty());
  }

  static PendingRequest pending(String id) {
    return new PendingRequest(
        id,
        PendingRequest.Kind.PUSHED_AUTHORIZATION_REQUEST,
        "demo",
        "c2VhbGVk",
        NOW,
        NOW.plusSeconds(60));
  }

  static SealedKey key(String id, Instant usedFrom) {
    return new SealedKey(
        id, SealedKey.Purpose.SIGNING, "ES256", new byte[] {0, 1, -1, 127, -128}, usedFrom);
  }
}
