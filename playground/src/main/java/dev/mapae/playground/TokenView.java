package dev.mapae.playground;

import dev.mapae.protocol.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Shows a token decoded, each claim in words, and what the check of its signature came to. RFC
/// 7519 §4.1, RFC 9068 §2.2.
final class TokenView {
  private static final Set<String> TIMES = Set.of("exp", "iat", "nbf", "auth_time", "updated_at");
  private static final List<String> ORDER =
      List.of(
          "typ",
          "alg",
          "kid",
          "iss",
          "sub",
          "aud",
          "azp",
          "client_id",
          "scope",
          "roles",
          "exp",
          "iat",
          "jti",
          "nonce",
          "at_hash",
          "auth_time",
          "acr",
          "amr");
  private static final double MAX_TIME = 253402300799d;

  private final Messages messages;
  private final InstantSource clock;

  TokenView(Messages messages, InstantSource clock) {
    this.messages = messages;
    this.clock = clock;
  }

  Html show(ReadToken token) {
    return Html.of(
        """
        <section class="token">
        <h4>{}</h4>
        <p>{}</p>
        {}
        </section>
        """,
        messages.text("token." + token.kind()),
        messages.html("token." + token.kind() + ".why"),
        token
            .contents()
            .map(contents -> contents(token.serialized(), contents))
            .orElseGet(() -> Html.of("<p>{}</p>", messages.html("token.opaque"))));
  }

  private Html contents(String serialized, ReadToken.Contents contents) {
    String[] parts = serialized.split("\\.", 3);
    return Html.of(
        """
        <pre class="jwt" tabindex="0"><code><span class="jwt-header">{}</span>.\
        <span class="jwt-claims">{}</span>.<span class="jwt-signature">{}</span></code></pre>
        {}
        <div class="decoded">
        <div><h5 class="jwt-header">{}</h5><dl class="terms">{}</dl></div>
        <div><h5 class="jwt-claims">{}</h5><dl class="terms">{}</dl></div>
        </div>
        """,
        parts[0],
        parts[1],
        parts[2],
        signature(contents),
        messages.text("token.header"),
        rows(contents.header(), "header."),
        messages.text("token.claims"),
        rows(contents.claims(), "claim."));
  }

  private Html signature(ReadToken.Contents contents) {
    String kid = text(contents.header().getOrDefault("kid", ""));
    String alg = text(contents.header().getOrDefault("alg", ""));
    return switch (contents.signature()) {
      case GOOD ->
          Html.of("<p class=\"verdict good\">✓ {}</p>", messages.html("signature.good", kid, alg));
      case BAD ->
          Html.of("<p class=\"verdict bad\">✗ {}</p>", messages.html("signature.bad", kid, alg));
      case NO_KEY ->
          Html.of("<p class=\"verdict bad\">? {}</p>", messages.html("signature.no-key", kid, alg));
    };
  }

  private Html rows(Map<String, Object> members, String prefix) {
    return Html.join(
        members.entrySet().stream()
            .sorted(Comparator.comparingInt(member -> rank(member.getKey())))
            .map(member ->
                Html.of(
                    "<dt><code>{}</code> = <code class=\"value\">{}</code></dt><dd>{} {}</dd>",
                    member.getKey(),
                    text(member.getValue()),
                    time(member.getKey(), member.getValue()).map(Html::text).orElse(Html.EMPTY),
                    messages
                        .term(prefix + member.getKey())
                        .or(() -> messages.term(member.getKey()))
                        .orElse(Html.EMPTY))));
  }

  private static int rank(String name) {
    int index = ORDER.indexOf(name);
    return index < 0 ? ORDER.size() : index;
  }

  private static String text(Object value) {
    return value instanceof String s ? s : Json.write(value);
  }

  /// A NumericDate in the time zone of this machine, which is that of the browser too.
  private Optional<String> time(String name, Object value) {
    if (!TIMES.contains(name)
        || !(value instanceof Number seconds)
        || seconds.doubleValue() < 0
        || seconds.doubleValue() > MAX_TIME) {
      return Optional.empty();
    }
    Instant time = Instant.ofEpochSecond(seconds.longValue());
    String local =
        DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM)
            .withLocale(messages.language().locale())
            .withZone(ZoneId.systemDefault())
            .format(time);
    Duration ahead = Duration.between(clock.instant(), time);
    if (!name.equals("exp")) {
      return Optional.of(local + ".");
    }
    return Optional.of(
        ahead.isNegative()
            ? messages.text("time.past", local)
            : messages.text("time.ahead", local, ahead.toMinutes(), ahead.toSecondsPart()));
  }
}
