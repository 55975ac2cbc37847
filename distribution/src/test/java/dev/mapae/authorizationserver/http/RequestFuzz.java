package dev.mapae.authorizationserver.http;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.binding.PresentedToken;
import dev.mapae.fuzz.FuzzTarget;
import dev.mapae.protocol.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Requests: media type, cookies, `Authorization`, query and form.
public final class RequestFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    List<String> lines = FuzzTarget.lines(input, 5);
    Headers headers =
        Headers.of(
            List.of(
                Map.entry("Content-Type", lines.get(0)),
                Map.entry("Cookie", lines.get(1)),
                Map.entry("Authorization", lines.get(2))));
    Request request =
        new Request(
            "POST",
            "/token",
            lines.get(3),
            headers,
            lines.get(4).getBytes(StandardCharsets.UTF_8),
            "192.0.2.1");
    request
        .cookie("__Host-mapae-session")
        .ifPresent(value -> holds(value.indexOf(';') < 0, "two cookies are in one"));
    refused(() -> request.queryParameters().names().size());
    refused(() -> request.clientForm().names().size());
    refused(() -> request.form().names().size());
    refused(() -> PresentedToken.of(request).stream().count());
  }

  private interface Reading {
    Object read();
  }

  private static void refused(Reading reading) {
    try {
      var _ = reading.read();
    } catch (ProtocolException e) {
      holds(e.error().code().equals("invalid_request"), e.error().code());
    }
  }
}
