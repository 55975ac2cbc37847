package dev.mapae.authorizationserver;

import dev.mapae.authorizationserver.outbound.DocumentType;
import dev.mapae.authorizationserver.outbound.Fetched;
import dev.mapae.authorizationserver.outbound.Fetcher;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.authorizationserver.store.Origin;
import dev.mapae.protocol.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/// What answers at the `backchannel_logout_uri`s of all clients.
final class LogoutReceiver implements Fetcher {
  /// One request.
  record Posted(String url, Parameters form) {
    String token() {
      return form.required("logout_token");
    }
  }

  private final ConcurrentLinkedQueue<Posted> posted = new ConcurrentLinkedQueue<>();

  /// The status of the answer to a URL; it may throw.
  volatile ToIntFunction<String> answer = url -> 200;

  /// What is at every URL.
  volatile Supplier<Fetched> published =
      () -> {
        throw new NotFetched("there is nothing to get");
      };

  @Override
  public Fetched get(String url, DocumentType type, Origin namedBy) {
    return published.get();
  }

  @Override
  public int post(String url, Parameters form, Origin namedBy) {
    posted.add(new Posted(url, form));
    return answer.applyAsInt(url);
  }

  /// Answers nothing at all.
  void isAway() {
    answer =
        url -> {
          throw new NotFetched("no connection to its host could be made");
        };
  }

  void answers(int status) {
    answer = url -> status;
  }

  /// All since this was asked last.
  List<Posted> taken() {
    List<Posted> taken = new ArrayList<>();
    for (Posted next = posted.poll(); next != null; next = posted.poll()) {
      taken.add(next);
    }
    return taken;
  }
}
