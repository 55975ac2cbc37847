package dev.mapae.distribution.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mapae.authorizationserver.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// RFC 9113 §10.5, Denial-of-Service Considerations, frame by frame.
@Tag("socket")
@Timeout(60)
class Http2LimitsTests {
  private static final int DATA = 0;
  private static final int HEADERS = 1;
  private static final int RST_STREAM = 3;
  private static final int SETTINGS = 4;
  private static final int PING = 6;
  private static final int GOAWAY = 7;
  private static final int ENHANCE_YOUR_CALM = 0xb;
  private static final byte[] NOTHING = {};
  private static final Limits LIMITS =
      new Limits(
          8192,
          16384,
          100,
          65536,
          Duration.ofMinutes(10),
          Duration.ofMinutes(10),
          100,
          32,
          Duration.ZERO,
          Duration.ofSeconds(5));

  /// `GET http://localhost/` from the static table. RFC 7541 §A.
  private static final byte[] GET =
      HexFormat.of()
          .parseHex("8286844109" + HexFormat.of().formatHex("localhost".getBytes(US_ASCII)));

  private static final byte[] POST = GET.clone();

  /// `content-length: 5`, its name from the static table.
  private static final byte[] CONTENT_LENGTH_5 = HexFormat.of().parseHex("0f0d0135");

  static {
    POST[0] = (byte) 0x83;
  }

  private JettyServer server;
  private Socket socket;
  private DataInputStream in;

  @BeforeEach
  void connect() throws IOException {
    server =
        JettyServer.start(
            new Binding(
                new Listener("127.0.0.1", 0),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                LIMITS),
            r -> Response.text(200, "fine"),
            e -> {});
    socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
    in = new DataInputStream(socket.getInputStream());
    socket.getOutputStream().write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
    socket.getOutputStream().write(frame(SETTINGS, 0, 0, NOTHING));
  }

  @AfterEach
  void close() throws IOException {
    socket.close();
    server.close();
  }

  private record Frame(int type, ByteBuffer payload) {}

  private static byte[] frame(int type, int flags, int stream, byte[] payload) {
    return ByteBuffer.allocate(9 + payload.length)
        .put((byte) (payload.length >> 16))
        .putShort((short) payload.length)
        .put((byte) type)
        .put((byte) flags)
        .putInt(stream)
        .put(payload)
        .array();
  }

  private Frame read() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    in.skipNBytes(1 + Integer.BYTES);
    return new Frame(type, ByteBuffer.wrap(in.readNBytes(length)));
  }

  private Frame readUntil(int type) throws IOException {
    Frame frame = read();
    while (frame.type() != type) {
      frame = read();
    }
    return frame;
  }

  /// How the server ended the connection: it says goodbye, unless the flood had it reset before.
  private String end(byte[] flood) throws IOException {
    try {
      socket.getOutputStream().write(flood);
    } catch (SocketException e) {
      // It has closed already; what it said before is still there to be read.
    }
    try {
      return "goodbye " + readUntil(GOAWAY).payload().getInt(4);
    } catch (EOFException | SocketException e) {
      return "reset";
    }
  }

  @Test
  void a_request_is_answered() throws IOException {
    socket.getOutputStream().write(frame(HEADERS, 0x5, 1, GET));
    assertThat(readUntil(DATA).payload()).isEqualTo(US_ASCII.encode("fine"));
  }

  /// RFC 9113 §8.1: an answer before that would have to be followed by a reset, after which clients
  /// may throw it away.
  @Test
  void a_request_is_answered_once_its_stream_has_ended() throws IOException {
    byte[] post = concat(POST, CONTENT_LENGTH_5);
    OutputStream out = socket.getOutputStream();
    out.write(frame(HEADERS, 0x4, 1, post));
    out.write(frame(DATA, 0, 1, "hello".getBytes(US_ASCII)));
    assertThat(typesUntilPong()).doesNotContain(DATA);
    out.write(frame(DATA, 0x1, 1, NOTHING));
    assertThat(readUntil(DATA).payload()).isEqualTo(US_ASCII.encode("fine"));
    assertThat(typesUntilPong()).doesNotContain(RST_STREAM);
  }

  private List<Integer> typesUntilPong() throws IOException {
    socket.getOutputStream().write(frame(PING, 0, 0, new byte[8]));
    List<Integer> types = new ArrayList<>();
    for (Frame frame = read(); frame.type() != PING; frame = read()) {
      types.add(frame.type());
    }
    return types;
  }

  private static byte[] concat(byte[] a, byte[] b) {
    return ByteBuffer.allocate(a.length + b.length).put(a).put(b).array();
  }

  @Nested
  class The_server_announces {
    @Test
    void how_many_streams_may_be_open_and_how_large_headers_may_be() throws IOException {
      ByteBuffer settings = readUntil(SETTINGS).payload();
      int streams = -1;
      while (settings.hasRemaining()) {
        int key = settings.getShort();
        int value = settings.getInt();
        streams = key == 3 ? value : streams;
      }
      assertThat(streams).isEqualTo(64);
    }
  }

  @Nested
  class Streams_that_only_hold_on_keep_nobody_out {
    @Test
    void while_their_bodies_are_still_to_come() throws IOException {
      for (int stream = 1; stream < 128; stream += 2) {
        socket.getOutputStream().write(frame(HEADERS, 0x4, stream, POST));
      }
      othersAreAnswered();
    }

    @Test
    void while_they_do_not_take_their_answers() throws IOException {
      // SETTINGS_INITIAL_WINDOW_SIZE 0
      socket.getOutputStream().write(frame(SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0}));
      for (int stream = 1; stream < 128; stream += 2) {
        socket.getOutputStream().write(frame(HEADERS, 0x5, stream, GET));
      }
      othersAreAnswered();
    }

    private void othersAreAnswered() throws IOException {
      // One of the streams waits longest of all, so that their connection has to go.
      assertThat(end(NOTHING)).isIn("goodbye 0", "reset");
      assertThat(
              RawSocket.exchange(
                  server.port(), "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
          .startsWith("HTTP/1.1 200 ");
    }
  }

  @Nested
  class The_connection_ends_after {
    /// CVE-2023-44487, rapid reset.
    @Test
    void a_flood_of_requests_that_are_reset_at_once() throws IOException {
      ByteArrayOutputStream flood = new ByteArrayOutputStream();
      for (int stream = 1; stream < 4000; stream += 2) {
        flood.writeBytes(frame(HEADERS, 0x5, stream, GET));
        flood.writeBytes(frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8}));
      }
      assertThat(end(flood.toByteArray())).isIn("goodbye " + ENHANCE_YOUR_CALM, "reset");
    }

    @Test
    void a_flood_of_pings() throws IOException {
      ByteArrayOutputStream flood = new ByteArrayOutputStream();
      for (int i = 0; i < 2000; i++) {
        flood.writeBytes(frame(PING, 0, 0, new byte[8]));
      }
      assertThat(end(flood.toByteArray())).isIn("goodbye " + ENHANCE_YOUR_CALM, "reset");
    }
  }
}
