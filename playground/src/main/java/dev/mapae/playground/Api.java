package dev.mapae.playground;

import com.nimbusds.jose.util.Base64URL;
import dev.mapae.client.Exchange;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Json;
import java.net.URI;
import java.net.http.HttpRequest;
import java.util.Optional;

/// What the client asks of the demo API, rightly and wrongly. RFC 6750.
final class Api {
  private final URI base;

  Api(URI base) {
    this.base = base;
  }

  Optional<Exchange> playlists(Recording recording, String token) {
    return get(recording, "api.token", "v1/playlists", "Bearer " + token);
  }

  Optional<Exchange> me(Recording recording, String token) {
    return get(recording, "api.token", "v1/me", "Bearer " + token);
  }

  /// Adds a playlist; 403 for a token without `playlist.write`.
  Optional<Exchange> add(Recording recording, String token, String name) {
    String body = Json.object().with("name", name).toString();
    return recording.send(
        "api.token",
        Role.RESOURCE_SERVER,
        request("v1/playlists")
            .header("Authorization", "Bearer " + token)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)),
        body);
  }

  Optional<Exchange> playlistsWithoutToken(Recording recording) {
    return recording.send("api.none", Role.RESOURCE_SERVER, request("v1/playlists").GET(), "");
  }

  /// Asks where the clock is a day ahead, so that every token of today has expired.
  Optional<Exchange> playlistsTomorrow(Recording recording, String token) {
    return get(recording, "api.tomorrow", "v1/tomorrow/playlists", "Bearer " + token);
  }

  Optional<Exchange> basic(Recording recording) {
    return get(
        recording,
        "api.basic",
        "v1/basic/hello",
        new BasicCredentials(DemoApi.BASIC_USER_ID, DemoApi.BASIC_PASSWORD).header());
  }

  /// The token with more scope written into it, by somebody who has no key to sign it with.
  static String tampered(String token) {
    String[] parts = token.split("\\.", -1);
    if (parts.length != 3) {
      return token + "x";
    }
    String claims = new Base64URL(parts[1]).decodeToString();
    String more = claims.replaceFirst("playlist\\.read", "playlist.read playlist.write");
    String changed = more.equals(claims) ? claims.replaceFirst("\"sub\":\"", "\"sub\":\"x") : more;
    return parts[0] + "." + Base64URL.encode(changed) + "." + parts[2];
  }

  private Optional<Exchange> get(
      Recording recording, String key, String path, String authorization) {
    return recording.send(
        key, Role.RESOURCE_SERVER, request(path).header("Authorization", authorization).GET(), "");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path)).header("Accept", "application/json");
  }
}
