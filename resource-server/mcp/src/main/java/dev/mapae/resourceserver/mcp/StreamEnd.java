package dev.mapae.resourceserver.mcp;

import dev.mapae.resourceserver.VerifiedToken;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletRequest;
import java.time.Duration;
import java.time.Instant;

/// Ends a stream with the token that it was opened by, which the transport lets go on for ever.
final class StreamEnd implements AsyncListener {
  private static final Duration LONGEST = Duration.ofDays(1);

  /// Time enough for a host to renew its token, where the clocks differ.
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  private StreamEnd() {}

  /// Takes care of a request that was handed on, if a stream goes on with it. Only here may the
  /// transport's own time limit, which is none, be replaced: before its dispatch is over.
  static void at(VerifiedToken token, Instant now, ServletRequest request) {
    if (!request.isAsyncStarted()) {
      return;
    }
    try {
      AsyncContext stream = request.getAsyncContext();
      stream.setTimeout(untilEnd(token.expiresAt(), now).toMillis());
      stream.addListener(new StreamEnd());
    } catch (IllegalStateException e) {
      // It is over already.
    }
  }

  private static Duration untilEnd(Instant end, Instant now) {
    if (end.isBefore(now.plus(SHORTEST))) {
      return SHORTEST;
    }
    return end.isAfter(now.plus(LONGEST)) ? LONGEST : Duration.between(now, end);
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    try {
      event.getAsyncContext().complete();
    } catch (IllegalStateException e) {
      // The transport has done so.
    }
  }

  @Override
  public void onComplete(AsyncEvent event) {}

  @Override
  public void onError(AsyncEvent event) {}

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
