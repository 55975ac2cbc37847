package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.store.Person;
import java.time.ZoneId;

/// Where people live, as far as times are concerned.
final class TimeZones {
  private TimeZones() {}

  /// The zone that a person said (OIDC Core §5.1, `zoneinfo`), else UTC.
  static ZoneId of(Person person) {
    return person.claims().get("zoneinfo") instanceof String name
            && ZoneId.getAvailableZoneIds().contains(name)
        ? ZoneId.of(name)
        : ZoneId.of("UTC");
  }
}
