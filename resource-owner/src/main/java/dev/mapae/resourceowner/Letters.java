package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.Letter;
import dev.mapae.authorizationserver.interaction.Occasion;

/// Writes what mails say.
///
/// @param name whose server it is
/// @param server the host of the issuer, so that people see from where they are written to
record Letters(Messages messages, String name, String server) {
  Letter of(Occasion occasion) {
    return switch (occasion) {
      case Occasion.ForgottenPassword(var username, var link, var goodFor) ->
          letter(
              messages.forgottenLetterSubject(server),
              messages.forgottenLetter(
                  server, username, link, String.valueOf(goodFor.toMinutes())));
      case Occasion.SignIn(var username, var link, var code, var goodFor) ->
          letter(
              messages.emailSignIn().letterSubject(server),
              messages
                  .emailSignIn()
                  .letter(server, username, link, code, String.valueOf(goodFor.toMinutes())));
      case Occasion.NewBrowser(var person, var browser, var at, var link) ->
          letter(
              messages.notices().newBrowserSubject(server),
              messages
                  .notices()
                  .newBrowser(
                      server,
                      person.username(),
                      messages.account().time(at.atZone(TimeZones.of(person))),
                      messages.account().browser(browser),
                      link));
      case Occasion.AccountChanged(var username, var change, var link) ->
          letter(
              messages.notices().changedSubject(change, server),
              messages.notices().changed(change, server, username, link));
      case Occasion.PasswordChanged(var username) ->
          letter(
              messages.passwordChangedLetterSubject(server),
              messages.passwordChangedLetter(server, username));
      case Occasion.ConfirmAddress(var link, var goodFor) ->
          letter(
              messages.confirmLetterSubject(server),
              messages.confirmLetter(server, link, String.valueOf(goodFor.toHours())));
      case Occasion.ChangeAddress(var link, var goodFor) ->
          letter(
              messages.changeAddressLetterSubject(server),
              messages.changeAddressLetter(server, link, String.valueOf(goodFor.toMinutes())));
      case Occasion.AddressChanged(var username, var address) ->
          letter(
              messages.addressChangedLetterSubject(server),
              messages.addressChangedLetter(server, username, address));
      case Occasion.AddressInUse(var username) ->
          letter(
              messages.addressInUseLetterSubject(server),
              messages.addressInUseLetter(server, username));
    };
  }

  private Letter letter(String subject, String text) {
    return new Letter(subject, text + "\n\n-- \n" + name + " · " + server + "\n");
  }
}
