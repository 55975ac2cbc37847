package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.SecondFactorPrompt;

/// What people can show in place of a code of their app.
enum Instead {
  NOTHING,
  RECOVERY_CODE,
  PASSKEY,
  /// Both.
  ANOTHER;

  static Instead of(SecondFactorPrompt prompt) {
    boolean passkeys = !prompt.passkeys().isEmpty();
    if (prompt.recoveryCodes()) {
      return passkeys ? ANOTHER : RECOVERY_CODE;
    }
    return passkeys ? PASSKEY : NOTHING;
  }
}
