package dev.mapae.authorizationserver.outbound;

import java.util.List;
import java.util.Locale;

/// What kind of document is fetched, by the media types that it may have.
public enum DocumentType {
  /// RFC 8259 §11; also what ends with `+json`, RFC 6839 §3.1.
  JSON,

  /// RFC 9101 §4.
  REQUEST_OBJECT,

  /// A picture that every browser draws: what it is, is seen by its bytes.
  IMAGE;

  /// The media types that are asked for, the best first.
  public List<String> mediaTypes() {
    return switch (this) {
      case JSON -> List.of("application/json");
      // The second is that of older clients.
      case REQUEST_OBJECT -> List.of("application/oauth-authz-req+jwt", "application/jwt");
      case IMAGE -> List.of("image/png", "image/webp", "image/jpeg", "image/gif");
    };
  }

  /// Whether a document with this `Content-Type` is of this kind.
  public boolean includes(String contentType) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return mediaTypes().contains(type)
        || (this == JSON && type.matches("application/[!-~]+\\+json"));
  }
}
