package dev.mapae.authorizationserver.discovery;

import dev.mapae.authorizationserver.http.Endpoint;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// A JSON document whose bytes are made once and again only when what they are made of changed,
/// with an `ETag` for those who ask again. RFC 9110 §8.8.3.
///
/// @param <T> what it is made of; compared by identity
final class Document<T> implements Endpoint {
  private static final int MAX_TAGS = 100;

  private final Supplier<T> source;
  private final Function<T, byte[]> json;
  private final String cacheControl;
  private volatile Optional<Made<T>> made = Optional.empty();

  /// @param cached how long others may keep it without asking again
  Document(Supplier<T> source, Function<T, byte[]> json, Duration cached) {
    this.source = source;
    this.json = json;
    this.cacheControl = "public, max-age=" + cached.toSeconds();
  }

  private record Made<T>(T of, Response response, String etag) {}

  @Override
  @SuppressWarnings(
      "ReferenceEquality") // a new picture is a new object; comparing contents would cost more than
  // making
  public Response handle(Request request) {
    T now = source.get();
    Made<T> current = made.filter(m -> m.of() == now).orElseGet(() -> make(now));
    return isKnown(request, current.etag())
        ? Response.of(304).with("ETag", current.etag()).with("Cache-Control", cacheControl)
        : current.response();
  }

  @Override
  public boolean isComputed(Request request) {
    return true;
  }

  /// RFC 9110 §13.1.2: a list, compared without regard to `W/`, which whoever compressed the answer
  /// on the way adds.
  private static boolean isKnown(Request request, String etag) {
    return request.headers().all("If-None-Match").stream()
        .flatMap(list -> Stream.of(list.split(",", MAX_TAGS)))
        .map(String::strip)
        .map(tag -> tag.startsWith("W/") ? tag.substring(2) : tag)
        .anyMatch(tag -> tag.equals(etag) || tag.equals("*"));
  }

  private Made<T> make(T of) {
    byte[] bytes = json.apply(of);
    String etag = etag(bytes);
    Response response =
        Response.of(200, Response.JSON, bytes)
            .with("ETag", etag)
            .with("Cache-Control", cacheControl);
    Made<T> fresh = new Made<>(of, response, etag);
    made = Optional.of(fresh);
    return fresh;
  }

  private static String etag(byte[] bytes) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
      return "\""
          + new String(
              Base64.getUrlEncoder().withoutPadding().encode(hash), StandardCharsets.US_ASCII)
          + "\"";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
