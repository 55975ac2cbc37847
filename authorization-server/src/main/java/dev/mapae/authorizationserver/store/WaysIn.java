package dev.mapae.authorizationserver.store;

import java.util.Set;

/// By what people get in, as the configuration has it: nobody takes their last one away.
///
/// @param password whether by a password
/// @param passkey whether by a passkey alone
/// @param mailbox whether by what goes to a verified address: a link to sign in, or to a new
///   password
/// @param elsewhere whether where they sign in is not here, and nothing that is kept here lets them
///   in
/// @param providers the issuers of those by which people sign in
public record WaysIn(
    boolean password, boolean passkey, boolean mailbox, boolean elsewhere, Set<String> providers) {
  public WaysIn {
    providers = Set.copyOf(providers);
  }
}
