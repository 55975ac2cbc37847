package dev.mapae.authorizationserver.http;

import dev.mapae.authorizationserver.store.StoreOverloadedException;
import dev.mapae.authorizationserver.store.StoreUnavailableException;
import dev.mapae.protocol.Json;
import dev.mapae.protocol.ProtocolError;
import dev.mapae.protocol.ProtocolException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one place where an error becomes an answer. RFC 6749 §5.2.
public final class ErrorBoundary {
  private static final Logger log = LoggerFactory.getLogger(ErrorBoundary.class);

  private final String manual;

  /// Renders for one issuer.
  ///
  /// @param manual what `error_uri` begins with, before the code of an error
  public ErrorBoundary(String manual) {
    this.manual = manual;
  }

  /// An endpoint that throws nothing.
  public Endpoint around(Endpoint endpoint) {
    return new Endpoint() {
      @Override
      public Response handle(Request request) {
        return ErrorBoundary.this.handle(endpoint, request);
      }

      @Override
      public boolean isComputed(Request request) {
        return endpoint.isComputed(request);
      }
    };
  }

  /// Asks an endpoint, and turns whatever it throws into an answer.
  public Response handle(Endpoint endpoint, Request request) {
    try {
      return endpoint.handle(request);
    } catch (ProtocolException e) {
      return render(e.error());
    } catch (RuntimeException e) {
      return render(fault(request, e));
    }
  }

  /// Writes a fault of ours to the log, and makes the error that tells the world nothing about it.
  public static ProtocolError fault(Request request, RuntimeException fault) {
    if (fault instanceof StoreOverloadedException) {
      log.warn("{} {}: {}", request.method(), request.path(), fault.getMessage());
      return new ProtocolError.TemporarilyUnavailable(
          "Too much is waiting for the database just now; send the same request again later.");
    }
    if (fault instanceof StoreUnavailableException) {
      // The store says so in the log, once and not for each request.
      return new ProtocolError.TemporarilyUnavailable(
          "The database does not answer just now; send the same request again later.");
    }
    log.error("{} {} failed", request.method(), request.path(), fault);
    return new ProtocolError.ServerError(
        "The server met an unexpected condition; its log has the details. Try again later.");
  }

  /// The JSON form of an error.
  public Response render(ProtocolError error) {
    Response response =
        Response.json(
                error.status(),
                Json.object()
                    .with("error", error.code())
                    .with("error_description", ascii(error.description()))
                    .with("error_uri", errorUri(error)))
            .noStore();
    return error.code().equals("temporarily_unavailable")
        ? response.with("Retry-After", String.valueOf(retryAfter(error).toSeconds()))
        : response;
  }

  /// When the same may be asked again.
  public static Duration retryAfter(ProtocolError error) {
    if (error instanceof ProtocolError.TemporarilyUnavailable unavailable) {
      return unavailable.retryAfter();
    }
    return error instanceof ProtocolError.TooManyRequests tooMany
        ? tooMany.retryAfter()
        : Duration.ofSeconds(1);
  }

  /// The page that explains an error.
  public String errorUri(ProtocolError error) {
    return manual + error.code();
  }

  /// RFC 6749 §5.2: `error_description` has no characters outside `%x20-21 / %x23-5B / %x5D-7E`.
  public static String ascii(String description) {
    StringBuilder out = new StringBuilder(description.length());
    description
        .chars()
        .map(c -> c == '"' ? '\'' : c < 0x20 || c > 0x7e || c == '\\' ? '?' : c)
        .forEach(c -> out.append((char) c));
    return out.toString();
  }
}
