package dev.mapae.resourceserver.javalin;

import dev.mapae.resourceserver.Authenticator;
import dev.mapae.resourceserver.Outcome;
import dev.mapae.resourceserver.Refusal;
import dev.mapae.resourceserver.servlet.AuthenticationFilter;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.util.Optional;

/// A handler that answers refused requests itself and hands the accepted ones on, together with who
/// sent them.
///
/// As a handler `before` others it keeps refused requests from all that come after it: handlers
/// `after` them do not run then either. Before everything it also answers the metadata of the API
/// (RFC 9728 §3), to everybody; before a part, [MetadataHandler#publish] does.
///
/// @param <P> what an accepted request is known by: `VerifiedToken` with a `ResourceServer`
public final class ProtectedHandler<P> implements Handler {
  private final Authenticator<P> authenticator;
  private final Accepted<P> accepted;
  private final Refused refused;
  private final Optional<MetadataHandler> metadata;

  /// Handles a request of somebody who is known.
  @FunctionalInterface
  public interface Accepted<P> {
    /// Handles it.
    ///
    /// @throws Exception as a handler of Javalin may
    void handle(Context context, P principal) throws Exception;
  }

  /// Answers a refused request. Status and headers are set already; the body is up to the
  /// application.
  @FunctionalInterface
  public interface Refused {
    /// Answers it.
    ///
    /// @throws Exception as a handler of Javalin may
    void handle(Context context, Refusal refusal) throws Exception;
  }

  private ProtectedHandler(Authenticator<P> authenticator, Accepted<P> accepted, Refused refused) {
    this.authenticator = authenticator;
    this.accepted = accepted;
    this.refused = refused;
    this.metadata = authenticator.metadata().map(MetadataHandler::new);
  }

  /// Protects a handler; refusals are answered with [Refusal#problem()].
  ///
  /// @param authenticator who may come in
  /// @param accepted what they get
  public static <P> ProtectedHandler<P> of(Authenticator<P> authenticator, Accepted<P> accepted) {
    return of(authenticator, accepted, ProtectedHandler::answerProblem);
  }

  /// Protects a handler of an application whose errors have a shape of their own.
  public static <P> ProtectedHandler<P> of(
      Authenticator<P> authenticator, Accepted<P> accepted, Refused refused) {
    return new ProtectedHandler<>(authenticator, accepted, refused);
  }

  @Override
  public void handle(Context context) throws Exception {
    Optional<MetadataHandler> document = metadata.filter(m -> m.isAskedFor(context));
    if (document.isPresent()) {
      endHere(context);
      document.get().answer(context);
      return;
    }
    Outcome<P> outcome =
        authenticator.authenticate(AuthenticationFilter.resourceRequest(context.req()));
    if (outcome instanceof Outcome.Accepted<P> known) {
      AuthenticationFilter.setHeaders(context.res(), known.headers());
      accepted.handle(context, known.principal());
    } else if (outcome instanceof Outcome.Refused<P> unknown) {
      Refusal refusal = unknown.refusal();
      context.status(refusal.status());
      AuthenticationFilter.setHeaders(context.res(), refusal.headers());
      endHere(context);
      refused.handle(context, refusal);
    }
  }

  /// Javalin goes on to the endpoint otherwise, whatever was answered.
  private static void endHere(Context context) {
    if (!context.endpoint().method.isHttpMethod()) {
      context.skipRemainingHandlers();
    }
  }

  private static void answerProblem(Context context, Refusal refusal) {
    context.contentType("application/problem+json").result(refusal.problem().bytes());
  }
}
