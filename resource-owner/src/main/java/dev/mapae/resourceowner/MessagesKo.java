package dev.mapae.resourceowner;

import static java.util.Map.entry;

import dev.mapae.authorizationserver.interaction.AccountLimits;
import dev.mapae.authorizationserver.interaction.AccountSteps;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;

/// The pages in Korean.
final class MessagesKo implements Messages {
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("uuuu년 M월 d일", Locale.KOREAN);

  private static final Map<String, String> OPENID_SCOPES =
      Map.of(
          "profile", "프로필 보기: 이름, 사진, 생년월일 등",
          "email", "이메일 주소 보기",
          "address", "우편 주소 보기",
          "phone", "전화번호 보기",
          "offline_access", "내가 없는 동안에도 권한 유지");

  private static final Map<String, String> CLAIMS =
      Map.ofEntries(
          entry("name", "이름(전체)"),
          entry("given_name", "이름"),
          entry("family_name", "성"),
          entry("middle_name", "가운데 이름"),
          entry("nickname", "별명"),
          entry("preferred_username", "아이디"),
          entry("profile", "프로필 페이지 주소"),
          entry("picture", "사진"),
          entry("website", "웹사이트"),
          entry("email", "이메일 주소"),
          entry("email_verified", "이메일 주소 인증 여부"),
          entry("gender", "성별"),
          entry("birthdate", "생년월일"),
          entry("zoneinfo", "시간대"),
          entry("locale", "언어"),
          entry("phone_number", "전화번호"),
          entry("phone_number_verified", "전화번호 인증 여부"),
          entry("address", "우편 주소"),
          entry("updated_at", "프로필이 마지막으로 바뀐 때"));

  @Override
  public Language language() {
    return Language.KOREAN;
  }

  @Override
  public SecurityMessages security() {
    return new SecurityMessagesKo();
  }

  @Override
  public AccountMessages account() {
    return new AccountMessagesKo();
  }

  @Override
  public String product() {
    return "마패";
  }

  @Override
  public String continueButton() {
    return "계속";
  }

  @Override
  public String signedInAs(String person) {
    return person + " 님으로 로그인했습니다";
  }

  @Override
  public String signInTitle() {
    return "로그인";
  }

  @Override
  public String signInLead(String client) {
    return client + "에서 로그인을 요청했습니다.";
  }

  @Override
  public String signInReturn() {
    return "로그인 후 돌아갈 곳";
  }

  @Override
  public String username() {
    return "아이디";
  }

  @Override
  public String password() {
    return "비밀번호";
  }

  @Override
  public String signInButton() {
    return "로그인";
  }

  @Override
  public String titleOfMistake(String title) {
    return "오류: " + title;
  }

  @Override
  public String wrongCredentials() {
    return "아이디 또는 비밀번호가 올바르지 않습니다. 다시 확인해 주세요.";
  }

  @Override
  public String tooManyGuesses() {
    return "틀린 비밀번호가 너무 많이 입력되었습니다. 1분쯤 뒤에 다시 시도해 주세요.";
  }

  @Override
  public String busy() {
    return "지금 로그인하는 사람이 많습니다. 잠시 후 다시 시도해 주세요.";
  }

  @Override
  public String secondFactorTitle() {
    return "한 단계 더";
  }

  @Override
  public String codeRule() {
    return "인증 앱에 보이는 숫자 여섯 자리입니다.";
  }

  @Override
  public String codeOrRecoveryRule() {
    return "인증 앱에 보이는 숫자 여섯 자리 또는 복구 코드 하나를 입력하세요.";
  }

  @Override
  public String code() {
    return "코드";
  }

  @Override
  public String verifyButton() {
    return "계속";
  }

  @Override
  public String wrongCode() {
    return "코드가 올바르지 않거나 이미 사용되었습니다. 지금 보이는 코드를 입력해 주세요.";
  }

  @Override
  public String tooManyCodes(int minutes) {
    return "잘못된 코드가 너무 여러 번 입력되었습니다. " + minutes + "분 뒤에 다시 시도해 주세요.";
  }

  @Override
  public String noMoreCodes() {
    return "잘못된 코드가 너무 많이 입력되어 더 이상 앱의 코드를 받지 않습니다. 복구 코드나 패스키를 사용하거나 이 서버의 운영자에게 문의하세요.";
  }

  @Override
  public String enrolTitle() {
    return "계정 보호하기";
  }

