package dev.mapae.distribution;

import dev.mapae.authorizationserver.key.Handles;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyEncryption;
import dev.mapae.authorizationserver.key.ServerKeys;
import dev.mapae.authorizationserver.store.InitialAccessToken;
import dev.mapae.authorizationserver.store.Stores;
import dev.mapae.distribution.settings.Settings;
import dev.mapae.protocol.Json;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `client registration-token [--uses N] [--expires 7d] --config FILE [--json]`: an initial access
/// token, which lets clients register themselves at a server, which may be running. RFC 7591 §1.2.
final class ClientCommand {
  private static final int MOST_USES = 1_000_000;

  private ClientCommand() {}

  static int run(List<String> options, Map<String, String> environment, Console console) {
    if (options.isEmpty() || !options.getFirst().equals("registration-token")) {
      throw new Arguments.Wrong("client is followed by registration-token");
    }
    Arguments arguments =
        Arguments.parse(
            options.subList(1, options.size()),
            Set.of("--config", "--uses", "--expires"),
            Set.of("--json"));
    int uses = uses(arguments.value("--uses").orElse("1"));
    Duration lasts = lasts(arguments.value("--expires").orElse("7d"));
    return AdministrationCommand.run(
        arguments,
        environment,
        console,
        (settings, stores) -> make(settings, stores, uses, lasts, arguments, console));
  }

  private static void make(
      Settings settings,
      Stores stores,
      int uses,
      Duration lasts,
      Arguments arguments,
      Console console) {
    if (stores.keys().all().isEmpty()) {
      throw new CannotStart(
          "there are no keys in the database yet; a server makes them when it starts first");
    }
    SecureRandom random = new SecureRandom();
    InstantSource clock = InstantSource.system();
    String issuer = settings.issuer().value();
    var encryption =
        new KeyEncryption(KeyEncryptionKeyFile.keys(settings, true, random), issuer, random);
    var handles = new Handles(issuer, new ServerKeys(stores.keys(), encryption, clock));
    Instant now = clock.instant();
    var token = new InitialAccessToken(new Ids(random).next(), uses, now, now.plus(lasts));
    String presented = handles.make(Handles.Kind.INITIAL_ACCESS_TOKEN, token.id(), 0);
    stores.initialAccessTokens().add(token);
    console
        .out()
        .println(
            arguments.has("--json")
                ? Json.object()
                    .with("initial_access_token", presented)
                    .with("uses", uses)
                    .with("expires_at", token.expiresAt().toString())
                    .toString()
                : presented);
  }

  private static int uses(String value) {
    int uses = value.matches("\\d{1,7}") ? Integer.parseInt(value) : 0;
    if (uses < 1 || uses > MOST_USES) {
      throw new Arguments.Wrong("--uses takes a number from 1 to " + MOST_USES);
    }
    return uses;
  }

  private static Duration lasts(String value) {
    Duration lasts =
        value.matches("\\d{1,3}[hd]")
            ? Duration.parse(value.endsWith("d") ? "P" + value : "PT" + value)
            : Duration.ZERO;
    if (!lasts.isPositive() || lasts.compareTo(InitialAccessToken.LONGEST) > 0) {
      throw new Arguments.Wrong("--expires takes hours or days, 12h or 7d, and 14d at most");
    }
    return lasts;
  }
}
