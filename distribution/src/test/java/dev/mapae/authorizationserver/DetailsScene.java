package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static dev.mapae.authorizationserver.TestServer.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.declaration.Declarations;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.store.AuthorizationDetailsType;
import dev.mapae.authorizationserver.store.DeclaredScope;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.authorizationserver.store.Resource;
import dev.mapae.authorizationserver.store.Resource.AccessTokenFormat;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.Parameters;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

/// A server with a bank and a library that declare types of authorization details, and clients that
/// use them. RFC 9396.
abstract class DetailsScene {
  static final String BANK = "https://bank.example.com/";
  static final String LIBRARY = "https://library.example.com/";
  static final String NAME = "authorization_details";
  static final String PAYMENT =
      """
      {"type": "payment_initiation", "locations": ["https://bank.example.com/payments"],
       "actions": ["initiate", "status"], "instructedAmount": {"currency": "EUR", "amount": "45.00"},
       "creditorName": "Merchant A"}
      """;
  static final String ACCOUNTS =
      """
      {"type": "account_information", "actions": ["list_accounts", "read_balances"]}
      """;
  static final String SHELF = "{\"type\": \"shelf\", \"shelf\": \"poems\"}";
  static final String ANY = "{\"type\": \"free\", %s}";
  static final String VAULT = "{\"type\": \"vault\"}";

  private static final String PAYMENT_SCHEMA =
      """
      {"type": "object", "required": ["instructedAmount", "creditorName"], "properties": {
         "locations": {"type": "array", "items": {"type": "string"}},
         "actions": {"type": "array", "minItems": 1, "items": {"enum": ["initiate", "status", "cancel"]}},
         "instructedAmount": {"type": "object", "required": ["currency", "amount"], "properties": {
           "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
           "amount": {"type": "string", "pattern": "^[0-9]{1,6}[.][0-9]{2}$"}}},
         "creditorName": {"type": "string", "minLength": 1, "maxLength": 70},
         "note": {"type": "string"},
         "urgent": {"type": "boolean"},
         "copies": {"type": "integer", "minimum": 1, "exclusiveMaximum": 4}}}
      """;

  final TestServer server = new TestServer(TestServer.ISSUER, declarations());
  final TestClients clients = new TestClients(server);

  @AfterEach
  void close() {
    server.close();
  }

  static AuthorizationDetailsType type(String name, boolean remembered, String schema) {
    return new AuthorizationDetailsType(name, Map.of(), Set.of(), remembered, schema);
  }

  static Resource bank() {
    return bank(Set.of("keeper"));
  }

  /// The bank with those who may grant its vault.
  static Resource bank(Set<String> keepers) {
    return resource(
        BANK,
        AccessTokenFormat.JWT,
        "bank.read",
        new AuthorizationDetailsType(
            "payment_initiation",
            Map.of(
                "",
                "Pay {instructedAmount.amount} {instructedAmount.currency} to {creditorName}",
                "ko",
                "{creditorName}에게 {instructedAmount.amount} {instructedAmount.currency} 보내기"),
            Set.of(),
            false,
            PAYMENT_SCHEMA),
        type(
            "account_information",
            true,
            """
            {"properties": {"actions": {"type": "array", "items": {"type": "string"}}}}
            """),
        new AuthorizationDetailsType("vault", Map.of(), keepers, false, "{}"),
        new AuthorizationDetailsType(
            "free", Map.of("", "Do {what}"), Set.of(), false, "{\"additionalProperties\": true}"));
  }

  static Resource library() {
    return resource(
        LIBRARY,
        AccessTokenFormat.OPAQUE,
        "library.read",
        type(
            "shelf",
            true,
            "{\"properties\": {\"shelf\": {\"type\": \"string\"}, \"books\": {\"type\": \"number\"}}}"));
  }

