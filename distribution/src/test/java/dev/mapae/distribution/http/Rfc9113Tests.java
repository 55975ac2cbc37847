package dev.mapae.distribution.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// RFC 9113, HTTP/2, where there is no TLS.
@Tag("socket")
class Rfc9113Tests {
  private JettyServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        JettyServer.start(
            new Binding(
                new Listener("127.0.0.1", 0),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Limits.PRESET),
            r -> Response.text(200, r.method() + " " + r.path()),
            e -> {});
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Nested
  class Section_3_1_nobody_gets_there_from_HTTP_1_1 {
    @Test
    void a_request_to_upgrade_is_answered_as_if_it_were_none() throws IOException {
      String answer =
          RawSocket.exchange(
              server.port(),
              """
              GET /a HTTP/1.1
              Host: localhost
              Connection: Upgrade, HTTP2-Settings
              Upgrade: h2c
              HTTP2-Settings: AAMAAABkAAQAAP__

              GET /b HTTP/1.1
              Host: localhost
              Connection: close

              """
                  .replace("\n", "\r\n"));
      assertThat(answer).startsWith("HTTP/1.1 200 ").contains("GET /a").endsWith("GET /b");
    }
  }

  @Nested
  class Section_3_3_it_is_spoken_with_those_who_begin_with_it {
    @Test
    void the_server_answers_the_preface_with_settings() throws IOException {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
        socket
            .getOutputStream()
            .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(US_ASCII));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.skipNBytes(3);
        assertThat(in.readUnsignedByte()).isEqualTo(4);
      }
    }
  }
}
