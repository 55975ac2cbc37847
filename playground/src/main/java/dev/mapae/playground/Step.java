package dev.mapae.playground;

import dev.mapae.client.Exchange;
import java.net.URI;

/// One step of a scene: a message that really went, or why none did.
sealed interface Step {
  /// A request of the client and its answer, without the browser in between.
  ///
  /// @param key which message explains it
  record BackChannel(String key, Role to, Exchange exchange) implements Step {}

  /// A message that the browser carried from one to the other, in the query of a URL.
  ///
  /// @param lines what was sent, line by line
  record FrontChannel(String key, Role from, Role to, String lines, URI url) implements Step {}

  /// What went on where the client cannot see it.
  record Unseen(String key, Role from, Role to) implements Step {}

  /// Why the scene ends here.
  ///
  /// @param description of the client library
  record Stopped(String description) implements Step {}
}
