package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.Security;
import java.time.Instant;

/// Every sentence of the page about what people sign in with; the compiler holds the languages to
/// the same set.
interface SecurityMessages {
  String apps();

  String isProtected();

  String isNotProtected();

  /// Before the link to the applications.
  String removing();

  String remove();

  String addApp();

  String recoveryCodes();

  String newCodes();

  String wroteDown();

  String makeCodes();

  String app(Instant createdAt);

  String lastUsed(Instant usedAt);

  String removeApp(Instant createdAt);

  String passkeys();

  String passkeysLead();

  String passkeyName();

  String addPasskey();

  String noScript();

  String unnamed();

  String removePasskey(String name);

  String codesLeft(int count);

  String fault(Security.Fault fault);
}
