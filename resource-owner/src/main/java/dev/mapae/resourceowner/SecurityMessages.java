package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.Security;
import java.util.Map;

/// Every sentence of the page about what people sign in with.
interface SecurityMessages extends Sentences {
  default String apps() {
    return text("security.apps");
  }

  default String isProtected() {
    return text("security.isProtected");
  }

  /// Where a passkey signs nobody in without something before it.
  default String isAlwaysProtected() {
    return text("security.isAlwaysProtected");
  }

  default String isNotProtected() {
    return text("security.isNotProtected");
  }

  /// Where apps and passkeys are taken.
  default String isNotProtectedByEither() {
    return text("security.isNotProtectedByEither");
  }

  /// Where no app is taken.
  default String isNotProtectedByPasskey() {
    return text("security.isNotProtectedByPasskey");
  }

  /// Before the link to the applications.
  default String removing() {
    return text("security.removing");
  }

  default String remove() {
    return text("security.remove");
  }

  default String addApp() {
    return text("security.addApp");
  }

  default String appsNotTaken() {
    return text("security.appsNotTaken");
  }

  default String recoveryCodes() {
    return text("security.recoveryCodes");
  }

  default String newCodes() {
    return text("security.newCodes");
  }

  default String useOfCodes() {
    return text("security.useOfCodes");
  }

  default String wroteDown() {
    return text("security.wroteDown");
  }

  default String makeCodes() {
    return text("security.makeCodes");
  }

  default String app(String day) {
    return text("security.app", Map.of("day", day));
  }

  default String lastUsed(String day) {
    return text("security.lastUsed", Map.of("day", day));
  }

  default String removeApp(String day) {
    return text("security.removeApp", Map.of("day", day));
  }

  default String passkeys() {
    return text("security.passkeys");
  }

  default String passkeysLead() {
    return text("security.passkeysLead");
  }

  /// Where one signs nobody in without something before it.
  default String passkeysLeadAfterAnother() {
    return text("security.passkeysLeadAfterAnother");
  }

  default String passkeysNotTaken() {
    return text("security.passkeysNotTaken");
  }

  default String passkeyName() {
    return text("security.passkeyName");
  }

  /// To whoever has no second factor yet.
  default String passkeyRule() {
    return text("security.passkeyRule");
  }

  default String addPasskey() {
    return text("security.addPasskey");
  }

  default String passkeyNotAdded() {
    return text("security.passkeyNotAdded");
  }

  default String noScript() {
    return text("security.noScript");
  }

  default String unnamed() {
    return text("security.unnamed");
  }

  default String removePasskey(String name) {
    return text("security.removePasskey", Map.of("name", name));
  }

  default String codesLeft(int count) {
    return texts().counted("security.codesLeft", count);
  }

  default String fault(Security.Fault fault) {
    return fault == Security.Fault.LAST_WAY_IN
        ? text("account.lastWayIn")
        : text("security.fault." + fault.name());
  }
}
