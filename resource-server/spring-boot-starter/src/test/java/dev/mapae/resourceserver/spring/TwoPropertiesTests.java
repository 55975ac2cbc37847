package dev.mapae.resourceserver.spring;

import static dev.mapae.resourceserver.spring.SpringBootTests.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/// Spring Boot applications that have nothing but two properties, or little more.
class TwoPropertiesTests {
  private static TestIssuer issuer;
  private static ConfigurableApplicationContext plain;

  @BeforeAll
  static void start() throws Exception {
    issuer = new TestIssuer();
    plain = run(SpringBootTests.Plain.class);
  }

  private static ConfigurableApplicationContext run(Class<?> application) {
    return SpringBootTests.run(
        application,
        "--mapae.resource-server.issuer=" + issuer.url(),
        "--mapae.resource-server.audience=" + TestIssuer.API);
  }

  @AfterAll
  static void stop() {
    plain.close();
    issuer.close();
  }

  /// RFC 6750 §3.1: without an error a challenge says that there was no token.
  @Test
  void leave_an_error_before_the_token_as_it_is() throws Exception {
    HttpResponse<String> refused =
        send(plain, "GET", "/a;b", "Authorization", "Bearer " + issuer.token("x"));
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.headers().allValues("WWW-Authenticate")).isEmpty();
    assertThat(send(plain, "GET", "/error").statusCode()).isEqualTo(401);
  }
}
