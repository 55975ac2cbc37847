package dev.mapae.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// Keycloak in its production mode: built for PostgreSQL beforehand, and with plain HTTP as behind
/// a proxy.
final class Keycloak {
  private static final String VERSION = "26.7.3";
  private static final String REALM = "/realms/bench";
  private static final String PROTOCOL = REALM + "/protocol/openid-connect";

  private static final PeerProcess.About ABOUT =
      new PeerProcess.About(
          "Keycloak " + VERSION + ", PostgreSQL",
          new MeasuredServer.Paths(
              PROTOCOL + "/auth",
              PROTOCOL + "/token",
              PROTOCOL + "/token/introspect",
              PROTOCOL + "/userinfo",
              REALM + "/.well-known/openid-configuration",
              PROTOCOL + "/certs"),
          "profile",
          "openid",
          "profile");

  /// Tokens outlive the benchmark, are signed by ES256, and refresh tokens rotate, as with the
  /// others; it signs refresh tokens by HS512. The client is in the audience of its own tokens, or
  /// introspection would call them inactive.
  private static final String JSON =
      """
      {
        "realm": "bench",
        "enabled": true,
        "defaultSignatureAlgorithm": "ES256",
        "accessTokenLifespan": 36000,
        "ssoSessionIdleTimeout": 36000,
        "ssoSessionMaxLifespan": 36000,
        "revokeRefreshToken": true,
        "clients": [{
          "clientId": "%s",
          "secret": "%s",
          "redirectUris": ["%s"],
          "serviceAccountsEnabled": true,
          "attributes": {
            "access.token.signed.response.alg": "ES256",
            "id.token.signed.response.alg": "ES256"
          },
          "protocolMappers": [{
            "name": "audience",
            "protocol": "openid-connect",
            "protocolMapper": "oidc-audience-mapper",
            "config": {"included.client.audience": "%s", "access.token.claim": "true"}
          }]
        }],
        "users": [{
          "username": "%s",
          "enabled": true,
          "firstName": "Alice",
          "lastName": "Liddell",
          "email": "alice@example.com",
          "emailVerified": true,
          "credentials": [{"type": "password", "value": "%s"}]
        }]
      }
      """
          .formatted(
              MeasuredServer.CLIENT,
              MeasuredServer.SECRET,
              MeasuredServer.REDIRECT_URI,
              MeasuredServer.CLIENT,
              MeasuredServer.PERSON,
              MeasuredServer.PASSWORD);

  private Keycloak() {}

  /// Installs it if it is not there yet, and starts it.
  ///
  /// @param database an empty one, as `jdbc:postgresql:`
  static Restartable start(String database) throws IOException {
    return start(database, JSON);
  }

  /// The same with clients and people of another choice.
  ///
  /// @param realmJson a realm that is called `bench` as well
  static Restartable start(String database, String realmJson) throws IOException {
    Installation installation = Installation.of("keycloak-" + VERSION, Keycloak::install);
    String program = program(installation);
    Map<String, String> environment =
        Map.of("KC_DB_URL", database, "KC_DB_USERNAME", "postgres", "KC_DB_PASSWORD", "postgres");
    try (ScratchFolder folder = ScratchFolder.create()) {
      Path realm = folder.resolve("realm.json");
      Files.writeString(realm, realmJson);
      installation.run(List.of(program, "import", "--optimized", "--file=" + realm), environment);
    }
    int port = ServerProcess.freePort();
    List<String> command =
        List.of(
            program,
            "start",
            "--optimized",
            "--http-enabled=true",
            "--http-host=127.0.0.1",
            "--http-port=" + port,
            "--proxy-headers=xforwarded",
            "--hostname=http://127.0.0.1:" + port);
    return PeerProcess.start(ABOUT, new PeerProcess.Launch(port, command, environment));
  }

  private static void install(Installation installation) throws IOException {
    installation.maven(
        "org.apache.maven.plugins:maven-dependency-plugin:3.11.0:unpack",
        "-Dartifact=org.keycloak:keycloak-quarkus-dist:" + VERSION + ":zip",
        "-DoutputDirectory=" + installation.folder());
    installation.run(List.of(program(installation), "build", "--db=postgres"), Map.of());
  }

  private static String program(Installation installation) {
    return installation.resolve("keycloak-" + VERSION + "/bin/kc.sh").toString();
  }
}
