package dev.mapae.authorizationserver.interaction;

/// The pages at `/account`, where people see what is kept about them, and take back what they
/// allowed.
public record AccountPages(AccountSignIn signIn, PersonalPage<Home> home) {
  /// The first page, which leads to all others.
  public record Home() {}
}
