package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.BrowserName;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The account pages in English.
final class AccountMessagesEn implements AccountMessages {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm VV", Locale.ROOT);

  @Override
  public String signInLead() {
    return "Sign in to see your account.";
  }

  @Override
  public String pages() {
    return "Your account";
  }

  @Override
  public String signOut() {
    return "Sign out";
  }

  @Override
  public String title(AccountPlace place) {
    return switch (place) {
      case HOME -> "Your account";
      case PROFILE -> "Profile";
      case PASSWORD -> "Password";
      case EMAIL -> "E-mail address";
      case SESSIONS -> "Sessions";
      case APPLICATIONS -> "Applications";
      case ACTIVITY -> "Activity";
      case DATA -> "Your data";
      case SECURITY -> "Security";
    };
  }

  @Override
  public String lead(AccountPlace place) {
    return switch (place) {
      case HOME -> "What is kept about you here, and who may use it.";
      case PROFILE -> "What applications learn of you when you allow it.";
      case PASSWORD -> "Change the password that you sign in with.";
      case EMAIL -> "Change the address that mails to you go to.";
      case SESSIONS -> "Where you are signed in, and how to end it.";
      case APPLICATIONS -> "What applications may do in your name, and how to take it back.";
      case ACTIVITY ->
          "Sign-ins and changes of the last 90 days. If one was not you, change your password.";
      case DATA -> "Take your data with you, or delete your account.";
      case SECURITY ->
          "Passkeys, apps that make codes, and codes for the day on which you lose them.";
    };
  }

  @Override
  public String time(ZonedDateTime time) {
    return TIME.format(time);
  }

  @Override
  public String browser(BrowserName browser) {
    String product = browser.product().map(BrowserName.Product::shown).orElse("An unknown browser");
    return browser.system().map(system -> product + " on " + system.shown()).orElse(product);
  }

  @Override
  public String thisSession() {
    return "You are here";
  }

  @Override
  public String signedInSince() {
    return "Signed in since";
  }

  @Override
  public String lastUsed() {
    return "Last used";
  }

  @Override
  public String address() {
    return "Address";
  }

  @Override
  public String endSession(String browser) {
    return "Sign out there: " + browser;
  }

  @Override
  public String endSessionButton() {
    return "Sign out there";
  }

  @Override
  public String endOthers() {
    return "Sign out everywhere else";
  }

  @Override
  public String sessionsEnded(int ended) {
    return ended == 1
        ? "You are signed out in one other browser."
        : "You are signed out in " + ended + " other browsers.";
  }

  @Override
  public String sessionsRule() {
    return "Applications that you allowed to act while you are away go on. You can end that under “Applications”.";
  }

  @Override
  public String noApplications() {
    return "You have allowed nothing to any application.";
  }

  @Override
  public String allowedSince() {
    return "Allowed since";
  }

  @Override
  public String remembered() {
    return "Has no access now. It would get it without asking you.";
  }

  @Override
  public String revoke(String client) {
    return "Take access back from " + client;
  }

  @Override
  public String revokeButton() {
    return "Take access back";
  }

  @Override
  public String revoked(String client) {
    return client + " can no longer do anything in your name.";
  }

  @Override
  public String kept() {
    return "Your account stays. Nothing will be deleted.";
  }

  @Override
  public String deletionDue() {
    return "As you wished, your account will be deleted on";
  }

  @Override
  public String keepButton() {
    return "Keep my account";
  }

  @Override
  public String profileSaved() {
    return "Your profile is saved.";
  }

  @Override
  public String profileFault(String claim) {
    return claim + " cannot be what you typed. Change it, or leave it empty.";
  }

  @Override
  public String profileDeclared() {
    return "Whoever runs this server keeps your profile. Ask them to change it.";
  }

  @Override
  public String save() {
    return "Save";
  }

  @Override
  public String claimRule(String claim) {
    return switch (claim) {
      case "website" -> "An address that begins with https://.";
      case "birthdate" -> "Like 1990-12-31, or a year alone.";
      case "zoneinfo" -> "A place like Asia/Seoul. Times on these pages follow it.";
      case "locale" -> "Like en or ko-KR.";
      default -> "";
    };
  }

  @Override
  public String oldPassword() {
    return "Current password";
  }

  @Override
  public String newPassword() {
    return "New password";
  }

  @Override
  public String newPasswordAgain() {
    return "New password once more";
  }

