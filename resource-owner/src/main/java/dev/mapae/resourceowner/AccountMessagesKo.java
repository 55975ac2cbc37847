package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountPlace;

/// The account pages in Korean.
final class AccountMessagesKo implements AccountMessages {
  @Override
  public String signInLead() {
    return "내 계정을 보려면 로그인하세요.";
  }

  @Override
  public String pages() {
    return "내 계정";
  }

  @Override
  public String signOut() {
    return "로그아웃";
  }

  @Override
  public String title(AccountPlace place) {
    return switch (place) {
      case HOME -> "내 계정";
    };
  }

  @Override
  public String lead(AccountPlace place) {
    return switch (place) {
      case HOME -> "나에 대해 보관된 정보와 그것을 쓸 수 있는 앱을 확인하세요.";
    };
  }
}
