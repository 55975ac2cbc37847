package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountPlace;

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
}
