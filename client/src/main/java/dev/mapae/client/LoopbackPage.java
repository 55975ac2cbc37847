package dev.mapae.client;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The page on which a sign-in from the command line ends, in Korean or English. Nothing of the
/// request appears on it.
record LoopbackPage(String language, String title, String text) {

  /// @param known whether the request was the answer that is waited for
  /// @param denied whether that answer is an error
  /// @param acceptLanguage the header; Korean when it prefers that, else English
  static LoopbackPage of(boolean known, boolean denied, String acceptLanguage) {
    boolean korean = acceptLanguage.strip().toLowerCase(Locale.ROOT).startsWith("ko");
    if (!known) {
      return korean
          ? new LoopbackPage("ko", "알 수 없는 요청", "기다리던 로그인 응답이 아닙니다.")
          : new LoopbackPage("en", "Unknown request", "This is not the sign-in that is awaited.");
    }
    if (denied) {
      return korean
          ? new LoopbackPage("ko", "로그인하지 못했습니다", "이 창을 닫고 프로그램으로 돌아가세요.")
          : new LoopbackPage(
              "en", "Not signed in", "You can close this window and go back to the program.");
    }
    return korean
        ? new LoopbackPage("ko", "로그인 응답을 받았습니다", "이 창을 닫고 프로그램으로 돌아가세요.")
        : new LoopbackPage(
            "en",
            "The program has your answer",
            "You can close this window and go back to the program.");
  }

  byte[] bytes() {
    return """
    <!doctype html>
    <html lang="%s">
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>%s</title>
    <h1>%s</h1>
    <p>%s</p>
    </html>
    """
        .formatted(language, title, title, text)
        .getBytes(StandardCharsets.UTF_8);
  }
}
