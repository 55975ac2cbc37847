package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.Mishap;
import java.util.Map;

/// Every sentence of the pages in one language.
interface Messages extends SignInMessages, RecoveryMessages, ConsentMessages {
  Language language();

  /// Those of the account pages.
  default AccountMessages account() {
    return this::texts;
  }

  /// Those of one of them.
  default SecurityMessages security() {
    return this::texts;
  }

  /// Those of signing in through other providers.
  default UpstreamMessages upstream() {
    return this::texts;
  }

  /// Those of signing in by mail.
  default EmailSignInMessages emailSignIn() {
    return this::texts;
  }

  /// Those of mails that tell what happened.
  default NoticeMessages notices() {
    return this::texts;
  }

  default String product() {
    return text("product");
  }

  /// Below a page that wears the name of an application.
  default String runBy(String name, String server) {
    return text("runBy", Map.of("name", name, "server", server));
  }

  default String continueButton() {
    return text("continueButton");
  }

  default String signedInAs(String person) {
    return text("signedInAs", Map.of("person", person));
  }

  // Devices

  default String deviceTitle() {
    return text("deviceTitle");
  }

  default String deviceLead() {
    return text("deviceLead");
  }

  /// Where the link brought it.
  default String deviceCheck() {
    return text("deviceCheck");
  }

  default String userCode() {
    return text("userCode");
  }

  default String deviceCaution() {
    return text("deviceCaution");
  }

  default String unknownUserCode() {
    return text("unknownUserCode");
  }

  default String tooManyUserCodes() {
    return text("tooManyUserCodes");
  }

  default String deviceShows() {
    return text("deviceShows");
  }

  default String deviceAsksFrom() {
    return text("deviceAsksFrom");
  }

  default String deviceConsentCaution() {
    return text("deviceConsentCaution");
  }

  default String deviceApprovedTitle() {
    return text("deviceApprovedTitle");
  }

  default String deviceApproved() {
    return text("deviceApproved");
  }

  default String deviceDeniedTitle() {
    return text("deviceDeniedTitle");
  }

  default String deviceDenied() {
    return text("deviceDenied");
  }

  default String deviceExpiredTitle() {
    return text("deviceExpiredTitle");
  }

  default String deviceExpired() {
    return text("deviceExpired");
  }

  // Sign-out

  default String signOutTitle() {
    return text("signOutTitle");
  }

  default String signOutLead() {
    return text("signOutLead");
  }

  /// Who sent the person here.
  default String signOutFor(String client) {
    return text("signOutFor", Map.of("client", client));
  }

  /// Before the names of those that go on.
  default String signOutOthers() {
    return text("signOutOthers");
  }

  /// Those whose names have no room.
  default String signOutMoreOthers(int count) {
    return text("signOutMoreOthers", Map.of("count", count));
  }

  default String signOutEndOthers() {
    return text("signOutEndOthers");
  }

  default String signOutReturn() {
    return text("signOutReturn");
  }

  /// The same for nobody.
  default String goOnTo() {
    return text("goOnTo");
  }

  default String goOnButton() {
    return text("goOnButton");
  }

  default String signOutButton() {
    return text("signOutButton");
  }

  default String notSignedIn() {
    return text("notSignedIn");
  }

  default String signedOutTitle() {
    return text("signedOutTitle");
  }

  default String signedOut() {
    return text("signedOut");
  }

  /// While applications are told, before the person goes on to one of them.
  default String signedOutTelling() {
    return text("signedOutTelling");
  }

  // Errors

  default String errorTitle() {
    return text("errorTitle");
  }

  default String errorLater() {
    return text("errorLater");
  }

  default String errorLead() {
    return text("errorLead");
  }

  /// What happened that the person can mend themselves.
  default String mishap(Mishap.Fault fault) {
    return text("mishap." + fault.name());
  }

  /// What they do.
  default String remedy(Mishap.Remedy remedy) {
    return text("remedy." + remedy.name());
  }

  default String errorReference() {
    return text("errorReference");
  }

  default String errorToStranger() {
    return text("errorToStranger");
  }

  default String errorGoesTo() {
    return text("errorGoesTo");
  }

  default String errorGoOn() {
    return text("errorGoOn");
  }

  // Form post

  default String formPostTitle() {
    return text("formPostTitle");
  }

  default String formPostLead() {
    return text("formPostLead");
  }

  // Error reference

  default String referenceTitle() {
    return text("referenceTitle");
  }

  default String referenceLead() {
    return text("referenceLead");
  }

  default String referenceUnknown(String code) {
    return text("referenceUnknown", Map.of("code", code));
  }

  default String referenceUnknownTitle() {
    return text("referenceUnknownTitle");
  }

  default String referenceMeaning() {
    return text("referenceMeaning");
  }

  default String referenceCauses() {
    return text("referenceCauses");
  }

  default String referenceSections() {
    return text("referenceSections");
  }

  default String referenceAll() {
    return text("referenceAll");
  }

  /// Those of one language.
  record InLanguage(Language language, Texts texts) implements Messages {}
}
