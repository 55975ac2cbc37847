package dev.mapae.testing;

import static dev.mapae.resourceserver.Requirement.scope;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.mapae.client.AuthorizationOptions;
import dev.mapae.client.Client;
import dev.mapae.client.ClientSecretBasic;
import dev.mapae.client.TokenSource;
import dev.mapae.client.Tokens;
import dev.mapae.client.javalin.JavalinLogin;
import dev.mapae.client.servlet.BackendForFrontend;
import dev.mapae.client.servlet.WebLogin;
import dev.mapae.protocol.Json;
import dev.mapae.resourceserver.ResourceServer;
import dev.mapae.resourceserver.ResourceServerSettings;
import dev.mapae.resourceserver.jdkhttpserver.ProtectedHandler;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// People sign in to a Javalin application at the real server, and its scripts call a real API
/// through it, which takes no token that is not bound to a key.
@Tag("socket")
class JavalinLoginTests {
  private final HttpClient http = HttpClient.newHttpClient();
  private ServerSocketChannel socket;
  private HttpServer api;
  private Mapae mapae;
  private Browser browser;
  private Client client;
  private Javalin app;
  private String application;
  private Optional<String> cookie = Optional.empty();

  @BeforeEach
  void start() throws IOException {
    // Its port is known before anything else is.
    socket = ServerSocketChannel.open();
    socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    application = "http://127.0.0.1:" + socket.socket().getLocalPort();
    mapae =
        Mapae.start(
            Setup.empty()
                .resource(PlaylistApi.RESOURCE, "playlist.read")
                .person("alice")
                .client(
                    Map.of(
                        "client_id",
                        "web",
                        "redirect_uris",
                        List.of("http://127.0.0.1/callback"),
                        "backchannel_logout_uri",
                        application + "/logged-out")));
    browser = mapae.browser();
    URI base = startApi();
    client =
        Client.discover(mapae.issuer(), new ClientSecretBasic("web", mapae.clientSecret("web")))
            .withDpop();
    WebLogin login =
        WebLogin.of(
                client.authorizationCode(URI.create(application + "/callback")),
                AuthorizationOptions.scope("openid", "offline_access", "playlist.read")
                    .resource(PlaylistApi.RESOURCE))
            .backChannelLogout("/logged-out");
    app =
        Javalin.create(config -> {
          config.startup.showJavalinBanner = false;
          config.jetty.addConnector((server, settings) -> {
            ServerConnector connector =
                new ServerConnector(server, new HttpConnectionFactory(settings));
            try {
              connector.open(socket);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            return connector;
          });
          JavalinLogin.add(config, BackendForFrontend.of(login).api("/api/", base));
          pages(config);
        });
    app.start();
  }

  private void pages(JavalinConfig config) {
    config.routes.get("/", ctx -> ctx.result("Hello " + JavalinLogin.user(ctx).getName()));
    config.routes.get(
        "/call", ctx -> ctx.result(JavalinLogin.user(ctx).tokens().tokens().type().name()));
    config.routes.get(
        "/leave",
        ctx -> {
          TokenSource source = JavalinLogin.user(ctx).tokens();
          Tokens tokens = source.tokens();
          client.revoke(tokens);
          source.drop(tokens);
          ctx.result("left");
        });
  }

  private URI startApi() throws IOException {
    api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    URI origin = URI.create("http://127.0.0.1:" + api.getAddress().getPort() + "/");
    ResourceServer resourceServer =
        ResourceServer.of(
            ResourceServerSettings.of(mapae.issuer(), PlaylistApi.RESOURCE)
                .requireBoundTokens()
                .publishedAt(origin));
    api.createContext(
        "/v1/playlists",
        ProtectedHandler.of(
            resourceServer.require(scope("playlist.read")),
            (exchange, token) -> {
              try (exchange) {
                byte[] body = token.subject().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
              }
            }));
    api.start();
    return origin.resolve("/v1/");
  }

  @AfterEach
  void stop() {
    app.stop();
    api.stop(0);
    mapae.close();
    http.close();
  }

  private HttpResponse<String> get(String path, String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(application).resolve(path));
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    cookie.ifPresent(c -> request.header("Cookie", c));
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    response
        .headers()
        .firstValue("Set-Cookie")
        .ifPresent(c -> cookie = Optional.of(c.split(";", 2)[0]));
    return response;
  }

  private HttpResponse<String> call(String path) throws Exception {
    return get(path, "X-CSRF", "1");
  }

  private static URI location(HttpResponse<String> response) {
    assertThat(response.statusCode()).isEqualTo(303);
    return URI.create(response.headers().firstValue("Location").orElseThrow());
  }

  private void signIn() throws Exception {
    URI callback = browser.authorize(location(get("/"))).as("alice");
    assertThat(location(get(callback.toString()))).hasToString("/");
  }

  @Test
  void who_signs_in_is_known_to_its_pages_its_scripts_and_the_API_behind() throws Exception {
    assertThat(call("/bff/user").statusCode()).isEqualTo(401);
    assertThat(call("/api/playlists").statusCode()).isEqualTo(401);
    signIn();
    Object subject = Json.parseObject(call("/bff/user").body()).orElseThrow().get("sub");
    assertThat(get("/").body()).isEqualTo("Hello " + subject);
    HttpResponse<String> playlists = call("/api/playlists");
    assertThat(playlists.statusCode()).isEqualTo(200);
    assertThat(playlists.body()).isEqualTo(subject);
    assertThat(get("/call").body()).isEqualTo("DPOP");
  }

  /// OIDC Back-Channel Logout §2.5.
  @Test
  void who_signs_out_elsewhere_is_signed_out_here() throws Exception {
    signIn();
    Page asks = browser.get(URI.create(mapae.endpoint("end_session_endpoint")));
    Page page = browser.get(asks.location().orElseThrow());
    browser.post(page.action(), page.address(), page.fields(box -> true, Map.of()));
    mapae.advance(Duration.ofSeconds(1));
    assertThat(call("/bff/user").statusCode()).isEqualTo(401);
    assertThat(call("/api/playlists").statusCode()).isEqualTo(401);
    assertThat(location(get("/")).toString()).startsWith(mapae.issuer());
  }

  @Test
  void who_signs_out_here_is_sent_to_the_server_to_do_it_there_too() throws Exception {
    signIn();
    HttpRequest.Builder leave =
        HttpRequest.newBuilder(URI.create(application + "/sign-out"))
            .header("Origin", application)
            .header("Cookie", cookie.orElseThrow())
            .POST(HttpRequest.BodyPublishers.noBody());
    HttpResponse<String> away = http.send(leave.build(), BodyHandlers.ofString());
    assertThat(location(away).toString()).startsWith(mapae.endpoint("end_session_endpoint"));
    assertThat(call("/bff/user").statusCode()).isEqualTo(401);
  }

  @Test
  void whose_grant_is_gone_signs_in_again() throws Exception {
    signIn();
    assertThat(get("/leave").body()).isEqualTo("left");
    assertThat(location(get("/call")).toString()).startsWith(mapae.issuer());
    signIn();
    assertThat(get("/call").body()).isEqualTo("DPOP");
  }
}
