package dev.mapae.resourceowner;

import gg.jte.Content;
import java.util.List;
import java.util.Map;
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

  /// Whether somebody else than the server speaks, so that the page has to say whose it is.
  boolean isBorrowed() {
    return dress.isBorrowed() || overrides.server().isPresent();
  }

  Optional<String> styleSheet() {
    return overrides.styleSheet();
  }

  /// A piece of HTML by the operator, where they have one.
  Optional<String> piece(Piece piece) {
    return overrides.piece(piece, language()).map(snippet -> snippet.with(places()));
  }

  /// The same at the top, where that of the server would hide whose name a page is in.
  Optional<String> header() {
    if (!dress.hasOtherName()) {
      return piece(Piece.HEADER);
    }
    return overrides
        .server()
        .flatMap(_ -> overrides.ownPiece(Piece.HEADER, language()))
        .map(snippet -> snippet.with(places()));
  }

  /// The content of a page as the operator's template arranges it, else as it is.
  Content arranged(Outline outline, Content content) {
    return overrides
        .page(outline, language())
        .<Content>map(
            page -> output -> output.writeContent(page.with(places(), PartsOutput.of(content))))
        .orElse(content);
  }

  /// What stands in the places of an operator's HTML.
  private Map<String, String> places() {
    return Map.of(
        // An application's would put it into what the operator says.
        "name", serverName(), "server", server, "language", language().tag());
  }
}
