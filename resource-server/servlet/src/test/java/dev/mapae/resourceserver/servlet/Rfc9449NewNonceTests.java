package dev.mapae.resourceserver.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.protocol.Challenge;
import dev.mapae.resourceserver.Authenticator;
import dev.mapae.resourceserver.Outcome;
import dev.mapae.resourceserver.ProtectedResourceMetadata;
import dev.mapae.resourceserver.Refusal;
import dev.mapae.resourceserver.ResourceRequest;
import jakarta.servlet.ServletContext;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/// RFC 9449, a new nonce behind two filters, in a real container over a socket.
class Rfc9449NewNonceTests {
  private final Server server =
      new Server(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));

  @AfterEach
  void stop() throws Exception {
    server.stop();
  }

  /// Tells each request another nonce, as when the time of one ends between two filters.
  private static final class Telling implements Authenticator<String> {
    private final boolean accepting;
    private final String nonce;

    Telling(boolean accepting, String nonce) {
      this.accepting = accepting;
      this.nonce = nonce;
    }

    @Override
    public Outcome<String> authenticate(ResourceRequest request) {
      return accepting
          ? new Outcome.Accepted<>(
              "alice", Map.of("DPoP-Nonce", List.of(nonce), "Cache-Control", List.of("no-store")))
          : new Outcome.Refused<>(
              new Refusal(
                  401,
                  Optional.of("invalid_token"),
                  "No.",
                  List.of(Challenge.of("Bearer"), Challenge.of("DPoP")),
                  Optional.of(nonce)));
    }

    @Override
    public Optional<ProtectedResourceMetadata> metadata() {
      return Optional.empty();
    }
  }

  private HttpHeaders behind(Telling first, Telling second) throws Exception {
    ServletContextHandler context = new ServletContextHandler("/");
    context.addServletContainerInitializer((Set<Class<?>> classes, ServletContext c) -> {
      AuthenticationFilter.of(first).addTo(c, "/*");
      AuthenticationFilter.of(second).addTo(c, "/v1/*");
    });
    server.setHandler(context);
    server.start();
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(server.getURI().resolve("/v1/x")).build(),
            BodyHandlers.discarding())
        .headers();
  }

  @Nested
  class Section_8_2_providing_a_new_nonce_value {
    @Test
    void it_is_told_once_however_many_filters_tell_it() throws Exception {
      HttpHeaders headers = behind(new Telling(true, "one"), new Telling(true, "other"));

      assertThat(headers.allValues("DPoP-Nonce")).containsExactly("other");
      assertThat(headers.allValues("Cache-Control")).hasSize(1);
    }

    @Test
    void it_is_told_once_by_a_refusal_too_which_has_all_its_challenges() throws Exception {
      HttpHeaders headers = behind(new Telling(true, "one"), new Telling(false, "other"));

      assertThat(headers.allValues("DPoP-Nonce")).containsExactly("other");
      assertThat(headers.allValues("WWW-Authenticate")).containsExactly("Bearer", "DPoP");
    }
  }
}
