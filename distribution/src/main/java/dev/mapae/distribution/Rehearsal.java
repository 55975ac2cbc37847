package dev.mapae.distribution;

import dev.mapae.authorizationserver.key.SigningKey;
import dev.mapae.distribution.log.QuietLogs;
import dev.mapae.distribution.settings.Settings;
import dev.mapae.protocol.BasicCredentials;
import dev.mapae.protocol.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A short life of a server, from which Java learns what belongs into the start-up cache: it starts
/// on no database and again on the one that it made, and answers what servers are asked first. It
/// is no command; `./mapae` runs it after a build, as `Rehearsal FOLDER`, and the folder is its
/// own.
final class Rehearsal {
  private static final String CLIENT = "rehearsal";
  private static final String SECRET = "rehearsal-secret-0123456789abcdef0123456789";
  private static final String CALLBACK = "http://127.0.0.1/callback";
  private static final Pattern COOKIE = Pattern.compile("(?i)\r\nset-cookie: ([^;\r]+)");
  private static final Pattern LOCATION =
      Pattern.compile("(?i)\r\nlocation: (?:http://[^/]+)?(/[^\r]+)");

  private final Path file;
  private final int port;
  private final int management;

  private Rehearsal(Path folder) throws IOException {
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket other = new ServerSocket(0)) {
      this.port = one.getLocalPort();
      this.management = other.getLocalPort();
    }
    this.file = Files.writeString(folder.resolve("mapae.yaml"), configuration());
  }

  /// Plays it once.
  ///
  /// @throws IllegalStateException when the server answers something else; then what Java learned
  ///   is of no use
  public static void main(String[] arguments) throws IOException {
    QuietLogs.use();
    Rehearsal rehearsal = new Rehearsal(Path.of(arguments[0]));
    rehearsal.command("serve", "--check");
    SigningKey.load();
    PostgresqlRehearsal.load();
    rehearsal.serve();
    rehearsal.serve();
    rehearsal.command("key", "list");
  }

  private String configuration() {
    return """
    issuer: http://127.0.0.1:%d
    management: 127.0.0.1:%d
    resources:
      - resource: https://api.example.com/
        name: API
        scopes:
          read: {description: Read}
    clients:
      - client_id: %s
        client_secret: %s
        grant_types: [client_credentials, authorization_code, refresh_token]
        redirect_uris: ["%s"]
        scope: openid read
    users:
      - {username: alice, password: rehearsal-password-0123456789}
    """
        .formatted(port, management, CLIENT, SECRET, CALLBACK);
  }

  private void command(String command, String option) {
    Console silent = new Console(new PrintStream(PrintStream.nullOutputStream()), System.err);
    int status =
        Main.run(
            List.of(command, option, "--config", file.toString()),
            Map.of(),
            silent,
            StartTime.ofProcess(),
            new Shutdown());
    require(status == Console.FINE, command + " ended with " + status);
  }

  private void serve() throws IOException {
    if (!(Settings.read(file, Map.of()) instanceof Settings.Outcome.Usable(var settings, _))) {
      throw new IllegalStateException("the configuration cannot be used");
    }
    try (RunningServer _ = RunningServer.start(settings)) {
      get(port, "/.well-known/openid-configuration", 200);
      get(port, "/jwks", 200);
      get(port, "/health/ready", 200);
      get(port, "/userinfo", 401);
      get(management, "/metrics", 200);
      String tokens = post("/token", SECRET, "grant_type=client_credentials&scope=read", 200);
      post("/token", "wrong", "grant_type=client_credentials", 401);
      String token = (String) Json.parseObject(body(tokens)).orElseThrow().get("access_token");
      post("/introspect", SECRET, "token=" + token, 200);
      String asked =
          get(
              port,
              "/authorize?response_type=code&scope=openid&code_challenge_method=S256&code_challenge=%s&client_id=%s&redirect_uri=%s"
                  .formatted("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", CLIENT, CALLBACK),
              303);
      get(port, first(LOCATION, asked), "Cookie: " + first(COOKIE, asked) + "\r\n", 200);
    }
  }

  private static String get(int port, String target, int status) throws IOException {
    return get(port, target, "", status);
  }

  private static String get(int port, String target, String head, int status) throws IOException {
    return exchange(port, "GET " + target, head, "", status);
  }

  private String post(String target, String secret, String form, int status) throws IOException {
    String head =
        "Authorization: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n"
            .formatted(new BasicCredentials(CLIENT, secret).header(), form.length());
    return exchange(port, "POST " + target, head, form, status);
  }

  /// By hand, so that no HTTP client, which no server uses, gets into the cache.
  private static String exchange(int port, String line, String head, String body, int status)
      throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          line + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n" + head + "\r\n" + body;
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      require(answer.startsWith("HTTP/1.1 " + status), line + " was answered with " + answer);
      return answer;
    }
  }

  private static String first(Pattern header, String answer) {
    Matcher matcher = header.matcher(answer);
    require(matcher.find(), header + " is not in " + answer);
    return matcher.group(1);
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private static void require(boolean condition, String otherwise) {
    if (!condition) {
      throw new IllegalStateException(otherwise);
    }
  }
}
