package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountLimits;
import dev.mapae.authorizationserver.interaction.AccountSteps;
import java.util.Map;

/// What is said where people sign in or make an account.
interface SignInMessages extends Sentences {
  // Sign-in

  default String signInTitle() {
    return text("signInTitle");
  }

  default String signInLead(String client) {
    return text("signInLead", Map.of("client", client));
  }

  default String signInReturn() {
    return text("signInReturn");
  }

  default String username() {
    return text("username");
  }

  default String password() {
    return text("password");
  }

  default String signInButton() {
    return text("signInButton");
  }

  /// What stands before the title while the page shows a mistake.
  default String titleOfMistake(String title) {
    return text("titleOfMistake", Map.of("title", title));
  }

  default String wrongCredentials() {
    return text("wrongCredentials");
  }

  default String tooManyGuesses() {
    return text("tooManyGuesses");
  }

  default String busy() {
    return text("busy");
  }

  // The second factor

  default String secondFactorTitle() {
    return text("secondFactorTitle");
  }

  default String codeRule() {
    return text("codeRule");
  }

  default String codeOrRecoveryRule() {
    return text("codeOrRecoveryRule");
  }

  default String recoveryRule() {
    return text("recoveryRule");
  }

  default String recoveryCode() {
    return text("recoveryCode");
  }

  default String code() {
    return text("code");
  }

  default String verifyButton() {
    return text("verifyButton");
  }

  /// To somebody who has nothing that is good here any more.
  default String noneAccepted() {
    return text("noneAccepted");
  }

  /// The same where people sign in by a passkey alone.
  default String noneAcceptedButPasskeys() {
    return text("noneAcceptedButPasskeys");
  }

  /// The link to where they do.
  default String signInByPasskey() {
    return text("signInByPasskey");
  }

  default String wrongCode() {
    return text("wrongCode");
  }

  /// Where a recovery code would have done as well.
  default String wrongCodeOrRecovery() {
    return text("wrongCodeOrRecovery");
  }

  /// The same of somebody who has no app.
  default String wrongRecoveryCode() {
    return text("wrongRecoveryCode");
  }

  /// So many minutes have to pass first.
  default String tooManyCodes(int minutes) {
    return texts().counted("tooManyCodes", minutes);
  }

  default String noMoreCodes(Instead instead) {
    return text("noMoreCodes", Map.of("instead", text("noMoreCodes." + instead.name())));
  }

  default String enrolTitle() {
    return text("enrolTitle");
  }

  default String enrolApp() {
    return text("enrolApp");
  }

  default String enrolScan() {
    return text("enrolScan");
  }

  default String enrolPicture() {
    return text("enrolPicture");
  }

  default String enrolSecret() {
    return text("enrolSecret");
  }

  default String enrolCode() {
    return text("enrolCode");
  }

  default String enrolButton() {
    return text("enrolButton");
  }

  default String secondFactorLead() {
    return text("secondFactorLead");
  }

  default String enrolLead() {
    return text("enrolLead");
  }

  default String usePasskey() {
    return text("usePasskey");
  }

  default String wrongPasskey() {
    return text("wrongPasskey");
  }

  default String passkeyFailed() {
    return text("passkeyFailed");
  }

  /// Where there is no other way.
  default String passkeyFailedAlone() {
    return text("passkeyFailedAlone");
  }

  /// In a browser that has no such thing.
  default String noPasskeys() {
    return text("noPasskeys");
  }

  /// The same where the page has another way.
  default String noPasskeysButOthers() {
    return text("noPasskeysButOthers");
  }

  // Making an account

  default String createAccount() {
    return text("createAccount");
  }

  default String accountTitle() {
    return text("accountTitle");
  }

  default String accountLead(String client) {
    return text("accountLead", Map.of("client", client));
  }

  default String accountReturn() {
    return text("accountReturn");
  }

  default String usernameRule() {
    return text("usernameRule");
  }

  /// Where another service signs them in.
  default String usernameRuleOfNewcomer() {
    return text("usernameRuleOfNewcomer");
  }

  default String displayName() {
    return text("displayName");
  }

  default String passwordRule(int least) {
    return text("passwordRule", Map.of("least", least));
  }

  default String passwordAgain() {
    return text("passwordAgain");
  }

  default String accountButton() {
    return text("accountButton");
  }

  default String haveAccount() {
    return text("haveAccount");
  }

  default String accountFault(AccountSteps.Fault fault, int leastPassword) {
    String key = "accountFault." + fault.name();
    return switch (fault) {
      case EMAIL -> text("noAddress");
      case USERNAME -> text(key, Map.of("most", AccountLimits.USERNAME));
      case PASSWORD_SHORT -> text(key, Map.of("least", leastPassword));
      case PASSWORD_LONG -> text(key, Map.of("most", AccountLimits.PASSWORD));
      case USERNAME_TAKEN, NAME, PASSWORD_COMMON, PASSWORDS_DIFFER, TOO_MANY, BUSY -> text(key);
    };
  }
}
