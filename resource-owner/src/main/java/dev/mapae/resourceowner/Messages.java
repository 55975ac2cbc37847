package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountSteps;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;

/// Every sentence of the pages; the compiler holds the languages to the same set.
interface Messages {
  static Messages of(Language language) {
    return switch (language) {
      case ENGLISH -> new MessagesEn();
      case KOREAN -> new MessagesKo();
    };
  }

  Language language();

  /// Those of the account pages.
  AccountMessages account();

  /// Those of one of them.
  SecurityMessages security();

  String product();

  String continueButton();

  String signedInAs(String person);

  // Sign-in

  String signInTitle();

  String signInLead(String client);

  String signInReturn();

  String username();

  String password();

  String signInButton();

  /// What stands before the title while the page shows a mistake.
  String titleOfMistake(String title);

  String wrongCredentials();

  String tooManyGuesses();

  String busy();

  // The second factor

  String secondFactorTitle();

  String codeRule();

  String codeOrRecoveryRule();

  String code();

  String verifyButton();

  String wrongCode();

  /// So many minutes have to pass first.
  String tooManyCodes(int minutes);

  String noMoreCodes();

  String enrolTitle();

  String enrolApp();

  String enrolScan();

  String enrolPicture();

  String enrolSecret();

  String enrolCode();

  String enrolButton();

  String secondFactorLead();

  String enrolLead();

  String usePasskey();

  String wrongPasskey();

  String passkeyFailed();

  // Making an account

  String createAccount();

  String accountTitle();

  String accountLead(String client);

  String accountReturn();

  String usernameRule();

  String displayName();

  String passwordRule();

  String passwordAgain();

  String accountButton();

  String haveAccount();

  String accountFault(AccountSteps.Fault fault);

  // Recovery, and addresses

  String usernameOrAddress();

  String forgottenPassword();

  String forgottenTitle();

  String forgottenLead();

  String forgottenButton();

  String backToSignIn();

  String sentTitle();

  /// The same whether or not there is such a person.
  String forgottenSent();

  String tooManyMails();

  String resetTitle();

  String resetLead(String username);

  String newPassword();

  String resetButton();

  String passwordChangedTitle();

  String passwordChanged();

  String linkGoneTitle();

  String linkGone();

  String emailAddress();

  String emailRule();

  String addressToConfirm(String address);

  /// The same where too many mails were asked for lately.
  String addressToConfirmLater();

  String addressUnconfirmed();

  String confirmTitle();

  String confirmLead(String address, String username);

  String confirmCaution();

  String confirmButton();

  /// The label of a field for the password of an account.
  String confirmPassword(String username);

  String confirmPasswordRule();

  String wrongPassword();

  String noAddress();

  String changeAddressLetterSubject(String server);

  /// The text of a mail with a link to an address that somebody wants for their account.
  String changeAddressLetter(String server, String link, String minutes);

  String addressChangedLetterSubject(String server);

  /// The text of a mail to both addresses.
  String addressChangedLetter(String server, String username, String address);

  String addressConfirmedTitle();

  String addressConfirmed(String address);

  String addressAnothersTitle();

  String addressAnothers(String address);

  // Mails

  String forgottenLetterSubject(String server);

  String forgottenLetter(String server, String username, String link, String minutes);

  String passwordChangedLetterSubject(String server);

  String passwordChangedLetter(String server, String username);

  String confirmLetterSubject(String server);

  String confirmLetter(String server, String link, String hours);

  String addressInUseLetterSubject(String server);

  String addressInUseLetter(String server, String username);

  // Consent

  String consentTitle(String client);

  String consentLead();

  /// Where nothing can be left out.
  String consentLeadWithoutChoice();

  String consentReturn();

  String selfRegistered();

  String clientHost();

  String anyProgram();

  String aboutYou();

  String access(String resource);

  String accessElsewhere();

  String accessOverTime();

  String identity();

  String alwaysIncluded();

  /// Of a scope that cannot be left out.
  String required();

  String allowedBefore();

  String allowedSince(String day);

  String leftOutBefore();

  /// Of what was not asked for when the person answered before.
  String isNew();

  /// The name of something new inside a sentence.
  String marked(String name);

  String answeredBefore(String day);

  /// A day in words.
  String day(ZonedDateTime time);

  String claimsLead();

  /// What a scope tells besides what its words say.
  String alsoTells(String claims);

  String detailsLead();

  String yes();

  String no();

  /// The scopes of OpenID Connect that have a checkbox, in words. OIDC Core §5.4 and §11.
  Map<String, String> openIdScopes();

  /// The standard claims in words. OIDC Core §5.1.
  Map<String, String> claims();

  /// A single claim in words where it is a standard one.
  default Optional<String> claim(String name) {
    return Optional.ofNullable(claims().get(name));
  }

  /// Of the time for which a client has access.
  String howLong();

  /// How long an access token is good.
  String accessAtATime(Duration time);

  /// How long a client may go on while the person is away.
  String accessWhileAway(Duration most, Duration idle);

  String takeBack();

  String operator();

  /// Of what a client says that registered itself.
  String saidByItself();

  String privacyPolicy();

  String termsOfService();

  String approve();

  String deny();

  // Devices

  String deviceTitle();

  String deviceLead();

  String userCode();

  String deviceCaution();

  String unknownUserCode();

  String tooManyUserCodes();

  String deviceShows();

  String deviceAsksFrom();

  String deviceConsentCaution();

  String deviceApprovedTitle();

  String deviceApproved();

  String deviceDeniedTitle();

  String deviceDenied();

  String deviceExpiredTitle();

  String deviceExpired();

  // Sign-out

  String signOutTitle();

  String signOutLead();

  /// Who sent the person here.
  String signOutFor(String client);

  /// Before the names of those that go on.
  String signOutOthers();

  String signOutEndOthers();

  String signOutReturn();

  String goOnButton();

  String signOutButton();

  String notSignedIn();

  String signedOutTitle();

  String signedOut();

  /// While applications are told, before the person goes on to one of them.
  String signedOutTelling();

  // Errors

  String errorTitle();

  String errorLead();

  String errorReference();

  String errorToStranger();

  String errorGoesTo();

  String errorGoOn();

  // Form post

  String formPostTitle();

  String formPostLead();

  // Error reference

  String referenceTitle();

  String referenceLead();

  String referenceUnknown(String code);

  String referenceUnknownTitle();

  String referenceMeaning();

  String referenceCauses();

  String referenceSections();

  String referenceAll();
}
