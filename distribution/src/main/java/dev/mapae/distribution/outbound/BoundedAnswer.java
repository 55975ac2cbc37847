package dev.mapae.distribution.outbound;

import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.NotFetched;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/// One answer, read up to its limits and not a byte further: status 200, JSON, not compressed, 64
/// KiB.
final class BoundedAnswer implements Response.Listener {
  private static final int MAX_BYTES = 64 * 1024;

  private final CompletableFuture<Fetched> answer;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  BoundedAnswer(CompletableFuture<Fetched> answer) {
    this.answer = answer;
  }

  @Override
  public void onHeaders(Response response) {
    refusal(response.getStatus(), response.getHeaders())
        .ifPresent(reason -> refuse(response, reason));
  }

  private static void refuse(Response response, String reason) {
    var _ = response.abort(new NotFetched(reason));
  }

  private static Optional<String> refusal(int status, HttpFields headers) {
    if (status >= 300 && status < 400) {
      return Optional.of(
          "it was answered with status %d, and redirects are not followed; give the URL that it leads to"
              .formatted(status));
    }
    if (status != 200) {
      return Optional.of("it was answered with status %d instead of 200".formatted(status));
    }
    if (!isJson(Optional.ofNullable(headers.get(HttpHeader.CONTENT_TYPE)))) {
      return Optional.of("its content type is not application/json");
    }
    if (headers.contains(HttpHeader.CONTENT_ENCODING)) {
      return Optional.of("it is compressed, which nobody asked for");
    }
    return headers.getLongField(HttpHeader.CONTENT_LENGTH) > MAX_BYTES
        ? Optional.of(tooLong())
        : Optional.empty();
  }

  /// RFC 8259 §11, RFC 6839 §3.1.
  private static boolean isJson(Optional<String> contentType) {
    String type = contentType.orElse("").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json") || type.matches("application/[!-~]+\\+json");
  }

  private static String tooLong() {
    return "it is longer than %d KiB".formatted(MAX_BYTES / 1024);
  }

  @Override
  public void onContent(Response response, ByteBuffer content) {
    if (body.size() + content.remaining() > MAX_BYTES) {
      refuse(response, tooLong());
      return;
    }
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);
    body.writeBytes(bytes);
  }

  @Override
  public void onComplete(Result result) {
    if (result.isSucceeded()) {
      answer.complete(
          new Fetched(body.toByteArray(), Freshness.of(result.getResponse().getHeaders())));
    } else {
      answer.completeExceptionally(reason(result.getFailure()));
    }
  }

  /// What an exception says could hold addresses, and is not told.
  private static NotFetched reason(Throwable failure) {
    return switch (failure) {
      case NotFetched known -> known;
      case SSLException e ->
          new NotFetched(
              "TLS with its host failed; its certificate has to be for that host, and from an authority that is trusted here");
      case ConnectException e -> noConnection();
      case SocketException e -> noConnection();
      case SocketTimeoutException e -> noConnection();
      case IOException e -> new NotFetched("its host ended the connection without a whole answer");
      case Throwable e -> new NotFetched("its host gave no proper answer in HTTP");
    };
  }

  private static NotFetched noConnection() {
    return new NotFetched("no connection to its host could be made");
  }
}
