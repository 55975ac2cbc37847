package dev.mapae.authorizationserver;

import dev.mapae.protocol.Parameters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// A request that was made up by chance, out of names that the endpoints know and values that
/// somebody somewhere takes, or should not.
record MadeRequest(Random random, List<String> routes) {
  private static final List<String> NAMES =
      words(
          """
          client_id client_secret redirect_uri response_type response_mode scope state nonce
          code_challenge code_challenge_method request request_uri prompt max_age ui_locales
          id_token_hint login_hint acr_values claims authorization_details resource audience
          dpop_jkt grant_type code code_verifier refresh_token device_code subject_token
          subject_token_type requested_token_type actor_token actor_token_type assertion
          client_assertion client_assertion_type token token_type_hint user_code
          post_logout_redirect_uri logout_hint step username password decision seen sid
          access_token display claims_locales registration visit
          """);

  private static final List<String> VALUES =
      List.of(
          "",
          "web",
          "spa",
          "app",
          "tv",
          "desk",
          "partner",
          "{document}",
          "code",
          "none",
          "query",
          "form_post",
          "jwt",
          "query.jwt",
          "openid",
          "openid offline_access playlist.read",
          "xyz",
          "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM",
          "S256",
          "plain",
          "login",
          "consent none",
          "create",
          "0",
          "-1",
          "99999999999999999999",
          "1e999",
          "ko en",
          "{id_token}",
          "{access_token}",
          "{refresh_token}",
          "{code}",
          "{request_uri}",
          "{device_code}",
          "{user_code}",
          "urn:x",
          "[]",
          "{}",
          "[{}]",
          "null",
          "[{\"type\":\"x\",\"a\":1e999}]",
          "{\"id_token\":{\"sub\":{\"value\":[1]},\"acr\":{\"essential\":true,\"values\":[null]}}}",
          "{\"userinfo\":null,\"id_token\":[]}",
          "https://app.example.com/callback",
          "https://app.example.com/callback#",
          "https://app.example.com/callback@evil.example",
          "http://127.0.0.1:1234/callback",
          "javascript:alert(1)",
          "https://api.example.com/",
          "https://id.example.com",
          "://",
          "authorization_code",
          "refresh_token",
          "client_credentials",
          "urn:ietf:params:oauth:grant-type:device_code",
          "urn:ietf:params:oauth:grant-type:token-exchange",
          "urn:ietf:params:oauth:grant-type:jwt-bearer",
          "urn:ietf:params:oauth:token-type:access_token",
          "urn:ietf:params:oauth:token-type:refresh_token",
          "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
          "e30.e30.e30",
          "e30.e30.",
          "e30.e30.e30.e30.e30",
          "eyJhbGciOiJub25lIn0.e30.",
          "bnVsbA.bnVsbA.bnVsbA",
          "eyJhbGciOiJFUzI1NiIsImNyaXQiOltudWxsXX0.eyJleHAiOjFlOTl9.AA",
          "alice",
          "wonderland-42",
          "approve",
          "deny",
          "on",
          "\uD83D\uDE00",
          "%",
          "a\nb",
          "\u202e",
          "..",
          "'\"><script>",
          "urn:ietf:params:oauth:request_uri:mapae_pr_x",
          "mapae_rt_",
          "true");

  private static final List<String> HEADERS =
      List.of(
          "Authorization: {basic}",
          "Authorization: Basic d2ViOng=",
          "Authorization: Basic ====",
          "Authorization: Bearer {access_token}",
          "Authorization: DPoP {access_token}",
          "Authorization: Bearer",
          "Authorization: Bearer mapae_ra_x",
          "DPoP: e30.e30.e30",
          "DPoP: eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7fX0.e30.AA",
          "Cookie: {cookies}",
          "Cookie: __Host-mapae-session=x; __Host-mapae-browser=y",
          "Accept-Language: ko;q=0.5, en;q=x",
          "Accept: application/json",
          "Origin: https://spa.example.com",
          "Origin: null",
          "Accept: */*;q=",
          "If-None-Match: *");

  private static final List<String> METADATA =
      words(
          """
          redirect_uris grant_types response_types token_endpoint_auth_method jwks jwks_uri
          client_name client_name#ko logo_uri scope contacts default_max_age request_uris
          id_token_signed_response_alg id_token_encrypted_response_alg backchannel_logout_uri
          subject_type tls_client_auth_subject_dn require_auth_time response_modes
          software_statement
          """);

