package dev.mapae.resourceowner;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.authorizationserver.http.Headers;
import dev.mapae.authorizationserver.http.Request;
import dev.mapae.fuzz.FuzzTarget;
import java.util.List;
import java.util.Map;

/// `Accept-Language` and `ui_locales`, and names that others chose.
public final class LanguageFuzz implements FuzzTarget {
  private static final int LONGEST_NAME = 121;

  @Override
  public void eat(byte[] input) {
    List<String> lines = FuzzTarget.lines(input, 2);
    Request request =
        new Request(
            "GET",
            "/authorize",
            lines.get(1),
            Headers.of(List.of(Map.entry("Accept-Language", lines.get(0)))),
            new byte[0],
            "192.0.2.1");
    var _ = Languages.OURS.of(Language.uiLocales(request), request);
    String shown = DisplayName.of(lines.get(0));
    holds(shown.codePointCount(0, shown.length()) <= LONGEST_NAME, "the name is too long");
  }
}
