package dev.mapae.authorizationserver.http;

import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/// The boundary of pages: whatever one throws becomes a page that shows the error to the person.
///
/// @param shown the page of an error
/// @param refused is told which error a page ended in
public record PageBoundary(
    BiFunction<Request, ProtocolError, Response> shown,
    BiConsumer<Request, ProtocolError> refused) {
  /// A page behind it.
  public Route route(String method, String path, Endpoint page) {
    return new Route(method, path, request -> handle(page, request));
  }

  private Response handle(Endpoint page, Request request) {
    if (request.method().equals("HEAD")) {
      // What is only looked at must not spend anything, nor answer a pushed request (RFC 9110
      // §9.2.1).
      return Response.of(200).noStore();
    }
    try {
      return page.handle(request);
    } catch (ProtocolException e) {
      refused.accept(request, e.error());
      return shown.apply(request, e.error());
    } catch (RuntimeException e) {
      return shown.apply(request, ErrorBoundary.fault(request, e));
    }
  }
}
