package dev.mapae.protocol;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/// Hosts whose traffic never leaves the machine, so that plain http is no danger there. RFC 8252
/// §8.3, RFC 6761 §6.3.
public final class Loopback {
  /// The hosts that a redirect URI may name, as URIs write them. They are compared letter by
  /// letter, so other spellings of the same address are not among them.
  public static final List<String> REDIRECT_HOSTS = List.of("127.0.0.1", "[::1]", "localhost");

  private static final Pattern HOST =
      Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[::1]");

  private Loopback() {}

  /// Whether a host is loopback by its name alone; nothing is resolved.
  ///
  /// @param host as a URI writes it, IPv6 in brackets
  public static boolean isHost(String host) {
    return HOST.matcher(host.toLowerCase(Locale.ROOT)).matches();
  }
}
