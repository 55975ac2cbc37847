package dev.mapae.resourceowner;

import static java.util.Map.entry;

import dev.mapae.authorizationserver.interaction.AccountLimits;
import dev.mapae.authorizationserver.interaction.AccountSteps;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/// The pages in English.
final class MessagesEn implements Messages {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMMM uuuu", Locale.ENGLISH);

  private static final Map<String, String> OPENID_SCOPES =
      Map.of(
          "profile", "See your profile: name, picture, birth date and the like",
          "email", "See your email address",
          "address", "See your postal address",
          "phone", "See your phone number",
          "offline_access", "Keep this access while you are away");

  private static final Map<String, String> CLAIMS =
      Map.ofEntries(
          entry("name", "Full name"),
          entry("given_name", "Given name"),
          entry("family_name", "Family name"),
          entry("middle_name", "Middle name"),
          entry("nickname", "Nickname"),
          entry("preferred_username", "Username"),
          entry("profile", "Address of your profile page"),
          entry("picture", "Picture"),
          entry("website", "Website"),
          entry("email", "Email address"),
          entry("email_verified", "Whether your email address was verified"),
          entry("gender", "Gender"),
          entry("birthdate", "Birth date"),
          entry("zoneinfo", "Time zone"),
          entry("locale", "Language"),
          entry("phone_number", "Phone number"),
          entry("phone_number_verified", "Whether your phone number was verified"),
          entry("address", "Postal address"),
          entry("updated_at", "When your profile last changed"));

  @Override
  public Language language() {
    return Language.ENGLISH;
  }

  @Override
  public SecurityMessages security() {
    return new SecurityMessagesEn();
  }

  @Override
  public AccountMessages account() {
    return new AccountMessagesEn();
  }

  @Override
  public String product() {
    return "Mapae";
  }

  @Override
  public String continueButton() {
    return "Continue";
  }

  @Override
  public String signedInAs(String person) {
    return "Signed in as " + person;
  }

  @Override
  public String signInTitle() {
    return "Sign in";
  }

  @Override
  public String signInLead(String client) {
    return client + " asks you to sign in.";
  }

  @Override
  public String signInReturn() {
    return "You will return to";
  }

  @Override
  public String username() {
    return "Username";
  }

  @Override
  public String password() {
    return "Password";
  }

  @Override
  public String signInButton() {
    return "Sign in";
  }

  @Override
  public String titleOfMistake(String title) {
    return "Error: " + title;
  }

  @Override
  public String wrongCredentials() {
    return "The username or password is not right. Check both and try again.";
  }

  @Override
  public String tooManyGuesses() {
    return "Too many wrong passwords were typed lately. Wait a minute and try again.";
  }

  @Override
  public String busy() {
    return "Many people are signing in just now. Wait a moment and try again.";
  }

  @Override
  public String secondFactorTitle() {
    return "One more step";
  }

  @Override
  public String codeRule() {
    return "The six digits that your authenticator app shows.";
  }

  @Override
  public String codeOrRecoveryRule() {
    return "The six digits that your authenticator app shows, or one of your recovery codes.";
  }

  @Override
  public String code() {
    return "Code";
  }

  @Override
  public String verifyButton() {
    return "Continue";
  }

  @Override
  public String wrongCode() {
    return "This code is not right, or was used before. Type the one that is shown now.";
  }

  @Override
  public String tooManyCodes(int minutes) {
    return "Too many wrong codes were typed lately. Try again in "
        + (minutes == 1 ? "a minute." : minutes + " minutes.");
  }

  @Override
  public String noMoreCodes() {
    return "So many wrong codes were typed that codes of your app are no longer taken. Use a recovery code or a passkey, or ask whoever runs this server.";
  }

  @Override
  public String enrolTitle() {
    return "Protect your account";
  }

  @Override
  public String enrolApp() {
    return "Open an authenticator app on your phone.";
  }

  @Override
  public String enrolScan() {
    return "Let it scan this picture.";
  }

  @Override
  public String enrolPicture() {
    return "QR code with the secret that is written below";
  }

  @Override
  public String enrolSecret() {
    return "If you cannot scan it, type this:";
  }