  @Override
  public String enrolApp() {
    return "휴대전화에서 인증 앱을 여세요.";
  }

  @Override
  public String enrolScan() {
    return "앱으로 이 그림을 스캔하세요.";
  }

  @Override
  public String enrolPicture() {
    return "아래에 적힌 비밀 값의 QR 코드";
  }

  @Override
  public String enrolSecret() {
    return "스캔할 수 없으면 다음 값을 입력하세요:";
  }

  @Override
  public String enrolCode() {
    return "앱에 보이는 숫자 여섯 자리를 입력하세요.";
  }

  @Override
  public String enrolButton() {
    return "설정";
  }

  @Override
  public String secondFactorLead() {
    return "비밀번호가 확인되었습니다. 본인임을 한 번 더 확인해 주세요.";
  }

  @Override
  public String enrolLead() {
    return "이 계정은 비밀번호만으로 로그인할 수 없으니, 코드를 보여 주는 앱을 설정해 주세요.";
  }

  @Override
  public String usePasskey() {
    return "패스키로 계속";
  }

  @Override
  public String wrongPasskey() {
    return "이 패스키로는 로그인할 수 없습니다. 다시 시도하거나 비밀번호를 사용해 주세요.";
  }

  @Override
  public String passkeyFailed() {
    return "브라우저에서 패스키를 사용할 수 없습니다. 다시 시도하거나 다른 방법으로 계속해 주세요.";
  }

  @Override
  public String createAccount() {
    return "계정 만들기";
  }

  @Override
  public String accountTitle() {
    return "계정 만들기";
  }

  @Override
  public String accountLead(String client) {
    return client + "에서 로그인을 요청했습니다. 계정을 만들면 로그인할 수 있습니다.";
  }

  @Override
  public String accountReturn() {
    return "계정을 만든 후 돌아갈 곳";
  }

  @Override
  public String usernameRule() {
    return "글자와 숫자(한글도 가능), . _ - 를 쓸 수 있습니다. 로그인할 때 사용합니다.";
  }

  @Override
  public String displayName() {
    return "표시 이름(선택)";
  }

  @Override
  public String passwordRule() {
    return AccountLimits.LEAST_PASSWORD + "자 이상이면 됩니다. 나만 떠올릴 수 있는 단어 몇 개를 이어 쓰면 좋습니다.";
  }

  @Override
  public String passwordAgain() {
    return "비밀번호 다시 입력";
  }

  @Override
  public String accountButton() {
    return "계정 만들기";
  }

  @Override
  public String haveAccount() {
    return "이미 계정이 있습니다: 로그인";
  }

  @Override
  public String accountFault(AccountSteps.Fault fault) {
    return switch (fault) {
      case USERNAME ->
          "사용할 수 없는 아이디입니다. 글자나 숫자로 시작하고, 글자와 숫자, . _ - 만 " + AccountLimits.USERNAME + "자까지 쓰세요.";
      case USERNAME_TAKEN -> "이미 사용 중인 아이디입니다. 다른 아이디를 고르세요. 방금 만든 아이디라면 로그인하세요.";
      case NAME -> "표시할 수 없는 이름입니다. 짧게 줄이고 보이지 않는 문자를 빼세요.";
      case EMAIL -> noAddress();
      case PASSWORD_SHORT -> "비밀번호가 너무 짧습니다. " + AccountLimits.LEAST_PASSWORD + "자 이상으로 하세요.";
      case PASSWORD_LONG -> "비밀번호가 너무 깁니다. " + AccountLimits.PASSWORD + "자까지 쓸 수 있습니다.";
      case PASSWORD_COMMON -> "많은 사람이 쓰거나 쉽게 추측할 수 있는 비밀번호입니다. 다른 비밀번호를 고르세요.";
      case PASSWORDS_DIFFER -> "두 비밀번호가 서로 다릅니다. 둘 다 다시 입력하세요.";
      case TOO_MANY -> "현재 위치에서 계정을 너무 많이 만들고 있습니다. 나중에 다시 시도하세요.";
      case BUSY -> "지금 로그인하는 사람이 너무 많습니다. 잠시 후 다시 시도하세요.";
    };
  }

  @Override
  public String usernameOrAddress() {
    return "아이디 또는 이메일 주소";
  }

  @Override
  public String forgottenPassword() {
    return "비밀번호를 잊으셨나요?";
  }

