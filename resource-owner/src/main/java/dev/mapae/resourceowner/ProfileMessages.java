package dev.mapae.resourceowner;

import java.util.Map;

/// What the account pages say of what people may change about themselves.
interface ProfileMessages extends Sentences {
  // Profile

  default String profileSaved() {
    return text("account.profileSaved");
  }

  default String profileFault(String claim) {
    return text("account.profileFault", Map.of("claim", claim));
  }

  default String profileDeclared() {
    return text("account.profileDeclared");
  }

  default String save() {
    return text("account.save");
  }

  /// How the value of a claim is written; empty where anything is fine.
  default String claimRule(String claim) {
    return switch (claim) {
      case "website", "birthdate", "zoneinfo", "locale" -> text("account.claimRule." + claim);
      default -> "";
    };
  }

  /// What browsers fill in for a claim: HTML §4.10.18.7.1.
  default String autocomplete(String claim) {
    return switch (claim) {
      case "name" -> "name";
      case "given_name" -> "given-name";
      case "family_name" -> "family-name";
      case "nickname" -> "nickname";
      case "website" -> "url";
      case "gender" -> "sex";
      case "birthdate" -> "bday";
      case "locale" -> "language";
      default -> "off";
    };
  }

  // Password

  default String oldPassword() {
    return text("account.oldPassword");
  }

  default String newPassword() {
    return text("account.newPassword");
  }

  default String newPasswordAgain() {
    return text("account.newPasswordAgain");
  }

  default String changePassword() {
    return text("account.changePassword");
  }

  default String passwordEndsSessions() {
    return text("account.passwordEndsSessions");
  }

  /// Of the box by which applications lose their access too.
  default String passwordEndsGrants() {
    return text("account.passwordEndsGrants");
  }

  default String passwordChanged() {
    return text("account.passwordChanged");
  }

  default String oldPasswordWrong() {
    return text("account.oldPasswordWrong");
  }

  // Address of mail

  default String addressNow() {
    return text("account.addressNow");
  }

  default String addressUnconfirmed() {
    return text("account.addressUnconfirmed");
  }

  default String addressDeclared() {
    return text("account.addressDeclared");
  }

  default String newAddress() {
    return text("account.newAddress");
  }

  /// Of whoever has no confirmed address that could be told.
  default String firstAddressRule() {
    return text("account.firstAddressRule");
  }

  /// How an address is confirmed that they have and that nobody confirmed.
  default String addressTypedAgain() {
    return text("account.addressTypedAgain");
  }

  default String newAddressRule() {
    return text("account.newAddressRule");
  }

  default String addressSent(String address) {
    return text("account.addressSent", Map.of("address", address));
  }

  default String tooManyAddresses() {
    return text("account.tooManyAddresses");
  }
}
