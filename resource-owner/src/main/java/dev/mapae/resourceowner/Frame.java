package dev.mapae.resourceowner;

/// What surrounds the content of every page.
///
/// @param server the host of the issuer, so that people see where they are
/// @param passkeys whether browsers make passkeys for it: not for an address without name
record Frame(Messages messages, Assets assets, String server, boolean passkeys) {
  Language language() {
    return messages.language();
  }
}