  @Override
  public String forgottenTitle() {
    return "비밀번호 찾기";
  }

  @Override
  public String forgottenLead() {
    return "아이디나 이메일 주소를 입력하세요. 새 비밀번호를 정할 수 있는 링크를 계정의 이메일 주소로 보내 드립니다.";
  }

  @Override
  public String forgottenButton() {
    return "링크 보내기";
  }

  @Override
  public String backToSignIn() {
    return "로그인으로 돌아가기";
  }

  @Override
  public String sentTitle() {
    return "메일을 확인해 주세요";
  }

  @Override
  public String forgottenSent() {
    return "이 아이디나 주소의 계정이 있고 그 이메일 주소가 인증되어 있으면, 링크가 담긴 메일을 보냈습니다. 링크는 15분 동안 쓸 수 있습니다. 이 페이지는 닫아도 됩니다.";
  }

  @Override
  public String tooManyMails() {
    return "지금 메일 요청이 너무 많습니다. 1분쯤 뒤에 다시 시도해 주세요.";
  }

  @Override
  public String resetTitle() {
    return "새 비밀번호";
  }

  @Override
  public String newPassword() {
    return "새 비밀번호";
  }

  @Override
  public String resetButton() {
    return "비밀번호 바꾸기";
  }

  @Override
  public String passwordChangedTitle() {
    return "비밀번호를 바꿨습니다";
  }

  @Override
  public String passwordChanged() {
    return "모든 곳에서 로그아웃했습니다. 애플리케이션으로 돌아가 새 비밀번호로 로그인하세요.";
  }

  @Override
  public String linkGoneTitle() {
    return "더는 쓸 수 없는 링크입니다";
  }

  @Override
  public String linkGone() {
    return "이미 사용했거나 시간이 지났습니다. 링크를 다시 요청해 주세요.";
  }

  @Override
  public String emailAddress() {
    return "이메일 주소";
  }

  @Override
  public String emailRule() {
    return "이 주소로 메일을 보냅니다. 메일의 링크를 열어 본인의 주소임을 확인해 주세요.";
  }

  @Override
  public String addressUnconfirmed() {
    return "먼저 이메일 주소를 확인해 주세요. 그 주소로 보낸 메일의 링크를 여세요. 메일이 오지 않았다면 10분 뒤에 다시 로그인하세요. 메일을 다시 보내 드립니다.";
  }

  @Override
  public String addressToConfirmLater() {
    return "이메일 주소가 아직 확인되지 않았고, 최근에 메일을 너무 많이 요청해서 지금은 보내지 못했습니다. 전에 받은 메일의 링크를 열거나, 15분쯤 뒤에 로그인하세요. 그때 메일을 보내 드립니다.";
  }

  @Override
  public String confirmTitle() {
    return "이메일 주소 확인";
  }

  @Override
  public String confirmCaution() {
    return "내 계정이 아니면 이 페이지를 닫으세요. 그러면 아무도 이 주소를 쓸 수 없습니다.";
  }

  @Override
  public String confirmButton() {
    return "내 주소가 맞습니다";
  }

  @Override
  public String confirmPassword(String username) {
    return username + " 계정의 비밀번호";
  }

  @Override
  public String confirmPasswordRule() {
    return "계정을 만든 사람만 아는 비밀번호입니다. 다른 사람이 내 주소를 쓸 수 없도록 확인합니다.";
  }

  @Override
  public String wrongPassword() {
    return "비밀번호가 맞지 않습니다. 다시 입력하세요.";
  }

  @Override
  public String noAddress() {
    return "이 주소로는 메일을 보낼 수 없습니다. name@example.com처럼 써 주세요.";
  }

  @Override
  public String changeAddressLetterSubject(String server) {
    return server + " 새 이메일 주소 확인";
  }

  @Override
  public String changeAddressLetter(String server, String link, String minutes) {
    return """
    이 이메일 주소를 %1$s 계정에 쓰겠다는 요청을 받았습니다.

    본인의 주소가 맞으면 %2$s분 안에 이 링크를 여세요.

    %3$s

    본인이 요청하지 않았다면 아무것도 하지 않아도 됩니다.\
    """
        .formatted(server, minutes, link);
  }

  @Override
  public String addressChangedLetterSubject(String server) {
    return server + " 이메일 주소가 바뀌었습니다";
  }