  private static final List<String> JSON =
      List.of(
          "null",
          "1",
          "-1",
          "1e999",
          "1e-400",
          "true",
          "\"\"",
          "\"x\"",
          "[]",
          "{}",
          "[null]",
          "[\"https://a.example.com/cb\"]",
          "[\"code\"]",
          "[\"authorization_code\"]",
          "\"none\"",
          "\"private_key_jwt\"",
          "{\"keys\":[]}",
          "{\"keys\":[null]}",
          "{\"keys\":[{\"kty\":1}]}",
          "{\"keys\":[{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"x\":1e999}]}",
          "\"https://a.example.com/jwks\"",
          "\"openid\"",
          "\"\\ud800\"",
          "\"CN=x\"",
          "\"ES256\"",
          "\"RSA-OAEP-256\"",
          "\"public\"",
          "[[[[[[[[[[[[]]]]]]]]]]]]");

  /// What clients send, without their authentication.
  private static final List<String> GOOD =
      List.of(
          "POST /token grant_type=authorization_code&code={code}&code_verifier=x"
              + "&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback",
          "POST /token grant_type=refresh_token&refresh_token={refresh_token}",
          "POST /token grant_type=client_credentials&scope=playlist.read",
          "POST /token grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
              + "&device_code={device_code}",
          "POST /token grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange"
              + "&subject_token={access_token}"
              + "&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token",
          "POST /token grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer"
              + "&assertion=e30.e30.e30",
          "POST /par response_type=code&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcallback"
              + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
              + "&code_challenge_method=S256&scope=openid",
          "POST /introspect token={access_token}",
          "POST /introspect token={refresh_token}",
          "POST /revoke token=x",
          "POST /device_authorization scope=openid",
          "GET {registered} x",
          "PUT {registered} x",
          "POST {consent} step={step}&decision=approve&scope=playlist.read",
          "POST /device user_code={user_code}");

  private static List<String> words(String text) {
    return List.of(text.strip().split("\\s+"));
  }

  @Override
  public String toString() {
    if (chance(40)) {
      String[] good = one(GOOD).split(" ", 3);
      String more = chance(60) ? "&" + one(NAMES) + "=" + Parameters.encode(one(VALUES)) : "";
      return request(good[0], good[1], good[2] + more);
    }
    String[] route = (chance(95) ? one(routes) : "GET /" + one(NAMES)).split(" ", 2);
    String form = chance(40) ? asks().encode() : parameters().encode();
    return route[0].equals("GET")
        ? request("GET", route[1] + "?" + form + (chance(10) ? one(VALUES) : ""), "")
        : request(chance(90) ? route[0] : "PATCH", route[1], form);
  }

  private String request(String method, String path, String form) {
    StringBuilder request = new StringBuilder(method).append(' ').append(path);
    boolean isJson = path.contains("regist") && chance(90);
    request.append("\nContent-Type: ");
    request.append(isJson ? "application/json" : "application/x-www-form-urlencoded");
    if (chance(70)) {
      request.append("\nCookie: {cookies}");
    }
    if (chance(70)) {
      request.append("\nAuthorization: ").append(credentials(path));
    }
    for (int i = random.nextInt(2); i > 0; i--) {
      request.append('\n').append(one(HEADERS));
    }
    String body = isJson ? metadata() : form;
    // What stands for something that the server gave is no text to be encoded.
    return request.append("\n\n").append(body).toString().replaceAll("%7B([a-z_]+)%7D", "{$1}");
  }

  private static String credentials(String path) {
    if (path.startsWith("{registered}")) {
      return "Bearer {registration_access_token}";
    }
    return path.startsWith("/userinfo") ? "Bearer {access_token}" : "{basic}";
  }

  /// An authorization request, of which something is another.
  private Parameters asks() {
    Parameters good = Ask.web("openid offline_access playlist.read").parameters();
    return chance(70) ? good.with(one(NAMES), one(VALUES)) : good;
  }

  private Parameters parameters() {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    for (int i = random.nextInt(9); i > 0; i--) {
      parameters.computeIfAbsent(one(NAMES), n -> new ArrayList<>()).add(one(VALUES));
    }
    return Parameters.of(parameters);
  }

  private String metadata() {
    StringBuilder json = new StringBuilder("{\"redirect_uris\":[\"https://a.example.com/cb\"]");
    for (int i = random.nextInt(4); i > 0; i--) {
      json.append(",\"").append(one(METADATA)).append("\":").append(one(JSON));
    }
    return json.append('}').toString();
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private String one(List<String> all) {
    return all.get(random.nextInt(all.size()));
  }
}
