package dev.mapae.authorizationserver.http;

import dev.mapae.protocol.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One HTTP response, whole.
///
/// @param headers in the order in which they are sent; a name may come several times
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
public record Response(int status, List<Map.Entry<String, String>> headers, byte[] body) {
  public static final String JSON = "application/json";

  public Response {
    headers = List.copyOf(headers);
  }

  /// An empty answer.
  public static Response of(int status) {
    return new Response(status, List.of(), new byte[0]);
  }

  public static Response json(int status, Json json) {
    return of(status, JSON, json.bytes());
  }

  public static Response text(int status, String text) {
    return of(status, "text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }

  public static Response html(int status, String html) {
    return of(status, "text/html; charset=utf-8", html.getBytes(StandardCharsets.UTF_8));
  }

  public static Response of(int status, String contentType, byte[] body) {
    return new Response(status, List.of(Map.entry("Content-Type", contentType)), body);
  }

  /// 303, which turns whatever came into a GET.
  public static Response seeOther(String location) {
    return new Response(303, List.of(Map.entry("Location", location)), new byte[0]);
  }

  public Response with(String name, String value) {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers.size() + 1);
    more.addAll(headers);
    more.add(Map.entry(name, value));
    return new Response(status, more, body);
  }

  public Response withStatus(int other) {
    return new Response(other, headers, body);
  }

  /// RFC 6749 §5.1: answers that hold tokens or people's data are not cached.
  public Response noStore() {
    List<Map.Entry<String, String>> more = new ArrayList<>(headers.size() + 2);
    more.addAll(headers);
    more.add(Map.entry("Cache-Control", "no-store"));
    more.add(Map.entry("Pragma", "no-cache"));
    return new Response(status, more, body);
  }

  public Optional<String> header(String name) {
    return headers.stream()
        .filter(h -> h.getKey().equalsIgnoreCase(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