  static Resource resource(
      String uri, AccessTokenFormat format, String scope, AuthorizationDetailsType... types) {
    return new Resource(
        uri,
        "The API at " + uri,
        Origin.DECLARED,
        true,
        format,
        "at+jwt",
        Resource.PRESET_ALG,
        Set.of(),
        Optional.empty(),
        List.of(new DeclaredScope(scope, Map.of(), Set.of())),
        List.of(types));
  }

  static Declarations declarations() {
    String scope = "openid profile offline_access playlist.read bank.read library.read";
    String[] all = {"payment_initiation", "account_information", "shelf", "vault", "free"};
    Declarations declared =
        Declared.withAll(
            Samples.declarations(),
            Samples.confidential(
                Samples.client("web", Samples.CALLBACK).scope(scope).detailsTypes(all)),
            Samples.confidential(
                Samples.client("ours", Samples.CALLBACK)
                    .scope(scope)
                    .detailsTypes(all)
                    .skipConsent()),
            Samples.confidential(
                Samples.client("few", Samples.CALLBACK).scope(scope).detailsTypes("shelf")),
            Samples.confidential(
                Samples.client("tv")
                    .scope(scope)
                    .detailsTypes(all)
                    .grants("urn:ietf:params:oauth:grant-type:device_code")),
            Samples.confidential(
                Samples.client("service")
                    .grants("client_credentials")
                    .scope("bank.read")
                    .detailsTypes("account_information", "shelf")));
    return Declared.with(Declared.with(declared, bank()), library());
  }

  static String array(String... details) {
    return "[" + String.join(",", details) + "]";
  }

  /// The JSON values of details.
  static Object values(String... details) {
    return TestServer.parse("{\"a\":" + array(details) + "}").get("a");
  }

  /// An authorization request of `web` with details.
  static Ask ask(String... details) {
    return Ask.web("offline_access").without("scope").with(NAME, array(details));
  }

  static Ask ask(String scope, List<String> details) {
    return ask(details.toArray(String[]::new)).with("scope", scope);
  }

  /// What the client is told of a request that is refused before anybody signs in.
  String refusal(Ask ask) {
    return new TestBrowser(server).get(ask.url()).answer("error");
  }

  void assertRefused(String... details) {
    assertThat(refusal(ask(details))).isEqualTo("invalid_authorization_details");
  }

  /// Alice signs in and approves all of it.
  String code(Ask ask) {
    TestBrowser browser = new TestBrowser(server).get(ask.url()).signInAs("alice");
    if (!browser.isAtClient()) {
      browser.approve(ask.parameters().one("scope").orElse("").split(" "));
    }
    return browser.answer("code");
  }

  Response redeem(Ask ask, String code, String... more) {
    return clients.token("web", form(ask.redemption(code), more));
  }

  Map<String, Object> tokens(Ask ask, String... more) {
    return json(redeem(ask, code(ask), more));
  }

  Response refresh(Map<String, Object> tokens, String... more) {
    return clients.token("web", form(TestClients.refresh(tokens.get("refresh_token")), more));
  }

  /// The details of an answer and of its token, which are the same.
  void assertDetails(Map<String, Object> answer, String... details) {
    assertThat(answer.get(NAME)).as(Json.write(answer)).isEqualTo(values(details));
    assertThat(clients.introspect("web", answer.get("access_token")).get(NAME))
        .isEqualTo(values(details));
  }

  /// There were some, and all were left out.
  void assertNoneLeft(Map<String, Object> answer) {
    assertThat(answer).containsKey("access_token").containsEntry(NAME, List.of());
    assertThat(clients.introspect("web", answer.get("access_token"))).doesNotContainKey(NAME);
  }

  void assertNoDetails(Map<String, Object> answer) {
    assertThat(answer).containsKey("access_token").doesNotContainKey(NAME);
    assertThat(clients.introspect("web", answer.get("access_token"))).doesNotContainKey(NAME);
  }

  static Parameters credentials(String... more) {
    return TestClients.credentials(more);
  }
}
