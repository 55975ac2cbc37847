package dev.mapae.distribution.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.mapae.authorizationserver.TestBrowser;
import dev.mapae.distribution.LocalServer;
import dev.mapae.distribution.PlainBrowser;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a configuration file with `mail` to a new password, a new address and a sign-in, by way of
/// a real SMTP server.
@Tag("socket")
class MailedLinksTests {
  private static final String OLD = "wonderland-42-wonderland";
  private static final String NEW = "a dormouse in the teapot";
  private static final Pattern LINK = Pattern.compile("http://\\S+\\?link=\\S+");
  private static final int PATIENCE = 30_000;

  @TempDir Path folder;

  private final GreenMail post =
      new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

  @BeforeEach
  void start() {
    post.start();
  }

  @AfterEach
  void stop() {
    post.stop();
  }

  private static PlainBrowser browser() {
    return new PlainBrowser(HttpClient.newHttpClient(), "alice", OLD);
  }

  private static boolean isSignedIn(String issuer, String password) throws Exception {
    String page =
        browser()
            .type(
                URI.create(issuer + "/account"), Map.of("username", "alice", "password", password));
    return !page.contains("id=\"sign-in\"");
  }

  /// What arrived for somebody, once so many mails came in all.
  private String arrived(int count, String to, String subject) throws Exception {
    assertThat(post.waitForIncomingEmail(PATIENCE, count)).isTrue();
    for (MimeMessage mail : post.getReceivedMessages()) {
      if (mail.getAllRecipients()[0].toString().equals(to)
          && mail.getSubject().startsWith(subject)) {
        return (String) mail.getContent();
      }
    }
    throw new AssertionError("There is no mail to " + to + ": " + subject);
  }

  private static URI link(String mail, String issuer) {
    Matcher link = LINK.matcher(mail);
    assertThat(link.find()).as(mail).isTrue();
    assertThat(link.group()).startsWith(issuer + "/");
    return URI.create(link.group());
  }

  @Test
  void somebody_signs_in_by_the_link_that_arrives_and_hears_of_a_new_browser() throws Exception {
    String settings =
        """
        mail: {smtp: "smtp://127.0.0.1:%d", from: Mapae <id@example.com>}
        authentication: {methods: [password, email_link]}
        users: [{username: alice, password: %s, email: alice@example.com, email_verified: true}]
        """
            .formatted(post.getSmtp().getPort(), OLD);
    try (LocalServer server = LocalServer.start(folder, settings)) {
      String issuer = server.issuer();
      assertThat(isSignedIn(issuer, OLD)).isTrue();
      PlainBrowser another = browser();
      String signIn =
          another.type(
              URI.create(issuer + "/account"), Map.of("username", "alice", "password", "wrong"));
      String ask = TestBrowser.way(signIn, "email-link");
      another.type(URI.create(issuer + ask), Map.of("username", "Alice@example.com"));
      String mail = arrived(1, "alice@example.com", "Sign in");
      assertThat(another.type(link(mail, issuer), Map.of())).contains("id=\"to-sign-out\"");
      assertThat(arrived(2, "alice@example.com", "New sign-in"))
          .contains(issuer + "/account/sessions");
    }
  }

  @Test
  void somebody_confirms_and_changes_an_address_by_the_links_that_arrive() throws Exception {
    String settings =
        """
        mail: {smtp: "smtp://127.0.0.1:%d", from: Mapae <id@example.com>}
        people_may_register: true
        clients: [{client_id: web, client_secret: %s, redirect_uris: ["http://127.0.0.1:1/cb"], scope: openid}]
        """
            .formatted(post.getSmtp().getPort(), "0123456789".repeat(4));
    try (LocalServer server = LocalServer.start(folder, settings)) {
      String issuer = server.issuer();
      PlainBrowser dodo = browser();
      Map<String, String> account =
          Map.of(
              "username", "dodo",
              "name", "",
              "email", "dodo@example.com",
              "password", OLD,
              "password_again", OLD);
      dodo.type(
          URI.create(
              issuer
                  + "/authorize?response_type=code&client_id=web&scope=openid&prompt=create"
                  + "&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fcb&code_challenge_method=S256"
                  + "&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
          account);
      dodo.type(link(arrived(1, "dodo@example.com", "Confirm"), issuer), Map.of());
      Map<String, String> change = Map.of("email", "new@example.com", "password", OLD);
      dodo.type(URI.create(issuer + "/account/email"), change);
      dodo.type(link(arrived(2, "new@example.com", "Confirm"), issuer), Map.of());
      for (String to : List.of("dodo@example.com", "new@example.com")) {
        assertThat(arrived(4, to, "Your e-mail address was changed")).contains("new@example.com");
      }
    }
  }

  @Test
  void somebody_who_forgot_theirs_has_a_new_one_by_the_link_that_arrives() throws Exception {
    String settings =
        """
        mail: {smtp: "smtp://127.0.0.1:%d", from: Mapae <id@example.com>}
        users: [{username: alice, password: %s, email: alice@example.com, email_verified: true}]
        """
            .formatted(post.getSmtp().getPort(), OLD);
    try (LocalServer server = LocalServer.start(folder, settings)) {
      String issuer = server.issuer();
      browser().type(URI.create(issuer + "/forgotten-password"), Map.of("username", "alice"));
      URI link = link(arrived(1, "alice@example.com", "A new password"), issuer);
      assertThat(link.getPath()).isEqualTo("/reset-password");
      browser().type(link, Map.of("password", NEW, "password_again", NEW));
      assertThat(isSignedIn(issuer, NEW)).isTrue();
      assertThat(isSignedIn(issuer, OLD)).isFalse();
      // She is told of it.
      assertThat(arrived(2, "alice@example.com", "Your password was changed")).contains("alice");
    }
  }
}
