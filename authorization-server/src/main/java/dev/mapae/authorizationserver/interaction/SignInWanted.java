package dev.mapae.authorizationserver.interaction;

import dev.mapae.authorizationserver.store.Person;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What somebody has to sign in for. OIDC Core §3.1.2.1, RFC 9470 §4.
///
/// @param page what the sign-in page shows: who asks, where the answer goes, the `login_hint`, the
///   languages
/// @param scope what is asked for; empty where nothing is
/// @param prompt the values of that parameter, in lower case
/// @param maxAge the parameter, or what the client registered
/// @param acrValues how the person is to sign in, the best first
/// @param secondFactor whether a session without one will not do
/// @param after only a sign-in after that is late enough; empty for any
/// @param signedIn who is signed in by now, and has to do it again, or as somebody else
public record SignInWanted(
    SignInPrompt page,
    String scope,
    List<String> prompt,
    Optional<Duration> maxAge,
    List<String> acrValues,
    boolean secondFactor,
    Optional<Instant> after,
    Optional<Person> signedIn) {
  public SignInWanted {
    prompt = List.copyOf(prompt);
    acrValues = List.copyOf(acrValues);
  }

  /// Somebody has to sign in, and no more is known or asked.
  public static SignInWanted by(SignInPrompt page, Optional<Person> signedIn) {
    return new SignInWanted(
        page, "", List.of(), Optional.empty(), List.of(), false, Optional.empty(), signedIn);
  }

  /// The same with a second factor.
  public SignInWanted withSecondFactor() {
    return new SignInWanted(page, scope, prompt, maxAge, acrValues, true, after, signedIn);
  }

  /// The same, later than that.
  public SignInWanted after(Instant at) {
    return new SignInWanted(
        page, scope, prompt, maxAge, acrValues, secondFactor, Optional.of(at), signedIn);
  }
}
