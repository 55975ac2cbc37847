package dev.mapae.resourceowner;

import java.util.Map;

/// What is said where people come back by mail, and of their addresses.
interface RecoveryMessages extends Sentences {
  // Recovery, and addresses

  default String usernameOrAddress() {
    return text("usernameOrAddress");
  }

  default String forgottenPassword() {
    return text("forgottenPassword");
  }

  default String forgottenTitle() {
    return text("forgottenTitle");
  }

  default String forgottenLead() {
    return text("forgottenLead");
  }

  default String forgottenButton() {
    return text("forgottenButton");
  }

  default String backToSignIn() {
    return text("backToSignIn");
  }

  default String sentTitle() {
    return text("sentTitle");
  }

  /// The same whether or not there is such a person.
  default String forgottenSent() {
    return text("forgottenSent");
  }

  default String tooManyMails() {
    return text("tooManyMails");
  }

  default String resetTitle() {
    return text("resetTitle");
  }

  default String resetLead(String username) {
    return text("resetLead", Map.of("username", username));
  }

  default String newPassword() {
    return text("newPassword");
  }

  default String resetButton() {
    return text("resetButton");
  }

  default String passwordChangedTitle() {
    return text("passwordChangedTitle");
  }

  default String passwordChanged() {
    return text("passwordChanged");
  }

  default String linkGoneTitle() {
    return text("linkGoneTitle");
  }

  default String linkGone() {
    return text("linkGone");
  }

  default String emailAddress() {
    return text("emailAddress");
  }

  default String emailRule() {
    return text("emailRule");
  }

  default String addressToConfirm(String address) {
    return text("addressToConfirm", Map.of("address", address));
  }

  /// The same where too many mails were asked for lately.
  default String addressToConfirmLater() {
    return text("addressToConfirmLater");
  }

  default String addressUnconfirmed() {
    return text("addressUnconfirmed");
  }

  /// The same where nothing that they have here confirms it.
  default String addressUnconfirmable() {
    return text("addressUnconfirmable");
  }

  default String confirmTitle() {
    return text("confirmTitle");
  }

  default String confirmLead(String address, String username) {
    return text("confirmLead", Map.of("address", address, "username", username));
  }

  default String confirmCaution() {
    return text("confirmCaution");
  }

  default String confirmButton() {
    return text("confirmButton");
  }

  /// The label of a field for the password of an account.
  default String confirmPassword(String username) {
    return text("confirmPassword", Map.of("username", username));
  }

  default String confirmPasswordRule() {
    return text("confirmPasswordRule");
  }

  default String wrongPassword() {
    return text("wrongPassword");
  }

  default String noAddress() {
    return text("noAddress");
  }

  default String changeAddressLetterSubject(String server) {
    return text("changeAddressLetterSubject", Map.of("server", server));
  }

  /// The text of a mail with a link to an address that somebody wants for their account.
  default String changeAddressLetter(String server, String link, String minutes) {
    return text("changeAddressLetter", Map.of("server", server, "link", link, "minutes", minutes));
  }

  default String addressChangedLetterSubject(String server) {
    return text("addressChangedLetterSubject", Map.of("server", server));
  }

  /// The text of a mail to both addresses.
  default String addressChangedLetter(String server, String username, String address) {
    return text(
        "addressChangedLetter", Map.of("server", server, "username", username, "address", address));
  }

  default String addressConfirmedTitle() {
    return text("addressConfirmedTitle");
  }

  default String addressConfirmed(String address) {
    return text("addressConfirmed", Map.of("address", address));
  }

  /// Somebody else is signed in where a link for an account is opened.
  default String linkOfAnotherTitle() {
    return text("linkOfAnotherTitle");
  }

  default String linkOfAnother(String username) {
    return text("linkOfAnother", Map.of("username", username));
  }

  default String addressAnothersTitle() {
    return text("addressAnothersTitle");
  }

  default String addressAnothers(String address) {
    return text("addressAnothers", Map.of("address", address));
  }

  // Mails

  default String forgottenLetterSubject(String server) {
    return text("forgottenLetterSubject", Map.of("server", server));
  }

  default String forgottenLetter(String server, String username, String link, String minutes) {
    return text(
        "forgottenLetter",
        Map.of("server", server, "username", username, "link", link, "minutes", minutes));
  }

  default String passwordChangedLetterSubject(String server) {
    return text("passwordChangedLetterSubject", Map.of("server", server));
  }

  default String passwordChangedLetter(String server, String username) {
    return text("passwordChangedLetter", Map.of("server", server, "username", username));
  }

  default String confirmLetterSubject(String server) {
    return text("confirmLetterSubject", Map.of("server", server));
  }

  default String confirmLetter(String server, String link, String hours) {
    return text("confirmLetter", Map.of("server", server, "link", link, "hours", hours));
  }

  default String addressInUseLetterSubject(String server) {
    return text("addressInUseLetterSubject", Map.of("server", server));
  }

  default String addressInUseLetter(String server, String username) {
    return text("addressInUseLetter", Map.of("server", server, "username", username));
  }
}
