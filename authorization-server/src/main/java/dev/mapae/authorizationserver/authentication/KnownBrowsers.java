package dev.mapae.authorizationserver.authentication;

import dev.mapae.authorizationserver.http.Request;
import dev.mapae.authorizationserver.http.Response;
import dev.mapae.authorizationserver.key.Ids;
import dev.mapae.authorizationserver.key.KeyRing;
import dev.mapae.authorizationserver.key.SecretKey;
import dev.mapae.authorizationserver.store.People;
import dev.mapae.authorizationserver.store.SealedKey.Purpose;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Remembers in a cookie of a browser who signed in there before, without a row: a random name of
/// the browser with a MAC over it, and of each person when it was, and a MAC over all. Nothing of
/// it tells who it was.
///
/// It signs nobody in. Guesses are counted on their own there, and a sign-in anywhere else is told
/// the person.
public final class KnownBrowsers {
  /// How many people one browser knows, those who signed in last.
  private static final int MOST = 8;

  /// Behind the name of the browser in the MAC of somebody who did not sign in there.
  private static final String PROVEN = " proven";

  private static final int MAC = 22;
  private static final int KEY = 8;

  /// Hexadecimal digits of the milliseconds.
  private static final int TIME = 11;

  private static final Pattern FORM =
      Pattern.compile(
          "[A-Za-z0-9_-]{22}\\.[0-9a-f]{8}[A-Za-z0-9_-]{22}(\\.[0-9a-f]{19}[A-Za-z0-9_-]{22}){1,%d}"
              .formatted(MOST));

  private final String issuer;
  private final People people;
  private final Supplier<KeyRing> keys;
  private final Cookies cookies;
  private final Ids ids;
  private final InstantSource clock;

  public KnownBrowsers(
      String issuer,
      People people,
      Supplier<KeyRing> keys,
      Cookies cookies,
      Ids ids,
      InstantSource clock) {
    this.issuer = issuer;
    this.people = people;
    this.keys = keys;
    this.cookies = cookies;
    this.ids = ids;
    this.clock = clock;
  }

  /// What the cookie says.
  private record Kept(String browser, List<String> people) {}

  private Optional<Kept> kept(Request request) {
    return cookies
        .known(request)
        .filter(value -> FORM.matcher(value).matches())
        .map(value -> List.of(value.split("\\.")))
        .filter(parts -> isMac(parts.get(1), "", "named", parts.getFirst()))
        .map(parts -> new Kept(parts.getFirst(), parts.subList(2, parts.size())));
  }

  /// The name of a browser in which somebody signed in before; it may have been anybody. Nobody
  /// makes one up.
  Optional<String> name(Request request) {
    return kept(request).map(Kept::browser);
  }

  /// The name of this browser, if this person signed in there before and that is good still.
  public Optional<String> name(Request request, String subject) {
    return name(request).filter(_ -> isKnown(request, subject));
  }

  boolean isKnown(Request request, String subject) {
    return isKnown(request, subject, () -> knownFrom(subject));
  }

  /// @param from since when it is good: they may have ended all their sessions
  boolean isKnown(Request request, String subject, Supplier<Instant> from) {
    return since(request, (mark, browser) -> isOf(mark, browser, subject))
        .filter(since -> !since.isBefore(from.get()))
        .isPresent();
  }

  /// The same of somebody who signed in there, and did not only show who they are.
  public boolean isKnownBySignIn(Request request, String subject) {
    return since(request, (mark, browser) -> isOfSignIn(mark, browser, subject))
        .filter(since -> !since.isBefore(knownFrom(subject)))
        .isPresent();
  }

  private Instant knownFrom(String subject) {
    return people.browsersKnownFrom(subject).orElse(Instant.EPOCH);
  }

  /// The time of the last of some marks; empty where there is none. Whoever has a browser may put
  /// several of one person into its cookie.
  ///
  /// @param some of a mark and the name of the browser
  private Optional<Instant> since(Request request, BiPredicate<String, String> some) {
    return kept(request).stream()
        .flatMap(kept -> kept.people().stream().filter(mark -> some.test(mark, kept.browser())))
        .map(mark -> Instant.ofEpochMilli(Long.parseLong(time(mark), 16)))
        .max(Comparator.naturalOrder());
  }

  /// Remembers that somebody signed in there just now.
  public Response remember(Request request, Response response, String subject) {
    return remember(request, response, subject, "");
  }

  /// Remembers that somebody showed who they are there just now, who is not signed in by that.
  /// Nobody else keeps them from signing in there; when they do, it is told as anywhere else.
  public Response rememberProof(Request request, Response response, String subject) {
    return remember(request, response, subject, PROVEN);
  }

  private Response remember(Request request, Response response, String subject, String how) {
    Optional<Kept> kept = kept(request);
    String browser = kept.map(Kept::browser).orElseGet(ids::next);
    Stream<String> others =
        kept.stream()
            .flatMap(k -> k.people().stream())
            .filter(mark -> !isOf(mark, browser, subject))
            .limit(MOST - 1);
    SecretKey key = keys.get().current(Purpose.MAC);
    String now = HexFormat.of().toHexDigits(clock.millis(), TIME);
    Stream<String> all =
        Stream.concat(
            Stream.of(
                browser,
                key.id() + mac(key, "named", browser),
                key.id() + now + mac(key, browser + how, subject, now)),
            others);
    return cookies.withKnown(response, String.join(".", all.toList()));
  }

  private boolean isOf(String mark, String browser, String subject) {
    return isOfSignIn(mark, browser, subject) || isOfSignIn(mark, browser + PROVEN, subject);
  }

  private boolean isOfSignIn(String mark, String browser, String subject) {
    return isMac(mark, time(mark), browser, subject, time(mark));
  }

  private static String time(String mark) {
    return mark.substring(KEY, KEY + TIME);
  }

  /// Whether that is the id of a key, what is in clear, and a MAC over all of this.
  private boolean isMac(String mark, String clear, String... of) {
    return keys.get()
        .byId(Purpose.MAC, mark.substring(0, KEY))
        .filter(key -> SecretKey.same(mac(key, of), mark.substring(KEY + clear.length())))
        .isPresent();
  }

  private String mac(SecretKey key, String... of) {
    String[] all =
        Stream.concat(Stream.of("known_browser", issuer), Stream.of(of)).toArray(String[]::new);
    return key.macText(all).substring(0, MAC);
  }
}
