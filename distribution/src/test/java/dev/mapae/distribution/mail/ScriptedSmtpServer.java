package dev.mapae.distribution.mail;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// An SMTP server that says yes, but for one command what a test wants; instead of an empty answer
/// it hangs up.
final class ScriptedSmtpServer implements AutoCloseable {
  private static final Map<String, String> YES =
      Map.of(
          "", "220 here",
          "EHLO", "250 here",
          "MAIL", "250 ok",
          "RCPT", "250 ok",
          "DATA", "354 go on",
          ".", "250 taken",
          "RSET", "250 ok",
          "QUIT", "221 bye");

  private final ServerSocket listening;
  private final AtomicInteger accepted = new AtomicInteger();
  private final String command;
  private final String answer;

  /// @param script a command, the empty one being the greeting, and the answer to it
  ScriptedSmtpServer(String... script) throws IOException {
    listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    command = script[0];
    answer = script[1];
    Thread.ofVirtual().start(this::converse);
  }

  int port() {
    return listening.getLocalPort();
  }

  /// How many mails it took.
  int accepted() {
    return accepted.get();
  }

  private void converse() {
    try (Socket socket = listening.accept();
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))) {
      OutputStream out = socket.getOutputStream();
      boolean goesOn = says(out, "");
      boolean isData = false;
      for (String line = in.readLine(); goesOn && line != null; line = in.readLine()) {
        if (isData && !line.equals(".")) {
          continue;
        }
        isData = line.equals("DATA") && !command.equals("DATA");
        goesOn = says(out, line.split(" ", 2)[0]);
      }
    } catch (IOException e) {
      // It was closed, or the client went away.
    }
  }

  private boolean says(OutputStream out, String to) throws IOException {
    String said = to.equals(command) ? answer : YES.getOrDefault(to, "500 what");
    if (said.isEmpty()) {
      return false;
    }
    if (to.equals(".") && said.startsWith("250")) {
      accepted.incrementAndGet();
    }
    out.write((said + "\r\n").getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return true;
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
