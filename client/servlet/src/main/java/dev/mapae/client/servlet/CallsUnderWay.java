package dev.mapae.client.servlet;

import dev.mapae.client.IdToken;
import java.util.HashMap;
import java.util.Map;

/// The requests to APIs that wait for their answers, by person, in however many sessions. Each
/// holds a thread: one person must not have them all.
final class CallsUnderWay {
  private static final int MAX = 16;

  private final Map<Person, Integer> counts = new HashMap<>();

  /// OIDC Core §5.7.
  private record Person(String issuer, String subject) {
    static Person of(WebUser user) {
      IdToken idToken = user.idToken();
      return new Person(idToken.issuer(), idToken.subject());
    }
  }

  /// Begins one, which [#end] ends.
  ///
  /// @return whether there is room for it
  synchronized boolean begin(WebUser user) {
    int count = counts.getOrDefault(Person.of(user), 0);
    if (count == MAX) {
      return false;
    }
    counts.put(Person.of(user), count + 1);
    return true;
  }

  synchronized void end(WebUser user) {
    int left = counts.getOrDefault(Person.of(user), 0) - 1;
    if (left > 0) {
      counts.put(Person.of(user), left);
    } else {
      counts.remove(Person.of(user));
    }
  }
}
