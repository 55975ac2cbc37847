package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.Security;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// The page about what people sign in with, in English.
final class SecurityMessagesEn implements SecurityMessages {
  @Override
  public String apps() {
    return "Authenticator apps";
  }

  @Override
  public String isProtected() {
    return "At each sign-in with your password you are asked for more.";
  }

  @Override
  public String isNotProtected() {
    return "Your password alone lets you in. With an app that shows codes, nobody else gets in who knows it.";
  }

  @Override
  public String removing() {
    return "If you lose one of these, remove it here: you are signed out everywhere else. Applications keep the access that you gave them.";
  }

  @Override
  public String remove() {
    return "Remove";
  }

  @Override
  public String addApp() {
    return "Add an app";
  }

  @Override
  public String recoveryCodes() {
    return "Recovery codes";
  }

  @Override
  public String newCodes() {
    return "Write these codes down now: they are shown this once. Each lets you in once instead of a code of your app.";
  }

  @Override
  public String wroteDown() {
    return "I wrote them down, continue";
  }

  @Override
  public String makeCodes() {
    return "Make new codes";
  }

  @Override
  public String app(Instant createdAt) {
    return "Set up on %s".formatted(day(createdAt));
  }

  @Override
  public String lastUsed(Instant usedAt) {
    return "Last used on %s".formatted(day(usedAt));
  }

  @Override
  public String removeApp(Instant createdAt) {
    return "Remove the app that was set up on %s".formatted(day(createdAt));
  }

  @Override
  public String passkeys() {
    return "Passkeys";
  }

  @Override
  public String passkeysLead() {
    return "Your phone, computer or security key signs you in, without a password.";
  }

  @Override
  public String passkeyName() {
    return "Name of the passkey";
  }

  @Override
  public String addPasskey() {
    return "Add a passkey";
  }

  @Override
  public String noScript() {
    return "Your browser has to run JavaScript to add one.";
  }

  @Override
  public String unnamed() {
    return "Passkey";
  }

  @Override
  public String removePasskey(String name) {
    return "Remove " + name;
  }

  @Override
  public String codesLeft(int count) {
    return count == 0
        ? "You have no recovery codes. Make some, for the day on which you lose your app."
        : "Codes left: " + count + ". When you make new ones, these are no longer good.";
  }

  @Override
  public String fault(Security.Fault fault) {
    return switch (fault) {
      case WRONG_CODE -> "This code is not right. Type the one that the app shows now.";
      case WRONG_PASSKEY -> "This passkey cannot be used here, or you have it already.";
      case LAST -> "You must have a second factor. Add another before you remove this one.";
      case MOST -> "You have as many as you may. Remove one before you add another.";
    };
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}
