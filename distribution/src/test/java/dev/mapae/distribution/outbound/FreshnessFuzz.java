package dev.mapae.distribution.outbound;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/// Headers that say how long an answer may be kept. RFC 9111 §4.2.
public final class FreshnessFuzz implements FuzzTarget {
  private static final List<HttpHeader> NAMES =
      List.of(HttpHeader.CACHE_CONTROL, HttpHeader.AGE, HttpHeader.EXPIRES, HttpHeader.DATE);

  @Override
  public void eat(byte[] input) {
    List<String> lines = FuzzTarget.lines(input, NAMES.size());
    HttpFields.Mutable fields = HttpFields.build();
    for (int i = 0; i < NAMES.size(); i++) {
      if (!lines.get(i).isEmpty()) {
        fields.add(NAMES.get(i), lines.get(i));
      }
    }
    Freshness.of(fields).ifPresent(left -> holds(!left.isNegative(), "it is " + left));
  }
}
