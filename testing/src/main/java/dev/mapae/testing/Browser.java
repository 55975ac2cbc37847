package dev.mapae.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A browser without JavaScript: it keeps cookies, so that who signed in stays signed in, and shows
/// the server's own pages. Not for several threads.
public final class Browser {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Mapae mapae;
  private final HttpClient http;
  private final Map<String, String> cookies = new LinkedHashMap<>();
  private Optional<String> person = Optional.empty();

  Browser(Mapae mapae, HttpClient http) {
    this.mapae = mapae;
    this.http = http;
  }

  /// Opens an authorization request, as the application that is tested would send a browser there.
  ///
  /// @param request the whole URL, at the authorization endpoint of this server
  /// @return the way to its answer
  /// @throws IllegalArgumentException when it goes to another server
  public Authorization authorize(String request) {
    return authorize(URI.create(request));
  }

  /// The same with a URI.
  ///
  /// @throws IllegalArgumentException as the other
  public Authorization authorize(URI request) {
    if (!isAtServer(request)) {
      throw new IllegalArgumentException(
          "The request goes to another server than " + mapae.issuer() + ".");
    }
    return new Authorization(mapae, this, request);
  }

  /// Who signed in in it last.
  Optional<String> person() {
    return person;
  }

  void signedIn(String username) {
    person = Optional.of(username);
  }

  boolean isAtServer(URI uri) {
    return String.valueOf(uri.getAuthority()).equals(URI.create(mapae.issuer()).getAuthority());
  }

  Page get(URI uri) {
    return send(uri, HttpRequest.newBuilder(uri));
  }

  /// @param fields encoded
  Page post(URI uri, URI from, String fields) {
    return send(
        uri,
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Origin", from.getScheme() + "://" + from.getAuthority())
            .POST(BodyPublishers.ofString(fields)));
  }

  private Page send(URI uri, HttpRequest.Builder request) {
    if (!cookies.isEmpty()) {
      request.header(
          "Cookie",
          cookies.entrySet().stream().map(Object::toString).collect(Collectors.joining("; ")));
    }
    HttpResponse<String> response = sent(http, request);
    for (String cookie : response.headers().allValues("Set-Cookie")) {
      String[] pair = cookie.split(";", 2)[0].split("=", 2);
      cookies.put(pair[0], pair[1]);
    }
    return new Page(
        uri,
        response.statusCode(),
        response.headers().firstValue("Location").map(uri::resolve),
        response.body());
  }

  static HttpResponse<String> sent(HttpClient http, HttpRequest.Builder request) {
    try {
      return http.send(request.timeout(PATIENCE).build(), BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while the server answered", e);
    }
  }
}
