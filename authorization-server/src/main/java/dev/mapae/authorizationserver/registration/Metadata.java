package dev.mapae.authorizationserver.registration;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.interaction.ShownText;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Client metadata as it was sent: the members that are known here, each of its type and bounded.
/// All others are ignored. RFC 7591 §2, OpenID Connect Dynamic Client Registration §2.
///
/// @param all the members of the document
/// @param known those of them that are registered
record Metadata(Map<String, Object> all, Map<String, Object> known) {
  private static final int MAX_BODY = 16 * 1024;

  /// What the draft recommends in §8.7.
  private static final int MAX_DOCUMENT = 5 * 1024;

  private static final int MAX_DEPTH = 10;
  private static final int MAX_TEXT = 2000;
  private static final int MAX_ASIDE = 200;
  private static final int MAX_NAME = 200;
  private static final int MAX_MEMBER = 64;
  private static final int MAX_ITEMS = 20;
  private static final int MAX_CONTACTS = 5;
  private static final int MAX_LANGUAGES = 20;

  /// Told about the application: nothing is done with it here but to show it again.
  static final Set<String> SHOWN_AGAIN =
      Set.of("contacts", "software_id", "software_version", "application_type");

  private static final Set<String> LISTS =
      Set.of(
          "redirect_uris",
          "grant_types",
          "response_types",
          "contacts",
          "post_logout_redirect_uris",
          "request_uris",
          "response_modes",
          "authorization_details_types",
          "default_acr_values");
  private static final Set<String> FLAGS =
      Set.of(
          "require_pushed_authorization_requests",
          "dpop_bound_access_tokens",
          "require_signed_request_object",
          "tls_client_certificate_bound_access_tokens",
          "backchannel_logout_session_required",
          "frontchannel_logout_session_required",
          "require_auth_time");
  private static final Set<String> TEXTS =
      Set.of(
          "token_endpoint_auth_method",
          "token_endpoint_auth_signing_alg",
          "scope",
          "jwks_uri",
          "backchannel_logout_uri",
          "frontchannel_logout_uri",
          "software_id",
          "software_version",
          "application_type",
          "initiate_login_uri",
          "subject_type",
          "sector_identifier_uri",
          "tls_client_auth_subject_dn",
          "tls_client_auth_san_dns",
          "tls_client_auth_san_uri",
          "tls_client_auth_san_ip",
          "tls_client_auth_san_email",
          "request_object_signing_alg",
          "request_object_encryption_alg",
          "request_object_encryption_enc",
          "id_token_signed_response_alg",
          "id_token_encrypted_response_alg",
          "id_token_encrypted_response_enc",
          "userinfo_signed_response_alg",
          "userinfo_encrypted_response_alg",
          "userinfo_encrypted_response_enc",
          "authorization_signed_response_alg",
          "authorization_encrypted_response_alg",
          "authorization_encrypted_response_enc",
          "introspection_signed_response_alg",
          "introspection_encrypted_response_alg",
          "introspection_encrypted_response_enc");

  private static final Set<String> KEYS = Set.of("jwks", "jwks_uri");

  /// Those that people are shown, also in a language (`client_name#ko`). RFC 7591 §2.2.
  private static final Set<String> LOCALIZED =
      Set.of("client_name", "client_uri", "logo_uri", "policy_uri", "tos_uri");

