package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.store.WaysIn;
import java.util.ArrayList;
import java.util.List;

/// What somebody is told to add who would take away their last way in.
public enum WayIn {
  PASSWORD,
  PASSKEY,
  ADDRESS,
  CONNECTION;

  /// Those that let anybody in.
  public static List<WayIn> of(WaysIn ways) {
    List<WayIn> some = new ArrayList<>();
    if (ways.password()) {
      some.add(PASSWORD);
    }
    if (ways.passkey()) {
      some.add(PASSKEY);
    }
    if (ways.mailbox()) {
      some.add(ADDRESS);
    }
    if (!ways.providers().isEmpty()) {
      some.add(CONNECTION);
    }
    return List.copyOf(some);
  }
}
