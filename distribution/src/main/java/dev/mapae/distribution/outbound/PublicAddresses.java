package dev.mapae.distribution.outbound;

import dev.mapae.distribution.http.AddressRange;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.List;

/// Which addresses belong to somebody on the Internet, by the registries of special-purpose
/// addresses. RFC 6890.
///
/// What is in no list is public for IPv4, which is given out in full. For IPv6 only global unicast
/// addresses are, so that whatever holds an IPv4 address in a prefix of its own (IPv4-mapped,
/// NAT64) is not.
final class PublicAddresses {
  private static final List<AddressRange> SPECIAL_IPV4 =
      ranges(
          "0.0.0.0/8", // this network, RFC 791 §3.2
          "10.0.0.0/8", // private, RFC 1918
          "100.64.0.0/10", // behind the NAT of a carrier, RFC 6598
          "127.0.0.0/8", // loopback, RFC 1122 §3.2.1.3
          "168.63.129.16", // Azure's own services, as seen by its virtual machines alone
          "169.254.0.0/16", // link-local, RFC 3927; the metadata of clouds
          "172.16.0.0/12", // private
          "192.0.0.0/24", // protocol assignments, RFC 6890 §2.1
          "192.0.2.0/24", // documentation, RFC 5737
          "192.88.99.0/24", // relays of 6to4, RFC 7526
          "192.168.0.0/16", // private
          "198.18.0.0/15", // benchmarking, RFC 2544
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast, RFC 5771
          "240.0.0.0/4"); // reserved, RFC 1112 §4; broadcast

  private static final List<AddressRange> GLOBAL_UNICAST = ranges("2000::/3"); // RFC 4291 §2.4

  private static final List<AddressRange> SPECIAL_IPV6 =
      ranges(
          "2001::/23", // protocol assignments, RFC 2928: Teredo, benchmarking, ORCHID
          "2001:db8::/32", // documentation, RFC 3849
          "2002::/16", // 6to4, RFC 3056: holds an IPv4 address
          "3fff::/20"); // documentation, RFC 9637

  private PublicAddresses() {}

  static boolean have(InetAddress address) {
    return address instanceof Inet4Address
        ? !isIn(SPECIAL_IPV4, address)
        : isIn(GLOBAL_UNICAST, address) && !isIn(SPECIAL_IPV6, address);
  }

  private static boolean isIn(List<AddressRange> ranges, InetAddress address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }

  private static List<AddressRange> ranges(String... cidrs) {
    return List.of(cidrs).stream().map(cidr -> AddressRange.parse(cidr).orElseThrow()).toList();
  }
}
