package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.BrowserName;
import java.time.Duration;
import java.time.ZonedDateTime;

/// Every sentence of the account pages; the compiler holds the languages to the same set.
interface AccountMessages {
  /// On the sign-in page, where no client asks.
  String signInLead();

  /// What the list of the pages is called.
  String pages();

  String signOut();

  /// What a page is called.
  String title(AccountPlace place);

  /// What can be done there.
  String lead(AccountPlace place);

  /// A time, with its zone.
  String time(ZonedDateTime time);

  // Sessions

  /// A browser and its system.
  String browser(BrowserName browser);

  String thisSession();

  String signedInSince();

  String lastUsed();

  String address();

  /// Ends the session in a browser; for who cannot see beside what the button stands.
  String endSession(String browser);

  String endSessionButton();

  String endOthers();

  String sessionsEnded(int ended);

  String sessionsRule();

  // Applications

  String noApplications();

  String allowedSince();

  String remembered();

  String revoke(String client);

  String revokeButton();

  String revoked(String client);

  // The first page

  String kept();

  String deletionDue();

  String keepButton();

  // Profile

  String profileSaved();

  String profileFault(String claim);

  String profileDeclared();

  String save();

  /// How the value of a claim is written; empty where anything is fine.
  String claimRule(String claim);

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

  String oldPassword();

  String newPassword();

  String newPasswordAgain();

  String changePassword();

  String passwordEndsSessions();

  /// Of the box by which applications lose their access too.
  String passwordEndsGrants();

  String passwordChanged();

  String oldPasswordWrong();

  // Address of mail

  String addressNow();

  String addressUnconfirmed();

  String addressDeclared();

  String newAddress();

  String newAddressRule();

  String addressSent(String address);

  String tooManyAddresses();

  // Activity

  /// Over what the person did.
  String doneTitle();

  /// Over what others tried.
  String refusedTitle();

  String noActivity();

  String activityRule();

  String times(int times);

  /// What happened, as a title.
  String happened(Activity.Kind kind);

  // Data

  String exportTitle();

  String exportLead();

  String exportButton();

  String deleteTitle();

  String deleteDeclared();

  /// What comes of a deletion.
  ///
  /// @param grace within which a sign-in takes it back
  String deleteLead(Duration grace);

  String deleteConfirm();

  String deleteUnconfirmed();

  String deleteButton();

  String deletionTakeBack();

  /// To somebody who is signed out now.
  String deletionRequested();
}
