package dev.mapae.distribution.http;

import java.net.InetAddress;
import java.util.Optional;

/// A range of addresses in CIDR notation. RFC 4632 §3.1, RFC 4291 §2.3.
///
/// @param network with all host bits zero
/// @param prefix how many leading bits count
public record AddressRange(InetAddress network, int prefix) {

  /// Reads `10.0.0.0/8`, `::1/128` or a single address.
  ///
  /// @return empty for anything else, and where bits behind the prefix are set
  public static Optional<AddressRange> parse(String value) {
    String[] parts = value.split("/", 2);
    try {
      InetAddress network = InetAddress.ofLiteral(parts[0]);
      int bits = network.getAddress().length * 8;
      if (parts.length == 2 && !parts[1].matches("\\d{1,3}")) {
        return Optional.empty();
      }
      int prefix = parts.length == 2 ? Integer.parseInt(parts[1]) : bits;
      AddressRange range = new AddressRange(network, prefix);
      return prefix <= bits && range.hostBitsAreZero() ? Optional.of(range) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /// Whether an address lies in this range.
  public boolean contains(InetAddress address) {
    byte[] a = address.getAddress();
    byte[] n = network.getAddress();
    if (a.length != n.length) {
      return false;
    }
    for (int bit = 0; bit < prefix; bit++) {
      if (bit(a, bit) != bit(n, bit)) {
        return false;
      }
    }
    return true;
  }

  private boolean hostBitsAreZero() {
    byte[] n = network.getAddress();
    for (int bit = prefix; bit < n.length * 8; bit++) {
      if (bit(n, bit) != 0) {
        return false;
      }
    }
    return true;
  }

  private static int bit(byte[] bytes, int bit) {
    return (bytes[bit / 8] >> (7 - bit % 8)) & 1;
  }
}
