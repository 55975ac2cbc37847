package dev.mapae.resourceowner;

import java.util.List;
import java.util.Optional;

/// What surrounds the content of every page.
///
/// @param server the host of the issuer, so that people see where they are
/// @param passkeys whether browsers make passkeys for it: not for an address without name
/// @param dress how the page looks
/// @param overrides what the operator put in place of ours
record Frame(
    Messages messages,
    Assets assets,
    String server,
    boolean passkeys,
    Dress dress,
    Overrides.Served overrides) {
  Language language() {
    return messages.language();
  }

  /// In whose name the page speaks.
  String name() {
    return dress.branding().name(language()).orElseGet(messages::product);
  }

  /// Whose server it is.
  String serverName() {
    return dress.own().name(language()).orElseGet(messages::product);
  }

  List<Branding.Link> links() {
    return dress.branding().links();
  }

  /// A piece of HTML by the operator, where they have one.
  Optional<String> piece(Piece piece) {
    return overrides.piece(piece, this);
  }
}
