package dev.mapae.protocol;

import static dev.mapae.fuzz.FuzzTarget.holds;

import dev.mapae.fuzz.FuzzTarget;
import java.util.Map;
import java.util.Optional;

/// JSON objects. RFC 8259.
public final class JsonFuzz implements FuzzTarget {
  @Override
  public void eat(byte[] input) {
    Optional<Map<String, Object>> object = Json.parseObject(FuzzTarget.text(input));
    object.ifPresent(members -> {
      Optional<Map<String, Object>> again = Json.parseObject(Json.write(members));
      holds(again.equals(object), "another object was written than was read");
    });
  }
}