  @Override
  public String enrolCode() {
    return "Type the six digits that the app shows.";
  }

  @Override
  public String enrolButton() {
    return "Set up";
  }

  @Override
  public String secondFactorLead() {
    return "Your password was right. Now show that it is you.";
  }

  @Override
  public String enrolLead() {
    return "Here a password alone is not enough: set up an app that shows codes.";
  }

  @Override
  public String usePasskey() {
    return "Use a passkey";
  }

  @Override
  public String wrongPasskey() {
    return "This passkey did not work here. Try again, or use your password.";
  }

  @Override
  public String passkeyFailed() {
    return "The browser could not use a passkey. Try again, or go on without.";
  }

  @Override
  public String createAccount() {
    return "Create an account";
  }

  @Override
  public String accountTitle() {
    return "Create an account";
  }

  @Override
  public String accountLead(String client) {
    return client + " asks you to sign in. Create an account to do so.";
  }

  @Override
  public String accountReturn() {
    return "You will return to";
  }

  @Override
  public String usernameRule() {
    return "Letters and digits of any language, also . _ and -. You sign in with it.";
  }

  @Override
  public String displayName() {
    return "Name that others see (optional)";
  }

  @Override
  public String passwordRule() {
    return "At least "
        + AccountLimits.LEAST_PASSWORD
        + " characters of any kind. A few words that only you would put together are good.";
  }

  @Override
  public String passwordAgain() {
    return "Password once more";
  }

  @Override
  public String accountButton() {
    return "Create the account";
  }

  @Override
  public String haveAccount() {
    return "I have an account: sign in";
  }

  @Override
  public String accountFault(AccountSteps.Fault fault) {
    return switch (fault) {
      case USERNAME ->
          "This username cannot be used. Begin with a letter or digit, and use letters, digits, . _ and - only, at most "
              + AccountLimits.USERNAME
              + ".";
      case USERNAME_TAKEN ->
          "This username is taken. Choose another one. If you have just created it, sign in.";
      case NAME ->
          "This name cannot be shown. Shorten it, and leave out characters that nobody sees.";
      case EMAIL -> noAddress();
      case PASSWORD_SHORT ->
          "The password is too short. Take at least "
              + AccountLimits.LEAST_PASSWORD
              + " characters.";
      case PASSWORD_LONG ->
          "The password is too long. Take " + AccountLimits.PASSWORD + " characters at most.";
      case PASSWORD_COMMON ->
          "Many people use this password, or it is easily guessed. Choose another one.";
      case PASSWORDS_DIFFER -> "The two passwords are not the same. Type both again.";
      case TOO_MANY -> "Too many accounts are created from where you are. Try again later.";
      case BUSY -> "Too many people are signing in just now. Try again in a moment.";
    };
  }

  @Override
  public String usernameOrAddress() {
    return "Username or e-mail address";
  }

  @Override
  public String forgottenPassword() {
    return "Forgot your password?";
  }

  @Override
  public String forgottenTitle() {
    return "Forgotten password";
  }

  @Override
  public String forgottenLead() {
    return "Type your username or your e-mail address. A link to choose a new password goes to the address of your account.";
  }

  @Override
  public String forgottenButton() {
    return "Send the link";
  }

  @Override
  public String backToSignIn() {
    return "Back to sign-in";
  }

  @Override
  public String sentTitle() {
    return "Look into your mail";
  }

  @Override
  public String forgottenSent() {
    return "If there is an account with this name or address, and its address is confirmed, a mail with a link is on its way there. The link is good for 15 minutes. You can close this page.";
  }

  @Override
  public String tooManyMails() {
    return "Too many mails are asked for just now. Try again in a minute.";
  }

  @Override
  public String resetTitle() {
    return "New password";
  }

  @Override
  public String newPassword() {
    return "New password";
  }

  @Override
  public String resetButton() {
    return "Set the password";
  }

  @Override
  public String passwordChangedTitle() {
    return "Your password is changed";
  }

  @Override
  public String passwordChanged() {
    return "You are signed out everywhere. Go back to the application, and sign in with the new password.";
  }

  @Override
  public String linkGoneTitle() {
    return "This link is good no longer";
  }

  @Override
  public String linkGone() {
    return "It was used already, or its time is over. Ask for another one.";
  }