  @Override
  public String addressChangedLetter(String server, String username, String address) {
    return """
    %2$s의 %1$s 계정 이메일 주소가 이제 %3$s입니다.

    본인이 바꾸지 않았다면 다른 사람이 계정에 로그인해 있습니다. 바로 비밀번호를 바꾸고
    주소를 되돌리세요. 로그인할 수 없다면 %2$s의 운영자에게 알려 주세요.\
    """
        .formatted(username, server, address);
  }

  @Override
  public String addressConfirmedTitle() {
    return "이메일 주소를 확인했습니다";
  }

  @Override
  public String addressAnothersTitle() {
    return "다른 계정의 이메일 주소입니다";
  }

  @Override
  public String resetLead(String username) {
    return username + " 계정의 새 비밀번호를 정하세요.";
  }

  @Override
  public String addressToConfirm(String address) {
    return address + "(으)로 링크가 담긴 메일을 보냈습니다. 24시간 안에 링크를 열면 로그인할 수 있습니다.";
  }

  @Override
  public String confirmLead(String address, String username) {
    return address + "이(가) 본인의 주소이고, 이 주소를 " + username + " 계정에 쓰시겠습니까?";
  }

  @Override
  public String addressConfirmed(String address) {
    return "이제 " + address + "은(는) 내 계정의 주소입니다. 애플리케이션으로 돌아가 로그인하세요.";
  }

  @Override
  public String addressAnothers(String address) {
    return address + "은(는) 이미 다른 계정의 주소입니다. 그 계정으로 로그인하거나 비밀번호 찾기를 이용하세요.";
  }

  @Override
  public String forgottenLetterSubject(String server) {
    return server + " 새 비밀번호";
  }

  @Override
  public String forgottenLetter(String server, String username, String link, String minutes) {
    return """
    %2$s의 %1$s 계정 비밀번호를 잊었다는 요청을 받았습니다.

    새 비밀번호를 정하려면 %3$s분 안에 이 링크를 여세요.

    %4$s

    본인이 요청하지 않았다면 아무것도 하지 않아도 됩니다. 비밀번호는 그대로입니다.\
    """
        .formatted(username, server, minutes, link);
  }

  @Override
  public String passwordChangedLetterSubject(String server) {
    return server + " 비밀번호가 바뀌었습니다";
  }

  @Override
  public String passwordChangedLetter(String server, String username) {
    return """
    %2$s의 %1$s 계정 비밀번호가 방금 바뀌었고, 모든 곳에서 로그아웃했습니다.

    본인이 바꾸지 않았다면 다른 사람이 이 메일함을 읽을 수 있습니다. 메일함의 비밀번호를
    바꾼 뒤, 로그인 페이지의 "비밀번호를 잊으셨나요?"에서 새 비밀번호를 정하세요.\
    """
        .formatted(username, server);
  }

  @Override
  public String confirmLetterSubject(String server) {
    return server + " 이메일 주소 확인";
  }

  @Override
  public String confirmLetter(String server, String link, String hours) {
    return """
    이 이메일 주소로 %1$s에 계정을 만들었다는 요청을 받았습니다.

    본인의 주소가 맞으면 %2$s시간 안에 이 링크를 여세요.

    %3$s

    본인이 아니라면 아무것도 하지 않아도 됩니다.\
    """
        .formatted(server, hours, link);
  }

  @Override
  public String addressInUseLetterSubject(String server) {
    return server + "에 이미 계정이 있습니다";
  }

  @Override
  public String addressInUseLetter(String server, String username) {
    return """
    이 이메일 주소를 %1$s 계정에 쓰겠다는 요청을 받았습니다. 이 주소는 이미 %2$s
    계정의 주소이고, 그대로 남습니다.

    본인이라면 그 계정으로 로그인하세요. 비밀번호를 잊었다면 로그인 페이지의 "비밀번호를
    잊으셨나요?"를 이용하세요. 본인이 아니라면 아무것도 하지 않아도 됩니다.\
    """
        .formatted(server, username);
  }

  @Override
  public String consentTitle(String client) {
    return client + "에서 권한을 요청합니다";
  }

  @Override
  public String consentLead() {
    return "동의할 항목을 선택하세요. 원하지 않는 항목은 선택을 해제할 수 있습니다.";
  }

  @Override
  public String consentReturn() {
    return "응답을 받을 곳";
  }

  @Override
  public String selfRegistered() {
    return "앱이 스스로 붙인 이름이며, 확인되지 않았습니다.";
  }

