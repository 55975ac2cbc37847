package dev.mapae.storage;

import dev.mapae.authorizationserver.store.AssertionPolicy;
import dev.mapae.authorizationserver.store.CertificateSubject;
import dev.mapae.authorizationserver.store.Credentials;
import dev.mapae.authorizationserver.store.StoredSecret;
import dev.mapae.authorizationserver.store.StoredSecret.Form;
import dev.mapae.protocol.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// By what a client shows who it is, in its document, and the secrets in it.
final class CredentialDocument {
  private static final String AUTH_METHOD = "token_endpoint_auth_method";
  private static final String SIGNING_ALG = "token_endpoint_auth_signing_alg";
  private static final String INSECURE_AUDIENCE = "insecure_assertion_audience";

  private CredentialDocument() {}

  static Credentials credentials(Document document) {
    return new Credentials(
        document.text(AUTH_METHOD),
        document.documents("secrets").stream().map(CredentialDocument::secret).toList(),
        new AssertionPolicy(
            document.textIfAny(SIGNING_ALG), document.flagOr(INSECURE_AUDIENCE, false)),
        Stream.of(CertificateSubject.Name.values())
            .flatMap(name ->
                document.textIfAny(name.member()).stream()
                    .map(value -> new CertificateSubject(name, value)))
            .findFirst());
  }

  static void credentials(Credentials credentials, Json json) {
    json.with(AUTH_METHOD, credentials.method()).with("secrets", documents(credentials.secrets()));
    credentials.assertions().alg().ifPresent(alg -> json.with(SIGNING_ALG, alg));
    if (credentials.assertions().insecureAudience()) {
      json.with(INSECURE_AUDIENCE, true);
    }
    credentials
        .certificateSubject()
        .ifPresent(subject -> json.with(subject.name().member(), subject.value()));
  }

  /// All else stays as it is: a node of a newer version may have written what this one does not
  /// know.
  static String withSecrets(String document, List<StoredSecret> secrets) {
    Map<String, Object> members = new LinkedHashMap<>(Json.parseObject(document).orElseThrow());
    members.put("secrets", documents(secrets));
    return Document.checked(Json.write(members));
  }

  static List<Map<String, String>> documents(List<StoredSecret> secrets) {
    return secrets.stream()
        .map(secret -> Map.of("key_id", secret.keyId(), member(secret.form()), secret.kept()))
        .toList();
  }

  static StoredSecret secret(Document document) {
    Form form = document.textIfAny(member(Form.SEALED)).isPresent() ? Form.SEALED : Form.MAC;
    return new StoredSecret(document.text("key_id"), form, document.text(member(form)));
  }

  private static String member(Form form) {
    return switch (form) {
      case MAC -> "mac";
      case SEALED -> "sealed";
    };
  }
}
