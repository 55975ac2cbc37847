package dev.mapae.distribution;

import dev.mapae.authorizationserver.store.SealedKey;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// `key list`: the keys of a server.
final class KeyCommand {
  private KeyCommand() {}

  static int run(List<String> options, Map<String, String> environment, Console console) {
    if (options.isEmpty() || !options.getFirst().equals("list")) {
      throw new Arguments.Wrong("key is followed by list");
    }
    Arguments arguments =
        Arguments.parse(options.subList(1, options.size()), Set.of("--config"), Set.of());
    return AdministrationCommand.run(
        arguments,
        environment,
        console,
        (settings, stores) -> {
          for (SealedKey key : stores.keys().all()) {
            console.out().println(key.id() + " " + key.purpose() + " " + key.algorithm());
          }
        });
  }
}