  @Override
  public String clientHost() {
    return "앱이 게시된 곳";
  }

  @Override
  public String anyProgram() {
    return "응답은 이 기기의 프로그램으로 전달되며, 다른 프로그램이 이 앱인 척할 수 있습니다. 직접 시작한 경우에만 계속하세요.";
  }

  @Override
  public String aboutYou() {
    return "내 정보";
  }

  @Override
  public String access(String resource) {
    return resource + " 이용 권한";
  }

  @Override
  public String accessElsewhere() {
    return "그 밖의 권한";
  }

  @Override
  public String accessOverTime() {
    return "지속적인 권한";
  }

  @Override
  public String identity() {
    return "로그인할 때 내 계정 확인";
  }

  @Override
  public String alwaysIncluded() {
    return "항상 포함";
  }

  @Override
  public String allowedBefore() {
    return "이전에 동의함";
  }

  @Override
  public String consentLeadWithoutChoice() {
    return "전체를 동의하거나 거부할 수 있습니다.";
  }

  @Override
  public String required() {
    return "필수";
  }

  @Override
  public String allowedSince(String day) {
    return day + "부터 동의함";
  }

  @Override
  public String leftOutBefore() {
    return "이전에 제외함";
  }

  @Override
  public String isNew() {
    return "새 항목";
  }

  @Override
  public String marked(String name) {
    return name + "(새 항목)";
  }

  @Override
  public String answeredBefore(String day) {
    return day + "에 이 앱의 요청에 답했습니다. 그때 없던 항목에는 ‘새 항목’ 표시가 있습니다.";
  }

  @Override
  public String day(ZonedDateTime time) {
    return DAY.format(time);
  }

  @Override
  public String detailsLead() {
    return "다음 내용 그대로를 허용해 달라고 요청합니다.";
  }

  @Override
  public String yes() {
    return "예";
  }

  @Override
  public String no() {
    return "아니요";
  }

  @Override
  public String alsoTells(String claims) {
    return "함께 알려 주는 정보: " + claims;
  }

  @Override
  public String claimsLead() {
    return "다음 정보도 함께 요청합니다.";
  }

  @Override
  public Map<String, String> openIdScopes() {
    return OPENID_SCOPES;
  }

  @Override
  public Map<String, String> claims() {
    return CLAIMS;
  }

  @Override
  public String howLong() {
    return "이용 기간";
  }

  @Override
  public String accessAtATime(Duration time) {
    return "한 번에 " + span(time);
  }

  @Override
  public String accessWhileAway(Duration most, Duration idle) {
    String whole = "최대 " + span(most);
    return idle.compareTo(most) < 0 ? whole + ", " + span(idle) + " 동안 쓰지 않으면 종료" : whole;
  }

  @Override
  public String takeBack() {
    return "계정 페이지에서 언제든지 취소할 수 있습니다.";
  }

  @Override
  public String operator() {
    return "운영자";
  }

  @Override
  public String saidByItself() {
    return "앱이 스스로 밝힌 내용이며, 확인되지 않았습니다.";
  }

  private static String span(Duration time) {
    TimeSpan span = TimeSpan.of(time);
    String unit =
        switch (span.unit()) {
          case DAYS -> "일";
          case HOURS -> "시간";
          case MINUTES -> "분";
          case SECONDS -> "초";
        };
    return span.count() + unit;
  }

  @Override
  public String privacyPolicy() {
    return "개인정보 처리방침";
  }

  @Override
  public String termsOfService() {
    return "이용약관";
  }

  @Override
  public String approve() {
    return "동의";
  }

  @Override
  public String deny() {
    return "거부";
  }

  @Override
  public String deviceTitle() {
    return "기기 연결";
  }

  @Override
  public String deviceLead() {
    return "기기에 표시된 코드를 입력하세요.";
  }

  @Override
  public String userCode() {
    return "코드";
  }

  @Override
  public String deviceCaution() {
    return "눈앞의 기기에 이 코드가 보일 때만 계속하세요. 전화나 메시지로 코드를 묻거나 보내는 사람에게는 응하지 마세요.";
  }

  @Override
  public String unknownUserCode() {
    return "이 코드와 일치하는 기기를 찾을 수 없습니다. 코드를 다시 확인하거나 기기에서 새 코드를 받으세요.";
  }

