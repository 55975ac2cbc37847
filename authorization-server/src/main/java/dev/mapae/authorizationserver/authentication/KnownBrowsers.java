package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Remembers in a cookie of a browser who signed in there before, without a row: a random name of
/// the browser, and of each person a MAC over both. Neither tells who it was.
///
/// It signs nobody in. Guesses are counted on their own there, and a sign-in anywhere else is told
/// the person.
public final class KnownBrowsers {
  /// How many people one browser knows, those who signed in last.
  private static final int MOST = 8;

  private static final int MAC = 22;
  private static final int KEY = 8;
  private static final Pattern FORM =
      Pattern.compile("[A-Za-z0-9_-]{22}(\\.[0-9a-f]{8}[A-Za-z0-9_-]{22}){1,%d}".formatted(MOST));

  private final String issuer;
  private final Supplier<KeyRing> keys;
  private final Cookies cookies;
  private final Ids ids;

  public KnownBrowsers(String issuer, Supplier<KeyRing> keys, Cookies cookies, Ids ids) {
    this.issuer = issuer;
    this.keys = keys;
    this.cookies = cookies;
    this.ids = ids;
  }

  /// What the cookie says.
  private record Kept(String browser, List<String> people) {}

  private Optional<Kept> kept(Request request) {
    return cookies
        .known(request)
        .filter(value -> FORM.matcher(value).matches())
        .map(value -> List.of(value.split("\\.")))
        .map(parts -> new Kept(parts.getFirst(), parts.subList(1, parts.size())));
  }

  /// The name of a browser in which somebody signed in before; it may have been anybody.
  Optional<String> name(Request request) {
    return kept(request).map(Kept::browser);
  }

  /// Whether this person signed in there before.
  boolean knows(Request request, String subject) {
    return kept(request)
        .filter(
            kept -> kept.people().stream().anyMatch(mark -> isOf(mark, kept.browser(), subject)))
        .isPresent();
  }

  /// Remembers that somebody signed in there just now.
  Response remember(Request request, Response response, String subject) {
    Optional<Kept> kept = kept(request);
    String browser = kept.map(Kept::browser).orElseGet(ids::next);
    Stream<String> others =
        kept.stream()
            .flatMap(k -> k.people().stream())
            .filter(mark -> !isOf(mark, browser, subject))
            .limit(MOST - 1);
    SecretKey key = keys.get().current(Purpose.MAC);
    Stream<String> all =
        Stream.concat(Stream.of(browser, key.id() + mac(key, browser, subject)), others);
    return cookies.withKnown(response, String.join(".", all.toList()));
  }

  private boolean isOf(String mark, String browser, String subject) {
    return keys.get()
        .byId(Purpose.MAC, mark.substring(0, KEY))
        .filter(key -> SecretKey.same(mac(key, browser, subject), mark.substring(KEY)))
        .isPresent();
  }

  private String mac(SecretKey key, String browser, String subject) {
    return key.macText("known_browser", issuer, browser, subject).substring(0, MAC);
  }
}