  @Override
  public String emailAddress() {
    return "E-mail address";
  }

  @Override
  public String emailRule() {
    return "A mail goes there, with a link by which you confirm that it is yours.";
  }

  @Override
  public String addressUnconfirmed() {
    return "Confirm your e-mail address first: follow the link in the mail that was sent to it. If none came, sign in again in ten minutes: then another one is sent.";
  }

  @Override
  public String addressToConfirmLater() {
    return "Your e-mail address is not confirmed yet, and too many mails were asked for lately: none was sent just now. Follow the link in one that came before, or sign in in a quarter of an hour: then one is sent.";
  }

  @Override
  public String confirmTitle() {
    return "Confirm your e-mail address";
  }

  @Override
  public String confirmCaution() {
    return "If this account is not yours, close this page: nobody can use your address then.";
  }

  @Override
  public String confirmButton() {
    return "This is my address";
  }

  @Override
  public String confirmPassword(String username) {
    return "Password of " + username;
  }

  @Override
  public String confirmPasswordRule() {
    return "Whoever created the account knows it. So nobody else can use your address.";
  }

  @Override
  public String wrongPassword() {
    return "The password is not right. Try again.";
  }

  @Override
  public String noAddress() {
    return "No mail can be sent to this address. Write it like name@example.com.";
  }

  @Override
  public String changeAddressLetterSubject(String server) {
    return "Confirm your new e-mail address at " + server;
  }

  @Override
  public String changeAddressLetter(String server, String link, String minutes) {
    return """
    Somebody, hopefully you, wants to use this e-mail address for their account at %s.

    To confirm that it is yours, open this link within %s minutes:

    %s

    If it was not you, you need not do anything.\
    """
        .formatted(server, minutes, link);
  }

  @Override
  public String addressChangedLetterSubject(String server) {
    return "Your e-mail address was changed at " + server;
  }

  @Override
  public String addressChangedLetter(String server, String username, String address) {
    return """
    The e-mail address of your account %s at %s is %s from now on.

    If it was not you, somebody else is signed in to your account. Change your password there
    at once, and put the address right; if you cannot sign in any more, write to whoever runs
    %2$s.\
    """
        .formatted(username, server, address);
  }

  @Override
  public String addressConfirmedTitle() {
    return "Your address is confirmed";
  }

  @Override
  public String addressAnothersTitle() {
    return "This address has another account";
  }

  @Override
  public String resetLead(String username) {
    return "Choose a new password for the account " + username + ".";
  }

  @Override
  public String addressToConfirm(String address) {
    return "A mail with a link is on its way to "
        + address
        + ". Follow the link within 24 hours; then you can sign in.";
  }

  @Override
  public String confirmLead(String address, String username) {
    return "Is " + address + " your address, and should it belong to the account " + username + "?";
  }

  @Override
  public String addressConfirmed(String address) {
    return address + " belongs to your account now. Go back to the application, and sign in.";
  }

  @Override
  public String addressAnothers(String address) {
    return address
        + " belongs to another account already. Sign in to that one, or forget its password.";
  }

  @Override
  public String forgottenLetterSubject(String server) {
    return "A new password at " + server;
  }

  @Override
  public String forgottenLetter(String server, String username, String link, String minutes) {
    return """
    Somebody, hopefully you, forgot the password of the account %s at %s.

    To choose a new one, open this link within %s minutes:

    %s

    If it was not you, you need not do anything: your password stays as it is.\
    """
        .formatted(username, server, minutes, link);
  }

  @Override
  public String passwordChangedLetterSubject(String server) {
    return "Your password was changed at " + server;
  }

  @Override
  public String passwordChangedLetter(String server, String username) {
    return """
    The password of your account %s at %s was changed just now, and you are signed out
    everywhere.

    If it was not you, somebody else can read your mail. Change the password of your mailbox,
    then choose a new one here by "Forgot your password?" on the sign-in page.\
    """
        .formatted(username, server);
  }

  @Override
  public String confirmLetterSubject(String server) {
    return "Confirm your e-mail address at " + server;
  }

