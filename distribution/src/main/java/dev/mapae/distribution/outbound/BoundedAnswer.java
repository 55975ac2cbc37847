package dev.mapae.distribution.outbound;

import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.NotFetched;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLException;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.Result;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/// One answer, read up to its limits and not a byte further: status 200, the type that was asked
/// for, not compressed, 64 KiB.
final class BoundedAnswer implements Response.Listener {
  private static final int MAX_BYTES = 64 * 1024;

  private final DocumentType type;
  private final CompletableFuture<Fetched> answer;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();

  BoundedAnswer(DocumentType type, CompletableFuture<Fetched> answer) {
    this.type = type;
    this.answer = answer;
  }

  @Override
  public void onHeaders(Response response) {
    int status = response.getStatus();
    refusal(status, response.getHeaders())
        .ifPresent(reason -> refuse(response, cause(status), reason));
  }

  private static void refuse(Response response, NotFetched.Cause cause, String reason) {
    var _ = response.abort(new NotFetched(cause, reason));
  }

  /// A gateway before a host that is away answers as well, and so does a host that has too much to
  /// do. RFC 9110 §15.6, RFC 6585 §4
  private static NotFetched.Cause cause(int status) {
    return status >= 500 || status == 429 ? NotFetched.Cause.CONNECTION : NotFetched.Cause.DOCUMENT;
  }

  private Optional<String> refusal(int status, HttpFields headers) {
    if (status >= 300 && status < 400) {
      return Optional.of(
          "it was answered with status %d, and redirects are not followed; give the URL that it leads to"
              .formatted(status));
    }
    if (status != 200) {
      return Optional.of("it was answered with status %d instead of 200".formatted(status));
    }
    if (Optional.ofNullable(headers.get(HttpHeader.CONTENT_TYPE))
        .filter(type::includes)
        .isEmpty()) {
      return Optional.of("its content type is not " + type.mediaTypes().getFirst());
    }
    if (headers.contains(HttpHeader.CONTENT_ENCODING)) {
      return Optional.of("it is compressed, which nobody asked for");
    }
    return headers.getLongField(HttpHeader.CONTENT_LENGTH) > MAX_BYTES
        ? Optional.of(tooLong())
        : Optional.empty();
  }

  private static String tooLong() {
    return "it is longer than %d KiB".formatted(MAX_BYTES / 1024);
  }

  @Override
  public void onContent(Response response, ByteBuffer content) {
    if (body.size() + content.remaining() > MAX_BYTES) {
      refuse(response, NotFetched.Cause.DOCUMENT, tooLong());
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
  static NotFetched reason(Throwable failure) {
    return switch (failure) {
      case NotFetched known -> known;
      case SSLException e ->
          noAnswer(
              "TLS with its host failed; its certificate has to be for that host, and from an authority that is trusted here");
      case SocketException e -> noAnswer("no connection to its host could be made");
      case SocketTimeoutException e -> noAnswer("no connection to its host could be made");
      case IOException e -> noAnswer("its host ended the connection without a whole answer");
      case Throwable e -> noAnswer("its host gave no proper answer in HTTP");
    };
  }

  private static NotFetched noAnswer(String reason) {
    return new NotFetched(NotFetched.Cause.CONNECTION, reason);
  }
}
