package dev.mapae.authorizationserver.key;

import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Supplier;

/// Makes and reads handles: what a bearer presents, derived from a row and authenticated by a MAC,
/// so that the database holds nothing that could be presented. A handle of one kind or issuer is
/// never one of another.
public final class Handles {
  private static final int ID = 16;
  private static final int KEY = 4;
  private static final int MAC = 32;
  private static final int LENGTH = ID + Integer.BYTES + KEY + MAC;

  private final String issuer;
  private final Supplier<KeyRing> keys;

  public Handles(String issuer, Supplier<KeyRing> keys) {
    this.issuer = issuer;
    this.keys = keys;
  }

  /// What a handle is for. The prefix lets secret scanners find one that leaked.
  public enum Kind {
    CODE("mapae_ac_"),
    REFRESH_TOKEN("mapae_rt_"),
    SESSION("mapae_se_"),
    /// RFC 9126 §2.2.
    REQUEST_URI("urn:ietf:params:oauth:request_uri:mapae_pr_"),
    /// RFC 7591 §1.2.
    INITIAL_ACCESS_TOKEN("mapae_ia_"),
    /// RFC 8628 §3.2.
    DEVICE_CODE("mapae_dc_"),
    /// In the URLs of the pages that a `user_code` led to.
    DEVICE_VISIT("mapae_dv_"),
    /// In links that go out by mail.
    MAIL_LINK("mapae_ml_");

    private final String prefix;

    Kind(String prefix) {
      this.prefix = prefix;
    }

    /// Whether it is redeemed for the first tokens of a grant.
    public boolean isCode() {
      return this == CODE || this == DEVICE_CODE;
    }

    /// Whether a value claims to be of this kind.
    public boolean claims(String value) {
      return value.startsWith(prefix);
    }
  }

  /// An authentic handle, read.
  ///
  /// @param id of the row, 128 bits in base64url
  public record Handle(Kind kind, String id, int generation) {}

  public String make(Kind kind, String id, int generation) {
    SecretKey key = keys.get().current(Purpose.MAC);
    byte[] row = Base64.getUrlDecoder().decode(id);
    ByteBuffer out = ByteBuffer.allocate(LENGTH);
    out.put(row).putInt(generation).put(HexFormat.of().parseHex(key.id()));
    out.put(mac(key, kind, row, generation));
    return kind.prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
  }

  /// Reads what somebody presented.
  ///
  /// @return empty for anything that this server did not make for this kind
  public Optional<Handle> read(Kind kind, String presented) {
    if (!kind.claims(presented) || presented.length() > kind.prefix.length() + 100) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(presented.substring(kind.prefix.length()));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    // Each handle has one spelling: no padding, no stray bits in its last character.
    if (bytes.length != LENGTH
        || !presented.equals(
            kind.prefix + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes))) {
      return Optional.empty();
    }
    byte[] row = Arrays.copyOf(bytes, ID);
    int generation = ByteBuffer.wrap(bytes, ID, Integer.BYTES).getInt();
    int keyAt = ID + Integer.BYTES;
    String keyId = HexFormat.of().formatHex(bytes, keyAt, keyAt + KEY);
    byte[] mac = Arrays.copyOfRange(bytes, keyAt + KEY, LENGTH);
    return keys.get()
        .byId(Purpose.MAC, keyId)
        .filter(key -> SecretKey.same(mac, mac(key, kind, row, generation)))
        .map(key ->
            new Handle(
                kind, Base64.getUrlEncoder().withoutPadding().encodeToString(row), generation));
  }

  private byte[] mac(SecretKey key, Kind kind, byte[] row, int generation) {
    return key.mac(
        "handle".getBytes(StandardCharsets.US_ASCII),
        issuer.getBytes(StandardCharsets.UTF_8),
        kind.name().getBytes(StandardCharsets.US_ASCII),
        row,
        ByteBuffer.allocate(Integer.BYTES).putInt(generation).array());
  }
}
