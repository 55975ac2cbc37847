package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64;
import dev.mapae.authorizationserver.TestAuthority.Identity;
import dev.mapae.authorizationserver.TestAuthority.Order;
import dev.mapae.authorizationserver.clientauth.MutualTls;
import dev.mapae.authorizationserver.declaration.Declarations.DeclaredClient;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.store.CertificateSubject.Name;
import dev.mapae.authorizationserver.store.ClientKeySource;
import dev.mapae.authorizationserver.store.ClientKeySource.Jwks;
import dev.mapae.authorizationserver.store.ClientKeySource.JwksUri;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A server whose clients authenticate with certificates: `pki`, `bank`, `dns`, `uri`, `ip` and
/// `email` with those of [#ROOT], each known by another name; `self` with [#SELF]; `remote` with
/// what is at its `jwks_uri`.
final class MtlsScene implements AutoCloseable {
  static final String DN = "CN=pki,O=Example,C=KR";
  static final TestAuthority ROOT = TestAuthority.root("CN=root,O=Example");
  static final Identity SELF = new Order("CN=self").selfSigned();

  /// What is at the `jwks_uri`.
  Supplier<String> published = () -> jwks(SELF);

  final TestServer server;

  MtlsScene(X509Certificate... authorities) {
    server =
        new TestServer(
            Engine.preset(),
            Declared.withAll(
                Samples.declarations(),
                known("pki", Name.SUBJECT_DN, DN),
                known("bank", Name.SUBJECT_DN, "organizationIdentifier=PSDGB-1,CN=bank"),
                known("dns", Name.SAN_DNS, "app.example.com"),
                known("uri", Name.SAN_URI, "spiffe://example.com/app"),
                known("ip", Name.SAN_IP, "2001:db8::1"),
                known("email", Name.SAN_EMAIL, "app@example.com"),
                new DeclaredClient(
                    Samples.client("device")
                        .scope("playlist.read")
                        .grants("urn:ietf:params:oauth:grant-type:device_code")
                        .subject(Name.SUBJECT_DN, "CN=device")
                        .build("tls_client_auth"),
                    List.of()),
                selfSigned("self", new Jwks(jwks(SELF))),
                selfSigned("remote", new JwksUri("https://app.example.com/jwks"))),
            Seams.mutualTls(new MutualTls(List.of(authorities)), this::fetch));
  }

  private static DeclaredClient known(String id, Name name, String value) {
    return new DeclaredClient(
        Samples.client(id, Samples.CALLBACK)
            .scope("playlist.read")
            .subject(name, value)
            .build("tls_client_auth"),
        List.of());
  }

  private static DeclaredClient selfSigned(String id, ClientKeySource keys) {
    return new DeclaredClient(
        Samples.client(id)
            .scope("playlist.read")
            .grants("client_credentials")
            .keys(keys)
            .build("self_signed_tls_client_auth"),
        List.of());
  }

  private Fetched fetch(String url, DocumentType type, Origin origin) {
    assertThat(origin).isEqualTo(Origin.DECLARED);
    return new Fetched(published.get().getBytes(StandardCharsets.UTF_8), Optional.empty());
  }

  /// The keys of clients with their certificates. RFC 7517 §4.7.
  static String jwks(Identity... clients) {
    return Json.write(Map.of("keys", Stream.of(clients).map(MtlsScene::jwk).toList()));
  }

  private static Map<String, Object> jwk(Identity client) {
    return new ECKey.Builder(Curve.P_256, (ECPublicKey) client.certificate().getPublicKey())
        .x509CertChain(client.chain().stream().map(MtlsScene::base64).toList())
        .build()
        .toJSONObject();
  }

  private static Base64 base64(X509Certificate certificate) {
    try {
      return Base64.encode(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new AssertionError(e);
    }
  }

  MtlsClient client(String id, Identity identity) {
    return MtlsClient.of(server, id, identity);
  }

  /// A client that shows this chain, whatever keys it has.
  MtlsClient client(String id, X509Certificate... chain) {
    return new MtlsClient(server, id, () -> List.of(chain));
  }

  /// What a client is told that is not let in.
  static String assertRefused(Response response) {
    assertThat(response.status()).isEqualTo(401);
    assertThat(json(response))
        .containsEntry("error", "invalid_client")
        .doesNotContainKey("access_token");
    return (String) json(response).get("error_description");
  }

  @Override
  public void close() {
    server.close();
  }
}