  @Override
  public String tooManyUserCodes() {
    return "코드를 너무 여러 번 입력했습니다. 잠시 후 다시 시도해 주세요.";
  }

  @Override
  public String deviceShows() {
    return "기기에 표시된 코드";
  }

  @Override
  public String deviceAsksFrom() {
    return "기기의 인터넷 주소(IP)";
  }

  @Override
  public String deviceConsentCaution() {
    return "내가 직접 내 기기에서 시작한 요청이고, 그 기기에 이 코드가 보일 때만 동의하세요.";
  }

  @Override
  public String deviceApprovedTitle() {
    return "기기를 연결했습니다";
  }

  @Override
  public String deviceApproved() {
    return "이 창을 닫고 기기에서 계속하세요.";
  }

  @Override
  public String deviceDeniedTitle() {
    return "기기의 요청을 거부했습니다";
  }

  @Override
  public String deviceDenied() {
    return "기기는 아무 권한도 받지 못합니다. 이 창을 닫아도 됩니다.";
  }

  @Override
  public String deviceExpiredTitle() {
    return "더는 쓸 수 없는 코드입니다";
  }

  @Override
  public String deviceExpired() {
    return "코드가 만료되었거나 이미 처리되었습니다. 기기가 계속 기다리고 있으면 기기에서 새 코드를 받으세요.";
  }

  @Override
  public String signOutTitle() {
    return "로그아웃";
  }

  @Override
  public String signOutLead() {
    return "로그아웃하시겠습니까?";
  }

  @Override
  public String signOutFor(String client) {
    return "로그아웃하도록 보낸 앱: " + client;
  }

  @Override
  public String signOutOthers() {
    return "다음 앱은 로그아웃한 뒤에도 나를 대신해 계속 동작할 수 있습니다.";
  }

  @Override
  public String signOutEndOthers() {
    return "이 앱의 접근도 지금 함께 끝내기";
  }

  @Override
  public String signOutReturn() {
    return "로그아웃한 뒤 이동할 곳";
  }

  @Override
  public String goOnButton() {
    return "계속";
  }

  @Override
  public String signOutButton() {
    return "로그아웃";
  }

  @Override
  public String notSignedIn() {
    return "로그인되어 있지 않습니다.";
  }

  @Override
  public String signedOutTitle() {
    return "로그아웃했습니다";
  }

  @Override
  public String signedOut() {
    return "이제 이 창을 닫아도 됩니다.";
  }

  @Override
  public String signedOutTelling() {
    return "사용하던 앱에 로그아웃을 알리고 있습니다. 끝나는 대로 다음 화면으로 이동합니다.";
  }

  @Override
  public String errorTitle() {
    return "요청을 처리할 수 없습니다";
  }

  @Override
  public String errorLead() {
    return "앱으로 돌아가 다시 시도해 주세요. 같은 문제가 계속되면 아래 내용을 앱 운영자에게 알려 주세요.";
  }

  @Override
  public String errorReference() {
    return "이 오류의 뜻과 해결 방법";
  }

  @Override
  public String errorToStranger() {
    return "스스로 등록한 앱이며, 확인되지 않았습니다. 방금 사용하던 앱일 때만 이동하세요.";
  }

  @Override
  public String errorGoesTo() {
    return "오류를 전달받을 곳";
  }

  @Override
  public String errorGoOn() {
    return "앱으로 이동";
  }

  @Override
  public String formPostTitle() {
    return "앱으로 돌아가는 중입니다";
  }

  @Override
  public String formPostLead() {
    return "자동으로 이동하지 않으면 버튼을 누르세요.";
  }

  @Override
  public String referenceTitle() {
    return "오류 코드";
  }

  @Override
  public String referenceLead() {
    return "이 서버의 모든 오류 코드와 흔한 원인, 해결 방법입니다.";
  }

  @Override
  public String referenceUnknownTitle() {
    return "알 수 없는 오류 코드";
  }

  @Override
  public String referenceUnknown(String code) {
    return "이 서버에는 “" + code + "” 오류 코드가 없습니다. 전체 목록은 다음과 같습니다.";
  }

  @Override
  public String referenceMeaning() {
    return "의미";
  }

  @Override
  public String referenceCauses() {
    return "흔한 원인과 해결 방법";
  }

  @Override
  public String referenceSections() {
    return "정의된 곳";
  }

  @Override
  public String referenceAll() {
    return "모든 오류 코드";
  }
}
