package dev.mapae.protocol;

import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import java.text.ParseException;
import java.util.List;
import java.util.Optional;

/// A signed JWT that was encrypted to one of some keys. RFC 7516, RFC 7519 §5.2, OIDC Core §10.2.
///
/// Whoever has the public key can encrypt to it, so that this proves nothing: what is inside is to
/// be verified like any other.
public final class EncryptedJwt {
  /// RFC 7518 §5.1.
  private static final List<String> METHODS = List.of("A128CBC-HS256", "A256GCM");

  private static final int MAX_LENGTH = 512 * 1024;
  private static final int PARTS = 5;

  private EncryptedJwt() {}

  /// Why a JWT was not opened.
  public static final class Unopened extends Exception {
    private static final long serialVersionUID = 1L;

    private Unopened(String why) {
      super(why, null, false, false);
    }

    /// Why, as the end of a sentence without full stop.
    @Override
    public String getMessage() {
      return String.valueOf(super.getMessage());
    }
  }

  /// Whether a JWT has the form of one that is encrypted. RFC 7516 §9.
  public static boolean isOne(String serialized) {
    return serialized.split("\\.", PARTS + 1).length == PARTS;
  }

  /// Opens a JWT.
  ///
  /// @param keys it may be encrypted to; several while they are changed
  /// @return the signed JWT inside, which nobody has verified
  /// @throws Unopened for one that is not encrypted to any of them, by `A128CBC-HS256` or
  ///   `A256GCM`, without compression; and for one of more than 512 KiB
  public static String open(String serialized, List<DecryptionKey> keys) throws Unopened {
    JWEHeader header = parse(serialized).getHeader();
    check(header, keys);
    Optional<String> kid = Optional.ofNullable(header.getKeyID());
    for (DecryptionKey key : keys) {
      if (key.algorithm().equals(String.valueOf(header.getAlgorithm())) && key.isNamed(kid)) {
        // An object of the library is opened once.
        Optional<String> opened = key.open(parse(serialized));
        if (opened.isPresent()) {
          return opened.get();
        }
      }
    }
    throw new Unopened("it is not encrypted to a key of this client");
  }

  private static JWEObject parse(String serialized) throws Unopened {
    try {
      if (serialized.length() > MAX_LENGTH) {
        throw new ParseException("too long", 0);
      }
      return JWEObject.parse(serialized);
    } catch (ParseException | RuntimeException e) {
      // Some bytes surprise the library.
      throw new Unopened("it is not encrypted, which this client expects");
    }
  }

  private static void check(JWEHeader header, List<DecryptionKey> keys) throws Unopened {
    List<String> algorithms = keys.stream().map(DecryptionKey::algorithm).distinct().toList();
    if (!algorithms.contains(String.valueOf(header.getAlgorithm()))
        || !METHODS.contains(String.valueOf(header.getEncryptionMethod()))) {
      throw new Unopened(
          "it is not encrypted by " + String.join(" or ", algorithms) + " with one of " + METHODS);
    }
    // What is compressed may be a thousand times as long.
    if (header.getCompressionAlgorithm() != null || header.getCriticalParams() != null) {
      throw new Unopened("it is compressed, or has crit");
    }
    if (header.getContentType() != null && !header.getContentType().equalsIgnoreCase("JWT")) {
      throw new Unopened("what is encrypted is no JWT");
    }
  }
}