  Metadata {
    all = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(all));
    known = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(known));
  }

  /// Reads the body of a request.
  ///
  /// @throws ProtocolException `invalid_client_metadata`, `invalid_redirect_uri`, or
  ///   `invalid_request` for a body that is no JSON
  static Metadata of(Request request) {
    if (request.body().length > MAX_BODY) {
      throw new ProtocolError.InvalidRequest(
              "The body has more than " + MAX_BODY + " bytes; shorten it.")
          .exception();
    }
    return of(withoutBlankScope(json(request)));
  }

  /// Reads a document that says who its client is. draft-ietf-oauth-client-id-metadata-document-02
  /// §4.
  ///
  /// @throws ProtocolException `invalid_client_metadata` or `invalid_redirect_uri`
  static Metadata ofDocument(byte[] document) {
    if (document.length > MAX_DOCUMENT) {
      throw invalid("It has more than " + MAX_DOCUMENT + " bytes; shorten it.");
    }
    Map<String, Object> all =
        object(document).orElseThrow(() -> invalid("It is no JSON object in UTF-8; make it one."));
    Map<String, Object> used = withoutBlankScope(all);
    used.keySet().removeIf(Metadata::isUnusedInDocuments);
    return of(used);
  }

  /// Nobody is shown it, or it would have the server fetch from any host for anybody.
  private static boolean isUnusedInDocuments(String name) {
    return SHOWN_AGAIN.contains(name)
        || name.equals("initiate_login_uri")
        || name.equals("request_uris")
        || name.equals("logo_uri")
        || name.startsWith("logo_uri#");
  }

  /// Reads members.
  ///
  /// @throws ProtocolException `invalid_client_metadata` or `invalid_redirect_uri`
  static Metadata of(Map<String, Object> all) {
    if (isDeeper(all, MAX_DEPTH)) {
      throw invalid(
          "The metadata is nested more than " + MAX_DEPTH + " deep; leave something out.");
    }
    Map<String, Object> known = new LinkedHashMap<>();
    all.forEach((name, value) -> {
      // RFC 7592 §2.2: null is as good as nothing.
      if (value != null && isKnown(name)) {
        check(name, value);
        known.put(name, value);
      }
    });
    if (known.keySet().stream().filter(name -> name.contains("#")).count() > MAX_LANGUAGES) {
      throw invalid(
          "There are more names in languages than " + MAX_LANGUAGES + "; leave some out.");
    }
    return new Metadata(all, known);
  }

  /// This, with what somebody vouches for in the place of what stands beside it. RFC 7591 §3.1.1:
  /// also names in languages, and another way to name the keys, would say something else.
  ///
  /// @param said by a statement that is verified; what is not known here is ignored
  Metadata withStatement(String statement, Metadata said) {
    Map<String, Object> vouched = said.known();
    Map<String, Object> merged = new LinkedHashMap<>(known);
    vouched.keySet().forEach(name -> merged.keySet().removeIf(other -> isSame(name, other)));
    merged.putAll(vouched);
    // Told again as it was sent. RFC 7591 §3.2.1.
    merged.put(SoftwareStatements.MEMBER, statement);
    return with(merged);
  }

  /// This, with other known members in the place of those that there are.
  Metadata with(Map<String, Object> others) {
    Map<String, Object> members = new LinkedHashMap<>(all);
    members.keySet().removeIf(name -> isKnown(name) && !others.containsKey(name));
    members.putAll(others);
    return new Metadata(members, others);
  }

  private static boolean isSame(String name, String other) {
    return KEYS.contains(name)
        ? KEYS.contains(other)
        : name.split("#", 2)[0].equals(other.split("#", 2)[0]);
  }

  /// What makes the client; the rest is kept to be told again.
  Map<String, Object> judged() {
    Map<String, Object> judged = new LinkedHashMap<>(known);
    judged.remove(SoftwareStatements.MEMBER);
    return judged;
  }

  private static Map<String, Object> json(Request request) {
    String type = request.headers().first("Content-Type").orElse("");
    if (!type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
      throw new ProtocolError.InvalidRequest(
              "The body has to be application/json; say so in Content-Type.")
          .exception();
    }
    return object(request.body())
        .orElseThrow(() ->
            new ProtocolError.InvalidRequest("The body is no JSON object in UTF-8 (RFC 7591 3.1).")
                .exception());
  }

  private static Optional<Map<String, Object>> object(byte[] json) {
    try {
      return Json.parseObject(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString());
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  /// Deeper than anything that is known here, and less deep than the parser reads again.
  private static boolean isDeeper(Object value, int levels) {
    return value instanceof Map<?, ?> map
        ? levels == 0 || map.values().stream().anyMatch(v -> isDeeper(v, levels - 1))
        : value instanceof List<?> list
            && (levels == 0 || list.stream().anyMatch(v -> isDeeper(v, levels - 1)));
  }

  /// A scope has a value at least (RFC 6749 §3.3), and clients write it blank where they have none.
  /// In a statement somebody else wrote it, who may have meant that there is to be none.
  private static Map<String, Object> withoutBlankScope(Map<String, Object> all) {
    Map<String, Object> left = new LinkedHashMap<>(all);
    if (left.get("scope") instanceof String scope && scope.isBlank()) {
      left.remove("scope");
    }
    return left;
  }

  private static boolean isKnown(String name) {
    return name.length() <= MAX_MEMBER
        && (LISTS.contains(name)
            || FLAGS.contains(name)
            || TEXTS.contains(name)
            || name.equals("jwks")
            || name.equals("default_max_age")
            || LOCALIZED.contains(name.split("#", 2)[0]));
  }

  private static void check(String name, Object value) {
    if (LISTS.contains(name)) {
      checkList(name, value);
    } else if (FLAGS.contains(name)) {
      require(value instanceof Boolean, name, "has to be true or false");
    } else if (name.equals("jwks")) {
      require(value instanceof Map, name, "has to be an object, a JWK Set (RFC 7517 5)");
    } else if (name.equals("default_max_age")) {
      require(value instanceof Number, name, "has to be a number of seconds");
    } else {
      checkText(name, value);
    }
  }

  private static void checkList(String name, Object value) {
    require(value instanceof List, name, "has to be an array of strings");
    List<?> list = (List<?>) value;
    int most = SHOWN_AGAIN.contains(name) ? MAX_CONTACTS : MAX_ITEMS;
    require(list.size() <= most, name, "has more than " + most + " items; leave some out");
    list.forEach(item -> checkText(name, item));
  }

  private static void checkText(String name, Object value) {
    if (!(value instanceof String text)) {
      throw invalid(name, LISTS.contains(name) ? "takes strings alone" : "has to be a string");
    }
    boolean isName = name.startsWith("client_name");
    int most = isName ? MAX_NAME : SHOWN_AGAIN.contains(name) ? MAX_ASIDE : MAX_TEXT;
    require(text.length() <= most, name, "has more than " + most + " characters; shorten it");
    require(
        text.codePoints()
            .noneMatch(
                c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE),
        name,
        "has control characters; leave them out");
    if (isName) {
      require(
          ShownText.isVisible(text),
          name,
          "is blank, or has characters that nobody sees or that have no meaning; leave them out");
    }
  }

  private static void require(boolean good, String name, String otherwise) {
    if (!good) {
      throw invalid(name, otherwise);
    }
  }

  private static ProtocolException invalid(String name, String what) {
    String description = "The member " + name.split("#", 2)[0] + " " + what + ".";
    return name.equals("redirect_uris")
        ? new ProtocolError.InvalidRedirectUri(description).exception()
        : invalid(description);
  }

  static ProtocolException invalid(String description) {
    return new ProtocolError.InvalidClientMetadata(description).exception();
  }

  /// A member that is a string.
  Optional<String> text(String name) {
    return all.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  /// A known member that is a list of strings.
  Optional<List<String>> list(String name) {
    return known.get(name) instanceof List<?> list
        ? Optional.of(list.stream().map(String.class::cast).toList())
        : Optional.empty();
  }
}
