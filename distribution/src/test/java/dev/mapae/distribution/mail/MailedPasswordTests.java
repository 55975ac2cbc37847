package dev.mapae.distribution.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.mapae.distribution.LocalServer;
import dev.mapae.distribution.PlainBrowser;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a configuration file with `mail` to a new password, by way of a real SMTP server.
@Tag("socket")
class MailedPasswordTests {
  private static final String OLD = "wonderland-42-wonderland";
  private static final String NEW = "a dormouse in the teapot";
  private static final Pattern LINK = Pattern.compile("http://\\S+/reset-password\\?link=\\S+");
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
      assertThat(post.waitForIncomingEmail(PATIENCE, 1)).isTrue();
      Matcher link = LINK.matcher((String) post.getReceivedMessages()[0].getContent());
      assertThat(link.find()).isTrue();
      assertThat(link.group()).startsWith(issuer + "/");
      browser().type(URI.create(link.group()), Map.of("password", NEW, "password_again", NEW));
      assertThat(isSignedIn(issuer, NEW)).isTrue();
      assertThat(isSignedIn(issuer, OLD)).isFalse();
      // She is told of it.
      assertThat(post.waitForIncomingEmail(PATIENCE, 2)).isTrue();
    }
  }
}
