package dev.mapae.authorizationserver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.outbound.NotFetched;
import dev.mapae.protocol.Parameters;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// RFC 7239 §8: what a request says of the way it came is not believed. Row 11 of the mistakes of
/// this field is ZITADEL's GHSA-7wfc-4796-gmg5, a server that sent requests on to the host which a
/// header named, and showed the answer.
class Rfc7239ForwardedTests {
  private static final String[] FORWARDED = {
    "Host", "evil.example",
    "Forwarded", "for=127.0.0.1;host=evil.example;proto=http",
    "X-Forwarded-Host", "evil.example",
    "X-Forwarded-Server", "evil.example",
    "X-Original-Url", "http://evil.example/",
    "X-Rewrite-Url", "http://evil.example/",
    "X-Zitadel-Forward-Host", "evil.example",
    "X-Zitadel-Public-Host", "evil.example"
  };

  @Test
  void no_endpoint_calls_or_names_the_host_that_a_header_names() {
    List<String> calls = new ArrayList<>();
    Seams seams =
        Seams.fetcher((url, _, _) -> {
          calls.add(url);
          throw new NotFetched("nobody is called here");
        });
    try (TestServer server = new TestServer(Engine.preset(), Samples.declarations(), seams)) {
      assertThat(server.server.routes()).hasSizeGreaterThan(10);
      server
          .server
          .routes()
          .forEach(route -> {
            String path = route.path().replace("/*", "/x");
            Response response =
                route.method().equals("POST")
                    ? server.post(path, Parameters.empty(), FORWARDED)
                    : server.get(path, FORWARDED);
            assertThat(response.headers().toString()).as(path).doesNotContain("evil");
            assertThat(new String(response.body(), StandardCharsets.UTF_8))
                .as(path)
                .doesNotContain("evil");
          });
      assertThat(calls).isEmpty();
    }
  }
}
