package dev.mapae.resourceowner;

/// What surrounds the content of every page.
///
/// @param server the host of the issuer, so that people see where they are
record Frame(Messages messages, Assets assets, String server) {
  Language language() {
    return messages.language();
  }
}