  @Override
  public String confirmLetter(String server, String link, String hours) {
    return """
    Somebody, hopefully you, created an account at %s with this e-mail address.

    To confirm that it is yours, open this link within %s hours:

    %s

    If it was not you, you need not do anything.\
    """
        .formatted(server, hours, link);
  }

  @Override
  public String addressInUseLetterSubject(String server) {
    return "You have an account at " + server + " already";
  }

  @Override
  public String addressInUseLetter(String server, String username) {
    return """
    Somebody, hopefully you, wants to use this e-mail address for an account at %s. It belongs to
    your account %s already, and stays there.

    If it was you, sign in with that account. If you do not know its password any more, choose
    "Forgot your password?" on the sign-in page. If it was not you, you need not do anything.\
    """
        .formatted(server, username);
  }

  @Override
  public String consentTitle(String client) {
    return client + " asks for access";
  }

  @Override
  public String consentLead() {
    return "Choose what to allow. Clear the box of anything you do not want to share.";
  }

  @Override
  public String consentReturn() {
    return "Your answer goes to";
  }

  @Override
  public String selfRegistered() {
    return "This application gave itself its name. Nobody has checked it.";
  }

  @Override
  public String clientHost() {
    return "The application is published at";
  }

  @Override
  public String anyProgram() {
    return "Its answers go to a program on your device, and any program can pass itself off as it. Go on"
        + " only if you started it yourself.";
  }

  @Override
  public String aboutYou() {
    return "About you";
  }

  @Override
  public String access(String resource) {
    return "Access to " + resource;
  }

  @Override
  public String accessElsewhere() {
    return "Other access";
  }

  @Override
  public String accessOverTime() {
    return "Lasting access";
  }

  @Override
  public String identity() {
    return "Recognize your account when you sign in";
  }

  @Override
  public String alwaysIncluded() {
    return "Always included";
  }

  @Override
  public String allowedBefore() {
    return "Allowed before";
  }

  @Override
  public String consentLeadWithoutChoice() {
    return "Allow all of this, or deny it.";
  }

  @Override
  public String required() {
    return "Required";
  }

  @Override
  public String allowedSince(String day) {
    return "Allowed since " + day;
  }

  @Override
  public String leftOutBefore() {
    return "You left this out before";
  }

  @Override
  public String isNew() {
    return "New";
  }

  @Override
  public String marked(String name) {
    return name + " (new)";
  }

  @Override
  public String answeredBefore(String day) {
    return "You answered this application on "
        + day
        + ". What it did not ask for then is marked as new.";
  }

  @Override
  public String day(ZonedDateTime time) {
    return DAY.format(time);
  }

  @Override
  public String detailsLead() {
    return "It asks for exactly this:";
  }

  @Override
  public String yes() {
    return "yes";
  }

  @Override
  public String no() {
    return "no";
  }

  @Override
  public String alsoTells(String claims) {
    return "It also tells: " + claims + ".";
  }

  @Override
  public String claimsLead() {
    return "It also asks for these details:";
  }

  @Override
  public Map<String, String> openIdScopes() {
    return OPENID_SCOPES;
  }

  @Override
  public Map<String, String> claims() {
    return CLAIMS;
  }

  @Override
  public String howLong() {
    return "How long";
  }

  @Override
  public String accessAtATime(Duration time) {
    return span(time) + " at a time";
  }

  @Override
  public String accessWhileAway(Duration most, Duration idle) {
    String whole = "Up to " + span(most);
    return idle.compareTo(most) < 0 ? whole + ", or until it is not used for " + span(idle) : whole;
  }

  @Override
  public String takeBack() {
    return "You can take it back at any time on your account pages.";
  }

  @Override
  public String operator() {
    return "Who runs it";
  }

  @Override
  public String saidByItself() {
    return "The application says this of itself. Nobody has checked it.";
  }

  private static String span(Duration time) {
    TimeSpan span = TimeSpan.of(time);
    String unit =
        switch (span.unit()) {
          case DAYS -> "day";
          case HOURS -> "hour";
          case MINUTES -> "minute";
          case SECONDS -> "second";
        };
    return span.count() + " " + unit + (span.count() == 1 ? "" : "s");
  }

  @Override
  public String privacyPolicy() {
    return "Privacy policy";
  }

