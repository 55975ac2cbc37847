package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountPlace;

/// The account pages in English.
final class AccountMessagesEn implements AccountMessages {
  @Override
  public String signInLead() {
    return "Sign in to see your account.";
  }

  @Override
  public String pages() {
    return "Your account";
  }

  @Override
  public String signOut() {
    return "Sign out";
  }

  @Override
  public String title(AccountPlace place) {
    return switch (place) {
      case HOME -> "Your account";
    };
  }

  @Override
  public String lead(AccountPlace place) {
    return switch (place) {
      case HOME -> "What is kept about you here, and who may use it.";
    };
  }
}