  @Override
  public String changePassword() {
    return "Change the password";
  }

  @Override
  public String passwordEndsSessions() {
    return "You will be signed out everywhere else.";
  }

  @Override
  public String passwordEndsGrants() {
    return "Also take back what applications may do, in case somebody else allowed it.";
  }

  @Override
  public String passwordChanged() {
    return "Your password is changed, and you are signed out everywhere else.";
  }

  @Override
  public String oldPasswordWrong() {
    return "The current password is not right. Type it again.";
  }

  @Override
  public String addressNow() {
    return "Your address";
  }

  @Override
  public String addressUnconfirmed() {
    return "Your address, not confirmed yet";
  }

  @Override
  public String addressDeclared() {
    return "Whoever runs this server says your address. Ask them to change it.";
  }

  @Override
  public String newAddress() {
    return "New e-mail address";
  }

  @Override
  public String newAddressRule() {
    return "A link goes there. Once you have followed it, the new address takes the place of the old one, and both are told.";
  }

  @Override
  public String addressSent(String address) {
    return "A mail is on its way to "
        + address
        + ". Follow the link in it within an hour; until then nothing changes.";
  }

  @Override
  public String tooManyAddresses() {
    return "Too many mails were asked for lately. Try again in a quarter of an hour.";
  }

  @Override
  public String doneTitle() {
    return "Sign-ins and changes";
  }

  @Override
  public String refusedTitle() {
    return "Sign-ins that failed";
  }

  @Override
  public String noActivity() {
    return "Nothing happened in the last 90 days.";
  }

  @Override
  public String activityRule() {
    return "The latest 40 entries, and the latest 20 of sign-ins that failed. Entries are deleted after 90 days.";
  }

  @Override
  public String times(int times) {
    return times + " times within an hour";
  }

  @Override
  public String happened(Activity.Kind kind) {
    return switch (kind) {
      case SIGN_IN -> "Signed in";
      case SIGN_IN_REFUSED -> "Somebody tried to sign in, and could not";
      case SESSIONS_ENDED -> "Signed out elsewhere";
      case CONSENT_GIVEN -> "Allowed access";
      case CONSENT_REVOKED -> "Took access back";
      case PASSWORD_CHANGED -> "Password changed";
      case ADDRESS_CHANGED -> "E-mail address confirmed";
      case SECOND_FACTOR_REFUSED ->
          "Somebody knew your password, and could not show your second factor";
      case FACTOR_ADDED -> "App or passkey added";
      case FACTOR_REMOVED -> "App or passkey removed";
      case RECOVERY_CODES_MADE -> "Recovery codes made";
      case PROFILE_CHANGED -> "Profile changed";
      case DATA_EXPORTED -> "Data downloaded";
      case DELETION_REQUESTED -> "Deletion of the account requested";
      case DELETION_TAKEN_BACK -> "Deletion of the account taken back";
    };
  }

  @Override
  public String exportTitle() {
    return "Take your data with you";
  }

  @Override
  public String exportLead() {
    return "A JSON file with your account, where you are signed in, what you allowed applications, and your activity. It has no passwords in it.";
  }

  @Override
  public String exportButton() {
    return "Download my data";
  }

  @Override
  public String deleteTitle() {
    return "Delete your account";
  }

  @Override
  public String deleteDeclared() {
    return "Whoever runs this server entered you in its configuration, so you cannot be deleted here. Ask them.";
  }

  @Override
  public String deleteLead(Duration grace) {
    String time = hoursOrDays(grace);
    return "You are signed out everywhere at once, and applications lose all access. Sign in within "
        + time
        + ", here or at any application, and your account stays. Otherwise it is deleted for good after "
        + time
        + ", with all that belongs to it.";
  }

  private static String hoursOrDays(Duration time) {
    long days = time.toDays();
    return time.equals(Duration.ofDays(days))
        ? days + (days == 1 ? " day" : " days")
        : time.toHours() + " hours";
  }

  @Override
  public String deleteConfirm() {
    return "I want my account to be deleted.";
  }

  @Override
  public String deleteUnconfirmed() {
    return "Tick the box if you are sure.";
  }

  @Override
  public String deleteButton() {
    return "Delete my account";
  }

  @Override
  public String deletionTakeBack() {
    return "You can take it back until then, on the first page of your account.";
  }

  @Override
  public String deletionRequested() {
    return "You are signed out everywhere. Sign in before that, here or at any application, and your account stays.";
  }
}