  @Override
  public String termsOfService() {
    return "Terms of service";
  }

  @Override
  public String approve() {
    return "Allow";
  }

  @Override
  public String deny() {
    return "Deny";
  }

  @Override
  public String deviceTitle() {
    return "Connect a device";
  }

  @Override
  public String deviceLead() {
    return "Type the code that the device shows.";
  }

  @Override
  public String userCode() {
    return "Code";
  }

  @Override
  public String deviceCaution() {
    return "Continue only if a device in front of you shows this code. If somebody sent you the code or asks you for it, stop.";
  }

  @Override
  public String unknownUserCode() {
    return "No device is waiting for this code. Check it, or get a new code on the device.";
  }

  @Override
  public String tooManyUserCodes() {
    return "Too many codes were tried. Wait a moment and try again.";
  }

  @Override
  public String deviceShows() {
    return "Code on the device";
  }

  @Override
  public String deviceAsksFrom() {
    return "Internet address (IP) of the device";
  }

  @Override
  public String deviceConsentCaution() {
    return "Allow this only if you started it yourself, on a device of yours that shows this code.";
  }

  @Override
  public String deviceApprovedTitle() {
    return "The device is connected";
  }

  @Override
  public String deviceApproved() {
    return "You can close this window and continue on the device.";
  }

  @Override
  public String deviceDeniedTitle() {
    return "You refused the device’s request";
  }

  @Override
  public String deviceDenied() {
    return "It gets no access. You can close this window.";
  }

  @Override
  public String deviceExpiredTitle() {
    return "This code is no longer good";
  }

  @Override
  public String deviceExpired() {
    return "The code expired, or was answered already. If the device still waits, let it show a new code.";
  }

  @Override
  public String signOutTitle() {
    return "Sign out";
  }

  @Override
  public String signOutLead() {
    return "Do you want to sign out?";
  }

  @Override
  public String signOutFor(String client) {
    return client + " sent you here to sign out.";
  }

  @Override
  public String signOutOthers() {
    return "These may go on acting for you while you are away:";
  }

  @Override
  public String signOutEndOthers() {
    return "End their access now, too";
  }

  @Override
  public String signOutReturn() {
    return "Afterwards you go to";
  }

  @Override
  public String goOnButton() {
    return "Go on";
  }

  @Override
  public String signOutButton() {
    return "Sign out";
  }

  @Override
  public String notSignedIn() {
    return "You are not signed in.";
  }

  @Override
  public String signedOutTitle() {
    return "You are signed out";
  }

  @Override
  public String signedOut() {
    return "You can close this window now.";
  }

  @Override
  public String signedOutTelling() {
    return "Your applications are being told. You go on as soon as they know.";
  }

  @Override
  public String errorTitle() {
    return "This request cannot go on";
  }

  @Override
  public String errorLead() {
    return "Go back to the application and try again. If this happens again, tell the people who run"
        + " it what stands here.";
  }

  @Override
  public String errorReference() {
    return "What this means and how to mend it";
  }

  @Override
  public String errorToStranger() {
    return "The application registered itself, and nobody has checked it. Go on to it only if you"
        + " were using it just now.";
  }

  @Override
  public String errorGoesTo() {
    return "The application is told at";
  }

  @Override
  public String errorGoOn() {
    return "Go on to the application";
  }

  @Override
  public String formPostTitle() {
    return "Returning to the application";
  }

  @Override
  public String formPostLead() {
    return "If nothing happens, press the button.";
  }

  @Override
  public String referenceTitle() {
    return "Error codes";
  }

  @Override
  public String referenceLead() {
    return "Every error code of this server, with its usual causes and how to mend them.";
  }

  @Override
  public String referenceUnknownTitle() {
    return "Unknown error code";
  }

  @Override
  public String referenceUnknown(String code) {
    return "This server has no error code “" + code + "”. These are all it has:";
  }

  @Override
  public String referenceMeaning() {
    return "What it means";
  }

  @Override
  public String referenceCauses() {
    return "Usual causes, and how to mend them";
  }

  @Override
  public String referenceSections() {
    return "Where it is defined";
  }

  @Override
  public String referenceAll() {
    return "All error codes";
  }
}
