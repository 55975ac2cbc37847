package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.Security;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;

/// The page about what people sign in with, in Korean.
final class SecurityMessagesKo implements SecurityMessages {
  @Override
  public String apps() {
    return "인증 앱";
  }

  @Override
  public String isProtected() {
    return "비밀번호로 로그인할 때마다 한 번 더 확인합니다.";
  }

  @Override
  public String isNotProtected() {
    return "지금은 비밀번호만으로 로그인할 수 있습니다. 코드를 보여 주는 앱을 추가하면 비밀번호를 아는 사람도 들어올 수 없습니다.";
  }

  @Override
  public String removing() {
    return "잃어버린 것이 있으면 여기에서 삭제하세요. 다른 모든 곳에서 로그아웃됩니다. 앱에 허용한 접근은 그대로 남습니다.";
  }

  @Override
  public String remove() {
    return "삭제";
  }

  @Override
  public String addApp() {
    return "앱 추가";
  }

  @Override
  public String recoveryCodes() {
    return "복구 코드";
  }

  @Override
  public String newCodes() {
    return "지금 코드를 적어 두세요. 다시 보여 드리지 않습니다. 코드마다 앱의 코드 대신 한 번씩 쓸 수 있습니다.";
  }

  @Override
  public String wroteDown() {
    return "적어 두었으니 계속하기";
  }

  @Override
  public String makeCodes() {
    return "새 코드 만들기";
  }

  @Override
  public String app(Instant createdAt) {
    return "%s에 설정함".formatted(day(createdAt));
  }

  @Override
  public String lastUsed(Instant usedAt) {
    return "마지막 사용: %s".formatted(day(usedAt));
  }

  @Override
  public String removeApp(Instant createdAt) {
    return "%s에 설정한 앱 삭제".formatted(day(createdAt));
  }

  @Override
  public String passkeys() {
    return "패스키";
  }

  @Override
  public String passkeysLead() {
    return "휴대전화, 컴퓨터 또는 보안 키로 비밀번호 없이 로그인합니다.";
  }

  @Override
  public String passkeyName() {
    return "패스키 이름";
  }

  @Override
  public String addPasskey() {
    return "패스키 추가";
  }

  @Override
  public String noScript() {
    return "패스키를 추가하려면 브라우저에서 자바스크립트를 켜야 합니다.";
  }

  @Override
  public String unnamed() {
    return "패스키";
  }

  @Override
  public String removePasskey(String name) {
    return name + " 삭제";
  }

  @Override
  public String codesLeft(int count) {
    return count == 0
        ? "복구 코드가 없습니다. 앱을 잃어버릴 때를 위해 만들어 두세요."
        : "남은 코드: " + count + "개. 새로 만들면 이전 코드는 쓸 수 없습니다.";
  }

  @Override
  public String fault(Security.Fault fault) {
    return switch (fault) {
      case WRONG_CODE -> "코드가 올바르지 않습니다. 지금 앱에 보이는 코드를 입력해 주세요.";
      case WRONG_PASSKEY -> "이 패스키는 여기서 사용할 수 없거나 이미 등록되어 있습니다.";
      case LAST -> "이 계정에는 인증 수단이 하나 더 필요합니다. 먼저 다른 것을 추가한 뒤 삭제해 주세요.";
      case MOST -> "더 추가할 수 없습니다. 먼저 하나를 삭제해 주세요.";
    };
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}
