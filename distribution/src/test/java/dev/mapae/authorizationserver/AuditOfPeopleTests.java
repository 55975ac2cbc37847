package dev.mapae.authorizationserver;

import static dev.mapae.authorizationserver.TestClients.form;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.audit.AuditEvent;
import dev.mapae.authorizationserver.authentication.SignInPolicy.Method;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What people do, or fail to do, with their accounts is written down.
class AuditOfPeopleTests {
  private static final Ask ASK = Ask.web("openid playlist.read");

  private final TestMailbox mailbox = new TestMailbox();
  private final TestServer server =
      new TestServer(
          Engine.preset(),
          Samples.declarations(),
          Seams.none()
              .peopleRegistering()
              .mailing(mailbox)
              .signingInBy(Method.PASSWORD, Method.PASSKEY, Method.EMAIL_LINK));

  @AfterEach
  void close() {
    server.close();
  }

  private TestBrowser browser() {
    return new TestBrowser(server);
  }

  private TestBrowser alice(String page) {
    return browser().get(page).signInAs("alice");
  }

  private TestBrowser dodo(String page) {
    TestBrowser browser = browser().get(Ask.web("openid").with("prompt", "create").url());
    server.clock.advance(Duration.ofSeconds(1));
    String password = "correct horse battery";
    browser.submit(
        form(
            "username",
            "dodo",
            "name",
            "Dodo",
            "email",
            "dodo@example.com",
            "password",
            password,
            "password_again",
            password));
    return browser.get(page);
  }

  private TestBrowser forget(String typed) {
    return browser().get("/forgotten-password").submit(form("username", typed));
  }

  private void askForLink(String typed) {
    TestBrowser browser = browser().get(ASK.url());
    browser.get(UpstreamScene.link(browser, "email-link")).submit(form("username", typed));
  }

  private TestBrowser newPassword(String chosen) {
    return alice("/account/password")
        .submit(
            form(
                "password",
                Samples.password("alice"),
                "new_password",
                chosen,
                "new_password_again",
                chosen));
  }

  private TestBrowser app(String code) {
    TestBrowser browser = alice("/account/security").submit(form("do", "offer"));
    return browser.submit(
        form("do", "enrol", "enrolment", browser.hidden("enrolment"), "code", code));
  }

  private void repeat(int times, Runnable what) {
    for (int i = 0; i < times; i++) {
      what.run();
    }
  }

  /// Something that happens, and what is told of it besides.
  private record Happening(Runnable what, String fact, String value) {}

  private final Map<AuditEvent.Type, Happening> happenings =
      new EnumMap<>(
          Map.of(
              AuditEvent.Type.PASSWORD_RESET_REFUSED,
              new Happening(
                  () -> {
                    forget("alice");
                    browser()
                        .get(mailbox.link(server))
                        .submit(form("password", "short", "password_again", "short"));
                  },
                  "reason",
                  "password_short"),
              AuditEvent.Type.PASSWORD_FORGOTTEN_REFUSED,
              new Happening(() -> repeat(11, () -> forget("nobody")), "", ""),
              AuditEvent.Type.SIGN_IN_LINK_REFUSED,
              new Happening(
                  () -> repeat(11, () -> askForLink("nobody")), "reason", "too_many_mails"),
              AuditEvent.Type.CONSENT_DENIED,
              new Happening(
                  () -> browser().get(ASK.url()).signInAs("bob").deny(), "client_id", "web"),
              AuditEvent.Type.DELETION_REQUESTED,
              new Happening(() -> dodo("/account/data").submit(AccountDataTests.delete()), "", ""),
              AuditEvent.Type.PROFILE_CHANGED,
              new Happening(() -> dodo("/account/profile").submit(form("name", "Dodo II")), "", ""),
              AuditEvent.Type.DEVICE_REQUEST_REFUSED,
              new Happening(
                  () -> server.post("/device_authorization", form("client_id", "nobody")),
                  "error",
                  "invalid_client"),
              AuditEvent.Type.PASSWORD_CHANGE_REFUSED,
              new Happening(() -> newPassword("Password12345678"), "reason", "password_common"),
              AuditEvent.Type.FACTOR_REFUSED,
              new Happening(() -> app("000000x"), "reason", "wrong_code")));

  @ParameterizedTest
  @EnumSource(
      names = {
        "PASSWORD_RESET_REFUSED",
        "PASSWORD_FORGOTTEN_REFUSED",
        "SIGN_IN_LINK_REFUSED",
        "CONSENT_DENIED",
        "DELETION_REQUESTED",
        "PROFILE_CHANGED",
        "DEVICE_REQUEST_REFUSED",
        "PASSWORD_CHANGE_REFUSED",
        "FACTOR_REFUSED"
      })
  void is_told_when_it_happens(AuditEvent.Type type) {
    Happening happening = happenings.get(type);
    assertThat(happening).isNotNull();
    happening.what().run();
    assertThat(server.audit)
        .filteredOn(event -> event.type() == type)
        .singleElement()
        .satisfies(event ->
            assertThat(event.facts().getOrDefault(happening.fact(), ""))
                .isEqualTo(happening.value()))
        .satisfies(event -> assertThat(event.remoteAddress()).isNotEmpty());
  }

  @Test
  void a_new_password_is_refused_without_being_told() {
    newPassword("Password12345678");
    assertThat(server.audit.stream().map(AuditEvent::toString))
        .noneMatch(told -> told.contains("Password12345678"));
  }
}
