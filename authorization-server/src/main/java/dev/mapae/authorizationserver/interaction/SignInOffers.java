package dev.mapae.authorizationserver.interaction;

import java.util.Optional;

/// What a sign-in page offers.
///
/// @param ways by what people may sign in
/// @param createAccount where those go who have no account; empty where they may not make one
/// @param forgottenPassword where those go who forgot theirs; empty where no mail goes out
/// @param upstream what is shown of other providers
public record SignInOffers(
    SignInWays ways,
    Optional<String> createAccount,
    Optional<String> forgottenPassword,
    UpstreamPrompt upstream) {
  /// Whether there is a way in beside a passkey.
  public boolean hasOtherWays() {
    return ways.password() || ways.emailLink().isPresent() || !upstream.choices().isEmpty();
  }

  /// These ways and no more.
  public static SignInOffers of(SignInWays ways) {
    return new SignInOffers(ways, Optional.empty(), Optional.empty(), UpstreamPrompt.NONE);
  }

  /// The same with an account to be made.
  public SignInOffers withAccount(Optional<String> url) {
    return new SignInOffers(ways, url, forgottenPassword, upstream);
  }

  /// The same with this of other providers.
  public SignInOffers with(UpstreamPrompt others) {
    return new SignInOffers(ways, createAccount, forgottenPassword, others);
  }
}
