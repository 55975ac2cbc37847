package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestServer.json;

import dev.mapae.authorizationserver.TestAuthority.Identity;
import dev.mapae.authorizationserver.TestAuthority.Order;
import dev.mapae.authorizationserver.http.ClientCertificates;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.protocol.CertificateThumbprint;
import dev.mapae.protocol.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A client that sends its requests over mutual TLS, or seems to.
///
/// @param certificates that it shows
record MtlsClient(TestServer server, String id, ClientCertificates certificates) {
  private static final List<String> WITH_SECRET = List.of("web", "service", "orders-api");

  static MtlsClient of(TestServer server, String id, Identity identity) {
    return new MtlsClient(server, id, identity::chain);
  }

  /// With a certificate that nobody else has.
  static MtlsClient of(TestServer server, String id) {
    return of(server, id, new Order("CN=anybody").selfSigned());
  }

  MtlsClient without() {
    return new MtlsClient(server, id, ClientCertificates.NONE);
  }

  /// The same before another node.
  MtlsClient on(TestServer node) {
    return new MtlsClient(node, id, certificates);
  }

  Map<String, Object> cnf() {
    return Map.of("x5t#S256", CertificateThumbprint.of(certificates.own().orElseThrow()));
  }

  /// A request, authenticated by the secret where the client has one.
  Response post(String path, Parameters form, String... headers) {
    List<Map.Entry<String, String>> fields = fields(headers);
    if (!WITH_SECRET.contains(id)) {
      return send("POST", path, form.with("client_id", id), fields);
    }
    fields.add(Map.entry("Authorization", TestServer.basic(id)));
    return send("POST", path, form, fields);
  }

  private static List<Map.Entry<String, String>> fields(String... headers) {
    List<Map.Entry<String, String>> fields = new ArrayList<>();
    for (int i = 0; i < headers.length; i += 2) {
      fields.add(Map.entry(headers[i], headers[i + 1]));
    }
    return fields;
  }

  Response send(
      String method, String path, Parameters form, List<Map.Entry<String, String>> headers) {
    Request plain = TestServer.request(method, path, form, headers);
    return server.handle(
        new Request(
            plain.method(),
            plain.path(),
            plain.query(),
            plain.headers(),
            plain.body(),
            plain.remoteAddress(),
            certificates));
  }

  Response credentials() {
    return post("/token", TestClients.credentials());
  }

  Response redeem(String code) {
    return post("/token", TestClients.redemption(id, code));
  }

  Response refresh(Object token) {
    return post("/token", TestClients.refresh(token));
  }

  /// Tokens for Alice.
  Map<String, Object> tokens(String scope) {
    return json(redeem(new TestClients(server).code(id, scope)));
  }

  Response userInfo(Object token, String scheme, String... headers) {
    List<Map.Entry<String, String>> fields = fields(headers);
    fields.add(Map.entry("Authorization", scheme + " " + token));
    return send("GET", "/userinfo", Parameters.empty(), fields);
  }
}
