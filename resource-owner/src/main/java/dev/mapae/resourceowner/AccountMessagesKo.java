package dev.mapae.resourceowner;

import dev.mapae.authorizationserver.interaction.AccountPlace;
import dev.mapae.authorizationserver.store.Activity;
import dev.mapae.authorizationserver.store.BrowserName;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/// The account pages in Korean.
final class AccountMessagesKo implements AccountMessages {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu. M. d. HH:mm VV", Locale.ROOT);

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
      case PROFILE -> "프로필";
      case PASSWORD -> "비밀번호";
      case EMAIL -> "이메일 주소";
      case SESSIONS -> "로그인된 곳";
      case APPLICATIONS -> "앱";
      case ACTIVITY -> "활동";
      case DATA -> "내 데이터";
      case SECURITY -> "보안";
    };
  }

  @Override
  public String lead(AccountPlace place) {
    return switch (place) {
      case HOME -> "나에 대해 보관된 정보와 그것을 쓸 수 있는 앱을 확인하세요.";
      case PROFILE -> "허용했을 때 앱이 알게 되는 내 정보입니다.";
      case PASSWORD -> "로그인할 때 쓰는 비밀번호를 바꾸세요.";
      case EMAIL -> "나에게 오는 메일의 주소를 바꾸세요.";
      case SESSIONS -> "로그인되어 있는 브라우저를 보고 로그아웃시키세요.";
      case APPLICATIONS -> "앱에 허용한 것을 보고 취소하세요.";
      case ACTIVITY -> "지난 90일 동안의 로그인과 변경 내역입니다. 내가 하지 않은 것이 있으면 비밀번호를 바꾸세요.";
      case DATA -> "내 데이터를 내려받거나 계정을 삭제하세요.";
      case SECURITY -> "패스키, 코드를 보여 주는 앱, 그리고 이를 잃어버렸을 때 쓸 복구 코드를 관리하세요.";
    };
  }

  @Override
  public String time(ZonedDateTime time) {
    return TIME.format(time);
  }

  @Override
  public String browser(BrowserName browser) {
    String product = browser.product().map(BrowserName.Product::shown).orElse("알 수 없는 브라우저");
    return browser.system().map(system -> product + " (" + system.shown() + ")").orElse(product);
  }

  @Override
  public String thisSession() {
    return "지금 사용 중";
  }

  @Override
  public String signedInSince() {
    return "로그인한 때";
  }

  @Override
  public String lastUsed() {
    return "마지막 사용";
  }

  @Override
  public String address() {
    return "주소";
  }

  @Override
  public String endSession(String browser) {
    return "이 브라우저에서 로그아웃: " + browser;
  }

  @Override
  public String endSessionButton() {
    return "로그아웃시키기";
  }

  @Override
  public String endOthers() {
    return "다른 모든 곳에서 로그아웃";
  }

  @Override
  public String sessionsEnded(int ended) {
    return "다른 브라우저 " + ended + "곳에서 로그아웃했습니다.";
  }

  @Override
  public String sessionsRule() {
    return "자리를 비운 동안에도 쓰도록 허용한 앱은 계속 쓸 수 있습니다. ‘앱’에서 끝낼 수 있습니다.";
  }

  @Override
  public String noApplications() {
    return "아직 어떤 앱에도 아무것도 허용하지 않았습니다.";
  }

  @Override
  public String allowedSince() {
    return "허용한 때";
  }

  @Override
  public String remembered() {
    return "지금은 접근할 수 없지만, 다시 묻지 않고 접근할 수 있습니다.";
  }

  @Override
  public String revoke(String client) {
    return client + "에 허용한 것을 취소";
  }

  @Override
  public String revokeButton() {
    return "허용 취소";
  }

  @Override
  public String revoked(String client) {
    return client + "은(는) 이제 아무것도 할 수 없습니다.";
  }

  @Override
  public String kept() {
    return "계정을 계속 유지합니다. 아무것도 삭제되지 않습니다.";
  }

  @Override
  public String deletionDue() {
    return "요청하신 대로 계정이 삭제될 예정입니다:";
  }

  @Override
  public String keepButton() {
    return "계정 유지하기";
  }

  @Override
  public String profileSaved() {
    return "프로필을 저장했습니다.";
  }

  @Override
  public String profileFault(String claim) {
    return claim + "에 입력한 값을 쓸 수 없습니다. 고치거나 비워 두세요.";
  }

  @Override
  public String profileDeclared() {
    return "이 서버의 운영자가 프로필을 관리합니다. 바꾸려면 운영자에게 요청하세요.";
  }

  @Override
  public String save() {
    return "저장";
  }

  @Override
  public String claimRule(String claim) {
    return switch (claim) {
      case "website" -> "https://로 시작하는 주소";
      case "birthdate" -> "예: 1990-12-31, 또는 연도만";
      case "zoneinfo" -> "예: Asia/Seoul. 이 페이지들의 시각도 이를 따릅니다.";
      case "locale" -> "예: ko 또는 en-US";
      default -> "";
    };
  }

  @Override
  public String oldPassword() {
    return "현재 비밀번호";
  }

  @Override
  public String newPassword() {
    return "새 비밀번호";
  }

  @Override
  public String newPasswordAgain() {
    return "새 비밀번호 다시 입력";
  }

  @Override
  public String changePassword() {
    return "비밀번호 바꾸기";
  }

  @Override
  public String passwordEndsSessions() {
    return "다른 모든 곳에서 로그아웃됩니다.";
  }

  @Override
  public String passwordEndsGrants() {
    return "다른 사람이 허용했을지 모르므로 앱에 허용한 것도 모두 취소합니다.";
  }

  @Override
  public String passwordChanged() {
    return "비밀번호를 바꾸었고, 다른 모든 곳에서 로그아웃했습니다.";
  }

  @Override
  public String oldPasswordWrong() {
    return "현재 비밀번호가 맞지 않습니다. 다시 입력하세요.";
  }

  @Override
  public String addressNow() {
    return "내 주소";
  }

  @Override
  public String addressUnconfirmed() {
    return "내 주소 (아직 확인되지 않음)";
  }

  @Override
  public String addressDeclared() {
    return "서버 운영자가 정한 주소입니다. 바꾸려면 운영자에게 문의하세요.";
  }

  @Override
  public String newAddress() {
    return "새 이메일 주소";
  }

  @Override
  public String newAddressRule() {
    return "이 주소로 링크를 보냅니다. 링크를 열면 새 주소로 바뀌고, 두 주소 모두에 알려 드립니다.";
  }

  @Override
  public String addressSent(String address) {
    return address + "(으)로 메일을 보냈습니다. 한 시간 안에 메일의 링크를 여세요. 그때까지는 아무것도 바뀌지 않습니다.";
  }

  @Override
  public String tooManyAddresses() {
    return "최근에 메일을 너무 많이 요청했습니다. 15분쯤 뒤에 다시 시도해 주세요.";
  }

  @Override
  public String doneTitle() {
    return "로그인과 변경";
  }

  @Override
  public String refusedTitle() {
    return "실패한 로그인";
  }

  @Override
  public String noActivity() {
    return "지난 90일 동안 아무 일도 없었습니다.";
  }

  @Override
  public String activityRule() {
    return "최근 기록 40개와 실패한 로그인 기록 20개입니다. 기록은 90일 뒤에 삭제됩니다.";
  }

  @Override
  public String times(int times) {
    return "한 시간 안에 " + times + "번";
  }

  @Override
  public String happened(Activity.Kind kind) {
    return switch (kind) {
      case SIGN_IN -> "로그인";
      case SIGN_IN_REFUSED -> "로그인 시도 실패";
      case SESSIONS_ENDED -> "다른 곳에서 로그아웃";
      case CONSENT_GIVEN -> "접근 허용";
      case CONSENT_REVOKED -> "접근 허용 취소";
      case PASSWORD_CHANGED -> "비밀번호 변경";
      case ADDRESS_CHANGED -> "이메일 주소 확인";
      case SECOND_FACTOR_REFUSED -> "비밀번호는 맞았지만 2단계 확인에 실패한 로그인 시도";
      case FACTOR_ADDED -> "인증 앱 또는 패스키 추가";
      case FACTOR_REMOVED -> "인증 앱 또는 패스키 삭제";
      case RECOVERY_CODES_MADE -> "복구 코드 생성";
      case PROFILE_CHANGED -> "프로필 변경";
      case DATA_EXPORTED -> "데이터 내려받기";
      case DELETION_REQUESTED -> "계정 삭제 요청";
      case DELETION_TAKEN_BACK -> "계정 삭제 요청 취소";
    };
  }

  @Override
  public String exportTitle() {
    return "데이터 내려받기";
  }

  @Override
  public String exportLead() {
    return "계정, 로그인된 곳, 앱에 허용한 것, 활동을 담은 JSON 파일입니다. 비밀번호는 들어 있지 않습니다.";
  }

  @Override
  public String exportButton() {
    return "내 데이터 내려받기";
  }

  @Override
  public String deleteTitle() {
    return "계정 삭제";
  }

  @Override
  public String deleteDeclared() {
    return "이 서버의 설정에 등록된 계정이라 여기에서 삭제할 수 없습니다. 운영자에게 요청하세요.";
  }

  @Override
  public String deleteLead(Duration grace) {
    String time = hoursOrDays(grace);
    return "바로 모든 곳에서 로그아웃되고 앱의 접근이 모두 끝납니다. "
        + time
        + " 안에 이곳이나 아무 앱에서 로그인하면 계정이 유지됩니다. 그렇지 않으면 "
        + time
        + " 뒤에 계정과 그에 속한 모든 것이 영구히 삭제됩니다.";
  }

  private static String hoursOrDays(Duration time) {
    long days = time.toDays();
    return time.equals(Duration.ofDays(days)) ? days + "일" : time.toHours() + "시간";
  }

  @Override
  public String deleteConfirm() {
    return "내 계정을 삭제하겠습니다.";
  }

  @Override
  public String deleteUnconfirmed() {
    return "확실하다면 상자에 표시하세요.";
  }

  @Override
  public String deleteButton() {
    return "내 계정 삭제";
  }

  @Override
  public String deletionTakeBack() {
    return "그때까지는 내 계정의 첫 페이지에서 취소할 수 있습니다.";
  }

  @Override
  public String deletionRequested() {
    return "모든 곳에서 로그아웃되었습니다. 그 전에 이곳이나 아무 앱에서 로그인하면 계정이 유지됩니다.";
  }
}
