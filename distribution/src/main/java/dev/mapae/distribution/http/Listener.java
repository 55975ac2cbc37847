package dev.mapae.distribution.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// An address to listen on.
///
/// @param host an address or `localhost`, IPv6 without brackets
/// @param port 0 for any that is free
public record Listener(String host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?:\\[([0-9A-Fa-f:.]+)]|([A-Za-z0-9.-]+)):(\\d{1,5})");

  /// Reads `host:port` or `[::1]:port`.
  public static Optional<Listener> parse(String value) {
    Matcher m = FORM.matcher(value);
    if (!m.matches() || Integer.parseInt(m.group(3)) > 65535) {
      return Optional.empty();
    }
    String host = m.group(1) == null ? m.group(2) : m.group(1);
    Listener listener = new Listener(host, Integer.parseInt(m.group(3)));
    return listener.address().isPresent() ? Optional.of(listener) : Optional.empty();
  }

  /// Whether both cannot be listened on at once.
  public boolean clashesWith(Listener other) {
    if (port == 0 || port != other.port) {
      return false;
    }
    InetAddress mine = address().orElseThrow();
    InetAddress theirs = other.address().orElseThrow();
    return mine.equals(theirs) || mine.isAnyLocalAddress() || theirs.isAnyLocalAddress();
  }

  /// Whether only this machine reaches it.
  public boolean isLoopback() {
    return address().orElseThrow().isLoopbackAddress();
  }

  /// Whether nobody listens there just now.
  public boolean isFree() {
    try (ServerSocket socket = new ServerSocket(port, 1, address().orElseThrow())) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  /// The address, without asking anybody for names.
  Optional<InetAddress> address() {
    try {
      return Optional.of(
          host.equals("localhost")
              ? InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1})
              : InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException | UnknownHostException e) {
      return Optional.empty();
    }
  }

  InetSocketAddress socketAddress() {
    return new InetSocketAddress(address().orElseThrow(), port);
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
