package dev.mapae.resourceowner;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A page and its parts, in the order in which ours has them. An operator's template for it is the
/// file `page-NAME.html` of the folder of overrides, or `page-NAME_ko.html` for one language.
enum Outline {
  SIGN_IN(
      "sign-in",
      Part.HEADING,
      Part.LEAD,
      Part.MISTAKE,
      Part.FORM,
      Part.PASSKEY,
      Part.EMAIL_LINK,
      Part.OTHERS,
      Part.NEWCOMER,
      Part.FORGOTTEN_PASSWORD,
      Part.CREATE_ACCOUNT,
      Part.DESTINATION),
  SECOND_FACTOR(
      "second-factor",
      Part.HEADING,
      Part.LEAD,
      Part.MISTAKE,
      Part.FORM,
      Part.PASSKEY,
      Part.DESTINATION),
  ENROL("enrol", Part.HEADING, Part.LEAD, Part.FORM, Part.DESTINATION),
  RECOVERY_CODES("recovery-codes", Part.HEADING, Part.CODES, Part.CONTINUE),
  CREATE_ACCOUNT(
      "create-account",
      Part.HEADING,
      Part.LEAD,
      Part.MISTAKE,
      Part.FORM,
      Part.SIGN_IN,
      Part.DESTINATION),
  CONSENT("consent", Part.HEADING, Part.PERSON, Part.CAUTION, Part.LOGO, Part.LEAD, Part.FORM),
  DEVICE("device", Part.HEADING, Part.LEAD, Part.MISTAKE, Part.FORM),
  EMAIL_SIGN_IN("email-sign-in", Part.HEADING, Part.LEAD, Part.MISTAKE, Part.FORM, Part.SIGN_IN),
  EMAIL_CODE("email-code", Part.HEADING, Part.LEAD, Part.MISTAKE, Part.FORM, Part.AGAIN),
  EMAIL_LINK("email-link", Part.HEADING, Part.LEAD, Part.FORM),
  FORGOTTEN_PASSWORD(
      "forgotten-password", Part.HEADING, Part.LEAD, Part.MISTAKE, Part.FORM, Part.SIGN_IN),
  RESET_PASSWORD("reset-password", Part.HEADING, Part.LEAD, Part.MISTAKE, Part.FORM),
  CONFIRM_ADDRESS("confirm-address", Part.HEADING, Part.LEAD, Part.MISTAKE, Part.FORM),
  SIGNED_IN_AS("signed-in-as", Part.HEADING, Part.LEAD, Part.SIGN_OUT),
  CONNECT("connect", Part.HEADING, Part.MISTAKE, Part.LEAD, Part.FORM, Part.NOT_NOW),
  ARRIVAL("arrival", Part.HEADING, Part.LEAD, Part.CONTINUE),
  SIGN_OUT("sign-out", Part.HEADING, Part.LEAD, Part.FORM),
  SIGNED_OUT("signed-out", Part.HEADING, Part.LEAD, Part.CONTINUE),
  FORM_POST("form-post", Part.HEADING, Part.LEAD, Part.FORM),
  MESSAGE("message", Part.HEADING, Part.LEAD),
  ERROR("error", Part.HEADING, Part.LEAD, Part.ERROR, Part.WAY),
  ERRORS("errors", Part.HEADING, Part.LEAD, Part.CODES),
  ERROR_REFERENCE(
      "error-reference",
      Part.HEADING,
      Part.LEAD,
      Part.MEANING,
      Part.CAUSES,
      Part.SECTIONS,
      Part.ALL),
  ACCOUNT("account", Part.ofAccount(Part.DONE, Part.DELETION, Part.LIST)),
  ACCOUNT_SESSIONS(
      "account-sessions", Part.ofAccount(Part.DONE, Part.LIST, Part.END_OTHERS, Part.RULE)),
  ACCOUNT_APPLICATIONS("account-applications", Part.ofAccount(Part.DONE, Part.LIST)),
  ACCOUNT_PROFILE("account-profile", Part.ofAccount(Part.DONE, Part.FORM)),
  ACCOUNT_PASSWORD("account-password", Part.ofAccount(Part.DONE, Part.MISTAKE, Part.FORM)),
  ACCOUNT_EMAIL("account-email", Part.ofAccount(Part.DONE, Part.MISTAKE, Part.ADDRESS, Part.FORM)),
  ACCOUNT_SECURITY(
      "account-security",
      Part.ofAccount(Part.MISTAKE, Part.PROTECTION, Part.PASSKEYS, Part.APPS, Part.RECOVERY_CODES)),
  ACCOUNT_CONNECTIONS("account-connections", Part.ofAccount(Part.MISTAKE, Part.LIST, Part.MORE)),
  ACCOUNT_ACTIVITY("account-activity", Part.ofAccount(Part.LIST, Part.REFUSED, Part.RULE)),
  ACCOUNT_DATA("account-data", Part.ofAccount(Part.EXPORT, Part.DELETION));

  private final String file;

  @SuppressWarnings("ImmutableEnumChecker") // Nobody can change a list of List.of.
  private final List<Part> parts;

  Outline(String name, Part... parts) {
    this(name, List.of(parts));
  }

  Outline(String name, List<Part> parts) {
    this.file = "page-" + name;
    this.parts = parts;
  }

  String file() {
    return file;
  }

  List<Part> parts() {
    return parts;
  }

  /// Whether it belongs to the request of a client, at least in one of its states: all others look
  /// like the server's own.
  boolean isOfClients() {
    return switch (this) {
      case SIGN_IN,
          SECOND_FACTOR,
          ENROL,
          RECOVERY_CODES,
          CREATE_ACCOUNT,
          CONSENT,
          SIGN_OUT,
          MESSAGE,
          ERROR ->
          true;
      case DEVICE,
          EMAIL_SIGN_IN,
          EMAIL_CODE,
          EMAIL_LINK,
          FORGOTTEN_PASSWORD,
          RESET_PASSWORD,
          CONFIRM_ADDRESS,
          SIGNED_IN_AS,
          CONNECT,
          ARRIVAL,
          SIGNED_OUT,
          FORM_POST,
          ERRORS,
          ERROR_REFERENCE,
          ACCOUNT,
          ACCOUNT_SESSIONS,
          ACCOUNT_APPLICATIONS,
          ACCOUNT_PROFILE,
          ACCOUNT_PASSWORD,
          ACCOUNT_EMAIL,
          ACCOUNT_SECURITY,
          ACCOUNT_CONNECTIONS,
          ACCOUNT_ACTIVITY,
          ACCOUNT_DATA ->
          false;
    };
  }

  Optional<Part> part(String name) {
    return parts.stream().filter(part -> part.name().equals(name)).findFirst();
  }

  static Optional<Outline> ofFile(String file) {
    return Arrays.stream(values()).filter(outline -> outline.file.equals(file)).findFirst();
  }

  static List<String> files() {
    return Arrays.stream(values()).map(Outline::file).toList();
  }
}
