package dev.mapae.authorizationserver.authorize;

import dev.mapae.authorizationserver.authorize.StepTokens.Step;
import dev.mapae.authorizationserver.interaction.Mishap.Remedy;
import dev.mapae.authorizationserver.interaction.Paths;
import java.util.List;

/// Where a flow in which people sign in has its pages.
///
/// @param signIn the page where they begin
/// @param signInStep what its forms are bound to
/// @param secondFactor the page for what they show after that
/// @param secondFactorStep what its forms are bound to
/// @param goOnAt where to go on
/// @param remedy what people do whose page there is too old
public record SignInPlace(
    String signIn,
    Step signInStep,
    String secondFactor,
    Step secondFactorStep,
    String goOnAt,
    Remedy remedy) {
  public static final SignInPlace BROWSER =
      new SignInPlace(
          Paths.SIGN_IN,
          Step.SIGN_IN,
          Paths.SECOND_FACTOR,
          Step.SECOND_FACTOR,
          AuthorizationEndpoint.PATH,
          Remedy.APPLICATION);

  public static final SignInPlace DEVICE =
      new SignInPlace(
          Paths.DEVICE_SIGN_IN,
          Step.DEVICE_SIGN_IN,
          Paths.DEVICE_SECOND_FACTOR,
          Step.DEVICE_SECOND_FACTOR,
          Paths.DEVICE_CONSENT,
          Remedy.DEVICE);

  public static final SignInPlace CONNECT =
      new SignInPlace(
          Paths.CONNECT,
          Step.CONNECT_SIGN_IN,
          Paths.CONNECT_SECOND_FACTOR,
          Step.CONNECT_SECOND_FACTOR,
          // Whoever is signed in then is asked there.
          Paths.CONNECT,
          Remedy.BEGINNING);

  public static final SignInPlace ACCOUNT =
      new SignInPlace(
          Paths.ACCOUNT_SIGN_IN,
          Step.ACCOUNT_SIGN_IN,
          Paths.ACCOUNT_SECOND_FACTOR,
          Step.ACCOUNT_SECOND_FACTOR,
          // Whoever is signed in then is sent on from there.
          Paths.ACCOUNT_SIGN_IN,
          Remedy.PAGE);

  /// Where a request waits; whoever connects an account does so on the way from one of these.
  private static final List<SignInPlace> ALL = List.of(BROWSER, DEVICE, ACCOUNT);

  /// The one with this sign-in page.
  public static SignInPlace at(String signIn) {
    return ALL.stream().filter(place -> place.signIn.equals(signIn)).findFirst().orElseThrow();
  }

  /// What is sealed of it for somebody who is on the way elsewhere.
  public String word() {
    return secondFactorStep.name();
  }

  /// The one of [#word].
  public static SignInPlace of(String word) {
    return ALL.stream().filter(place -> place.word().equals(word)).findFirst().orElseThrow();
  }
}
