package dev.mapae.client.servlet;

import dev.mapae.client.ApiTokens;
import dev.mapae.client.ClientError;
import dev.mapae.client.ClientException;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Hands requests of signed-in people on to an API, with their tokens, and its answers back. RFC
/// 10017 §6.1.3.6.
///
/// @param http keeps no cookies and follows no redirects
/// @param requests which headers go there
/// @param responses which headers come back
/// @param mostBytes how long the body of a request may be
/// @param patience how long the API may be silent
/// @param underWay what waits for answers
record ApiProxy(
    HttpClient http,
    PassedHeaders requests,
    PassedHeaders responses,
    int mostBytes,
    Duration patience,
    CallsUnderWay underWay) {
  /// As in `Allow`.
  static final String METHODS = "GET, HEAD, POST, PUT, PATCH, DELETE";

  private static final Set<Integer> REDIRECTS = Set.of(300, 301, 302, 303, 305, 307, 308);

  static ApiProxy standard() {
    return new ApiProxy(
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(5))
            .build(),
        PassedHeaders.ofRequests(),
        PassedHeaders.ofResponses(),
        1024 * 1024,
        Duration.ofSeconds(60),
        new CallsUnderWay());
  }

  ApiProxy {
    // Its cookies would be those of all people together.
    if (http.cookieHandler().isPresent()) {
      throw new IllegalArgumentException("The HttpClient must not keep cookies.");
    }
    if (http.followRedirects() != HttpClient.Redirect.NEVER) {
      throw new IllegalArgumentException("The HttpClient must not follow redirects.");
    }
    if (mostBytes < 0 || mostBytes == Integer.MAX_VALUE) {
      throw new IllegalArgumentException("A body may have from 0 to 2147483646 bytes.");
    }
    if (patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException("The patience must be positive.");
    }
  }

  ApiProxy withHttp(HttpClient other) {
    return new ApiProxy(other, requests, responses, mostBytes, patience, underWay);
  }

  ApiProxy withRequests(PassedHeaders others) {
    return new ApiProxy(http, others, responses, mostBytes, patience, underWay);
  }

  ApiProxy withResponses(PassedHeaders others) {
    return new ApiProxy(http, requests, others, mostBytes, patience, underWay);
  }

  ApiProxy withMostBytes(int bytes) {
    return new ApiProxy(http, requests, responses, bytes, patience, underWay);
  }

  ApiProxy withPatience(Duration other) {
    return new ApiProxy(http, requests, responses, mostBytes, other, underWay);
  }

  /// Each request holds a thread until it is answered: one person must not have them all.
  void pass(
      HttpServletRequest request, HttpServletResponse response, WebUser user, Upstream upstream)
      throws IOException {
    if (!underWay.begin(user)) {
      Problem.BUSY.answer(response);
      return;
    }
    try {
      passOne(request, response, user, upstream);
    } finally {
      underWay.end(user);
    }
  }

  private void passOne(
      HttpServletRequest request, HttpServletResponse response, WebUser user, Upstream upstream)
      throws IOException {
    Optional<HttpRequest> asked = request(request, response, upstream);
    if (asked.isEmpty()) {
      return;
    }
    HttpResponse<StreamedBody> answer;
    try {
      answer = send(asked.get(), user, upstream);
    } catch (ClientException e) {
      log(request.getServletContext(), e);
      refuse(response, user, e.error());
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      Problem.API_AWAY.answer(response);
      return;
    } catch (HttpTimeoutException e) {
      Problem.API_SILENT.answer(response);
      return;
    } catch (IOException e) {
      request.getServletContext().log("an API cannot be reached", e);
      Problem.API_AWAY.answer(response);
      return;
    }
    answer(request, response, answer, upstream);
  }

  /// As [dev.mapae.client.AuthorizedHttpClient] does, but the patience is for the headers alone: a
  /// stream may last, and from Java 26 on `HttpRequest.timeout` is for all of an answer.
  private HttpResponse<StreamedBody> send(HttpRequest request, WebUser user, Upstream upstream)
      throws IOException, InterruptedException {
    Optional<ApiTokens.Attempt> attempt =
        Optional.of(
            ApiTokens.of(
                    upstream.resource().map(user::tokens).orElseGet(user::tokens), upstream.base())
                .first(request.method(), request.uri()));
    while (true) {
      HttpRequest.Builder authorized =
          HttpRequest.newBuilder(
              request,
              (name, value) -> ApiTokens.HEADERS.stream().noneMatch(name::equalsIgnoreCase));
      attempt.get().headers().forEach(authorized::header);
      HttpResponse<StreamedBody> answer = headers(authorized.build(), user);
      try {
        attempt = attempt.get().next(answer.statusCode(), answer.headers());
      } catch (ClientException e) {
        answer.body().close();
        throw e;
      }
      if (attempt.isEmpty()) {
        return answer;
      }
      answer.body().close();
    }
  }

  private HttpResponse<StreamedBody> headers(HttpRequest request, WebUser user)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<StreamedBody>> answer =
        http.sendAsync(request, info -> new StreamedBody(patience, user::isEnded));
    try {
      return answer.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      letGo(answer);
      throw new HttpTimeoutException("The API is silent.");
    } catch (InterruptedException e) {
      letGo(answer);
      throw e;
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    }
  }

  /// It may arrive at the very moment in which nobody waits for it any more, and holds a connection
  /// until somebody has read it.
  private static void letGo(CompletableFuture<HttpResponse<StreamedBody>> answer) {
    answer.cancel(true);
    var unused = answer.thenAccept(late -> late.body().close());
  }

  /// @return empty when it is answered already
  private Optional<HttpRequest> request(
      HttpServletRequest request, HttpServletResponse response, Upstream upstream)
      throws IOException {
    if (!List.of(METHODS.split(", ", -1)).contains(request.getMethod())) {
      response.setHeader("Allow", METHODS);
      Problem.METHOD.answer(response);
      return Optional.empty();
    }
    Optional<URI> target =
        upstream.target(
            BackendForFrontend.rawPath(request), Optional.ofNullable(request.getQueryString()));
    if (target.isEmpty()) {
      Problem.PATH.answer(response);
      return Optional.empty();
    }
    // In memory, so that it can be sent again with another token.
    byte[] body = request.getInputStream().readNBytes(mostBytes + 1);
    if (body.length > mostBytes) {
      Problem.TOO_LONG.answer(response);
      return Optional.empty();
    }
    BodyPublisher publisher =
        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
    HttpRequest.Builder passed =
        HttpRequest.newBuilder(target.get()).method(request.getMethod(), publisher);
    try {
      requests
          .of(name -> Collections.list(request.getHeaders(name)))
          .forEach((name, values) -> values.forEach(value -> passed.header(name, value)));
    } catch (IllegalArgumentException e) {
      Problem.PATH.answer(response);
      return Optional.empty();
    }
    return Optional.of(passed.build());
  }

  private static void refuse(HttpServletResponse response, WebUser user, ClientError error)
      throws IOException {
    if (user.isOver()) {
      Problem.LOGIN_REQUIRED.answer(response);
      return;
    }
    if (error instanceof ClientError.Unsupported) {
      Problem.NO_TOKENS.answer(response);
      return;
    }
    Problem.retryAfter(response, error);
    Problem.TOKENS_AWAY.answer(response);
  }

  /// What asking again cannot mend is told once, and not for each call.
  private static void log(ServletContext context, ClientException failure) {
    if (failure.error() instanceof ClientError.Unsupported) {
      String told = ApiProxy.class.getName() + " " + failure.getMessage();
      if (context.getAttribute(told) != null) {
        return;
      }
      context.setAttribute(told, true);
    }
    context.log("no token for an API", failure);
  }

  private void answer(
      HttpServletRequest request,
      HttpServletResponse response,
      HttpResponse<StreamedBody> answer,
      Upstream upstream)
      throws IOException {
    try (StreamedBody body = answer.body()) {
      Optional<String> place =
          answer
              .headers()
              .firstValue("Location")
              .flatMap(location -> upstream.here(answer.request().uri(), location));
      if (REDIRECTS.contains(answer.statusCode()) && place.isEmpty()) {
        Problem.REDIRECT.answer(response);
        return;
      }
      response.setStatus(answer.statusCode());
      responses
          .of(name -> answer.headers().allValues(name))
          .forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
      place.ifPresent(here -> response.setHeader("Location", request.getContextPath() + here));
      protect(response);
      body.writeTo(response.getOutputStream());
    }
  }

  /// What an API says is data: no page of the application's origin, and nothing for any cache. A
  /// browser asks again with the `ETag` of what it keeps, and an API may have the same one for what
  /// it says to somebody else at that URL.
  private static void protect(HttpServletResponse response) {
    response.setHeader("Cache-Control", "no-store");
    response.setHeader("X-Content-Type-Options", "nosniff");
    response.setHeader("Content-Security-Policy", "default-src 'none'; sandbox");
    response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
  }
}
