package dev.mapae.protocol;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;

/// Queries and bodies. RFC 6749 appendix B.
public final class ParametersFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    try {
      Parameters parameters = Parameters.parse(FuzzTarget.text(input));
      Parameters again = Parameters.parse(parameters.encode());
      holds(
          parameters.stream().toList().equals(again.stream().toList()),
          "other parameters were written than were read");
      parameters.stream().forEach(ParametersFuzz::one);
    } catch (ProtocolException e) {
      holds(e.error().code().equals("invalid_request"), e.error().code());
    }
  }

  private static void one(java.util.Map.Entry<String, java.util.List<String>> parameter) {
    holds(parameter.getKey().indexOf('\0') < 0, "a NUL in a name");
    holds(parameter.getValue().stream().noneMatch(v -> v.indexOf('\0') >= 0), "a NUL in a value");
  }
}
